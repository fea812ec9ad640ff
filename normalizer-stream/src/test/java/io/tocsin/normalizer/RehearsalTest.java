package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tocsin.normalizer.rehearsal.Rehearsal;
import io.tocsin.normalizer.rehearsal.Result;
import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.RawEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A rehearsal finds what a replay would make, and makes nothing.
final class RehearsalTest {
  private static final String EVENT = "tracktik:reports/1";
  private static final RawEvent FIRST = Raws.trackTik("reports/1", "r1").build();

  private final Harness stream = new Harness();

  @AfterEach
  void close() {
    stream.close();
  }

  @Test
  void whatStandsStays() {
    stream.pipe(FIRST);

    Rehearsal rehearsal = rehearsal(EVENT);

    assertThat(rehearsal.replay(standing(FIRST, 0))).isEqualTo(new Result.Unchanged(EVENT, 1));
  }

  @Test
  void aChangedConfigurationMakesTheRevisionThatTheReplayMakes() {
    stream.pipe(FIRST);
    stream.canonical();
    stream.mapping("tracktik", 2, Harness.code("28", "report-template", EventType.patrol_incident));
    stream.site("tracktik", "50", "southgate", "America/Chicago");
    SeenEvent before = stream.seen(EVENT);

    Rehearsal rehearsal = rehearsal(EVENT);
    Result rehearsed = rehearsal.replay(standing(FIRST, 0));

    assertThat(stream.seen(EVENT)).isEqualTo(before);
    assertThat(rehearsal.replay(standing(FIRST, 0))).isEqualTo(new Result.Unchanged(EVENT, 2));
    stream.replay("rehearsal", standing(FIRST, 0));
    CanonicalEvent made = stream.onlyEvent();
    assertThat(made.getType()).isEqualTo(EventType.patrol_incident);
    assertThat(rehearsed)
        .isEqualTo(new Result.Changed(1, made, new EventMoved(EVENT, 2, "northgate", "southgate")));
  }

  @Test
  void laterRecordsBuildOnEarlierOnes() {
    RawEvent second = Raws.trackTik("reports/1", "r2").setSiteRef("51").build();

    Rehearsal rehearsal = rehearsal(EVENT);

    assertThat(rehearsal.replay(standing(FIRST, 0)))
        .isInstanceOfSatisfying(
            Result.Changed.class,
            changed -> {
              assertThat(changed.stood()).isZero();
              assertThat(changed.event().getRevision()).isEqualTo(1);
            });
    assertThat(rehearsal.replay(standing(second, 1)))
        .isInstanceOfSatisfying(
            Result.Changed.class,
            changed -> {
              assertThat(changed.stood()).isEqualTo(1);
              assertThat(changed.event().getRevision()).isEqualTo(2);
              assertThat(changed.moved().getToSiteKey()).isEqualTo("tracktik:51");
            });
    assertThat(rehearsal.replay(standing(FIRST, 0))).isEqualTo(new Result.Unchanged(EVENT, 2));
  }

  @Test
  void whatCanBeNoEventSaysWhy() {
    RawEvent foreign = RawEvent.newBuilder(FIRST).setVendor("nobody").build();

    assertThat(rehearsal(EVENT).replay(standing(foreign, 0)))
        .isInstanceOfSatisfying(
            Result.DeadLettered.class,
            dead -> assertThat(dead.code()).isEqualTo(ReasonCode.UNKNOWN_VENDOR));
  }

  @Test
  void whatMayBeForgottenIsLeftAlone() {
    Instant longAgo = Raws.RECEIVED.minus(Duration.ofDays(91));

    Rehearsal rehearsal = rehearsal(EVENT);

    assertThat(rehearsal.replay(stream.standing(FIRST, 0, longAgo)))
        .isEqualTo(new Result.Forgotten(EVENT));
  }

  @Test
  void anEventThatWasNotRecalledIsNotTakenForNew() {
    Rehearsal rehearsal = rehearsal("tracktik:another");

    assertThatThrownBy(() -> rehearsal.replay(standing(FIRST, 0)))
        .isInstanceOf(IllegalStateException.class);
  }

  private ConsumerRecord<byte[], byte[]> standing(RawEvent raw, long offset) {
    return stream.standing(raw, offset, Raws.RECEIVED);
  }

  /// One with the stream's settings, configuration and memory.
  private Rehearsal rehearsal(String... eventKeys) {
    var parts = new Harness.Setup().parts(stream.registry, new SimpleMeterRegistry());
    var rehearsal =
        new Rehearsal(
            new Judge(parts),
            parts.horizon(),
            new Rehearsal.Configured(
                contents(NormalizerTopology.SITES_STORE),
                contents(NormalizerTopology.CODES_STORE),
                Map.of(0, Raws.RECEIVED.toEpochMilli())),
            wanted -> {
              var remembered = new HashMap<String, SeenEvent>();
              wanted.stream()
                  .filter(key -> stream.seen(key) != null)
                  .forEach(key -> remembered.put(key, stream.seen(key)));
              return remembered;
            },
            () -> {});
    rehearsal.recall(Set.of(eventKeys));
    return rehearsal;
  }

  private Map<String, byte[]> contents(String storeName) {
    KeyValueStore<String, byte[]> store = stream.driver.getKeyValueStore(storeName);
    var contents = new HashMap<String, byte[]>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> contents.put(entry.key, entry.value));
    }
    return contents;
  }
}
