package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is remembered is bounded by a horizon from first sight.
final class HorizonTest {
  private static final Instant START = Raws.RECEIVED;
  private static final Duration HORIZON = Duration.ofDays(90);

  @ParameterizedTest
  @CsvSource({
    "PT0S, DUPLICATE, false",
    "P90D, DUPLICATE, false",
    "P90DT0.001S, NEW, true",
    "P1000D, NEW, true",
  })
  void anEventIsForgottenWhenItWasMetLongerAgoThanTheHorizon(
      Duration later, Outcome outcome, boolean pastHorizon) {
    try (var stream = new Harness()) {
      stream.pipe(event("1"), START);
      stream.canonical();
      stream.deliveries();

      stream.pipe(event("1"), START.plus(later));

      DeliveryOutcome delivery = stream.onlyDelivery();
      assertThat(delivery.getOutcome()).isEqualTo(outcome);
      assertThat(delivery.getPastHorizon()).isEqualTo(pastHorizon);
      assertThat(stream.canonical())
          .extracting(r -> r.value().getPastHorizon())
          .isEqualTo(outcome == Outcome.NEW ? List.of(true) : List.of());
      assertThat(stream.counted("past.horizon", "source", "saying")).isEqualTo(pastHorizon ? 1 : 0);
      assertConsistent(stream);
    }
  }

  @Test
  void aRepetitionProlongsNothing() {
    try (var stream = new Harness()) {
      stream.pipe(event("1"), START);
      stream.pipe(event("1"), START.plus(Duration.ofDays(89)));
      stream.pipe(event("1"), START.plus(Duration.ofDays(91)));

      assertThat(outcomes(stream)).containsExactly(Outcome.NEW, Outcome.DUPLICATE, Outcome.NEW);
      assertConsistent(stream);
    }
  }

  @Test
  void theClockIsTheHighestTimestampNotTheOneOfTheRecord() {
    try (var stream = new Harness()) {
      stream.pipe(event("1"), START);
      stream.pipe(event("2"), START.plus(Duration.ofDays(91)));
      stream.pipe(event("1"), START);
      stream.pipe(event("1"), START);

      assertThat(outcomes(stream))
          .containsExactly(Outcome.NEW, Outcome.NEW, Outcome.NEW, Outcome.DUPLICATE);
      assertThat(stream.seen("saying:1").getFirstSeenAt())
          .isEqualTo(START.plus(Duration.ofDays(91)).toEpochMilli());
      assertConsistent(stream);
    }
  }

  @Test
  void anEventOfLongAgoIsMarkedOnAllItsRevisions() {
    try (var stream = new Harness()) {
      RawEvent old =
          RawEvent.newBuilder(event("1"))
              .setSentAt(START.minus(HORIZON).minusMillis(1).toString())
              .build();
      stream.pipe(old, START);
      stream.pipe(
          RawEvent.newBuilder(old)
              .setBody(Saying.body(Raws.statement().setZone("9").build()))
              .build(),
          START);
      stream.pipe(
          RawEvent.newBuilder(event("2")).setSentAt(START.minus(HORIZON).toString()).build(),
          START);

      assertThat(values(stream.canonical()))
          .extracting(CanonicalEvent::getPastHorizon)
          .containsExactly(true, true, false);
      assertThat(values(stream.deliveries()))
          .extracting(DeliveryOutcome::getPastHorizon)
          .containsExactly(true, false, false);
      assertThat(stream.counted("past.horizon", "source", "saying")).isEqualTo(1);
    }
  }

  @Test
  void anEventWithoutTimeIsJudgedByItsReceipt() {
    try (var stream = new Harness()) {
      stream.pipe(
          RawEvent.newBuilder(event("1")).setReceivedAt(START.minus(Duration.ofDays(91))).build(),
          START);

      assertThat(stream.onlyEvent().getPastHorizon()).isTrue();
    }
  }

  @Test
  void manyThatExpireAtOnceAreDeletedByAndByAndCountAsForgottenAtOnce() {
    try (var stream = new Harness()) {
      int events = 10_250;
      for (int i = 0; i < events; i++) {
        stream.pipe(event("old-" + i), START.plusMillis(i / 2));
      }
      assertThat(keys(stream)).hasSize(events);

      Instant later = START.plus(Duration.ofDays(91));
      stream.pipe(event("new"), later); // 10,000 at once, when the clock has gone on,
      assertThat(stream.counted("expired")).isEqualTo(10_000);
      // one that has expired and is not deleted yet,
      stream.deliveries();
      stream.pipe(event("old-" + (events - 1)), later);
      assertThat(stream.onlyDelivery().getOutcome()).isEqualTo(Outcome.NEW);
      // and the rest beside each record, a hundred at a time.
      assertThat(stream.counted("expired")).isEqualTo(10_100);
      stream.pipe(event("new"), later);
      stream.pipe(event("new"), later);
      assertThat(stream.counted("expired")).isEqualTo(events - 1);
      stream.pipe(event("new"), later.plus(Duration.ofHours(1)));

      assertThat(stream.counted("expired")).isEqualTo(events - 1);
      assertThat(keys(stream)).containsExactlyInAnyOrder("saying:new", "saying:old-10249");
      assertConsistent(stream);
    }
  }

  /// One delivery of a generated history.
  ///
  /// @param event which event
  /// @param hours its timestamp, in hours after the start
  record Delivery(int event, int hours) {}

  @Provide
  Arbitrary<List<Delivery>> deliveries() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5), Arbitraries.integers().between(0, 60))
        .as(Delivery::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 25)
  void whateverTheTimesWhatIsRememberedIsWhatAModelRemembers(
      @ForAll("deliveries") List<Delivery> deliveries) {
    Duration horizon = Duration.ofHours(10);
    try (var stream = new Harness(new Harness.Setup().horizon(horizon))) {
      Map<Integer, Integer> firstSeen = new HashMap<>();
      var expected = new ArrayList<Outcome>();
      int clock = 0;
      for (Delivery delivery : deliveries) {
        clock = Math.max(clock, delivery.hours());
        int now = clock;
        boolean remembered =
            firstSeen.containsKey(delivery.event())
                && now - firstSeen.get(delivery.event()) <= horizon.toHours();
        expected.add(remembered ? Outcome.DUPLICATE : Outcome.NEW);
        if (!remembered) {
          firstSeen.put(delivery.event(), now);
        }
        stream.pipe(
            event(Integer.toString(delivery.event())),
            START.plus(Duration.ofHours(delivery.hours())));
        assertConsistent(stream);
      }
      int end = clock;
      assertThat(outcomes(stream)).isEqualTo(expected);
      assertThat(keys(stream))
          .as("what has expired is gone when the clock has gone on")
          .isSubsetOf(firstSeen.keySet().stream().map(event -> "saying:" + event).toList());
      firstSeen.forEach(
          (event, seen) -> {
            if (end - seen <= horizon.toHours()) {
              assertThat(stream.seen("saying:" + event).getFirstSeenAt())
                  .isEqualTo(START.plus(Duration.ofHours(seen)).toEpochMilli());
            }
          });
    }
  }

  @Test
  void aRecordWithoutTimestampIsAsOldAsTheLastBeforeIt() {
    var record =
        new ConsumerRecord<Object, Object>(
            "raw.saying",
            0,
            0L,
            ConsumerRecord.NO_TIMESTAMP,
            org.apache.kafka.common.record.TimestampType.NO_TIMESTAMP_TYPE,
            0,
            0,
            null,
            null,
            new org.apache.kafka.common.header.internals.RecordHeaders(),
            java.util.Optional.empty());

    assertThat(new RecordTime().extract(record, 42L)).isEqualTo(42L);
    assertThat(new RecordTime().extract(record, -1L)).isZero();
  }

  /// Every event remembered stands once in the index by age, under its own first sight, and nothing
  /// else stands there.
  private static void assertConsistent(Harness stream) {
    var expected = new HashSet<Bytes>();
    try (var all = stream.seen().all()) {
      all.forEachRemaining(
          entry -> expected.add(Memory.ageKey(entry.value.getFirstSeenAt(), entry.key)));
    }
    var indexed = new HashSet<Bytes>();
    try (var all = stream.byAge().all()) {
      all.forEachRemaining(entry -> indexed.add(entry.key));
    }
    assertThat(indexed).isEqualTo(expected);
  }

  private static Set<String> keys(Harness stream) {
    var keys = new HashSet<String>();
    try (var all = stream.byAge().all()) {
      all.forEachRemaining(
          entry -> {
            ByteBuffer key = ByteBuffer.wrap(entry.key.get()).position(Long.BYTES);
            keys.add(StandardCharsets.UTF_8.decode(key).toString());
          });
    }
    return keys;
  }

  private static RawEvent event(String id) {
    return Saying.raw(Transport.WEBHOOK, id, "receipt", Raws.statement().setZone("1").build())
        .build();
  }

  private static List<Outcome> outcomes(Harness stream) {
    return values(stream.deliveries()).stream().map(DeliveryOutcome::getOutcome).toList();
  }

  private static <T> List<T> values(List<TestRecord<String, T>> records) {
    return records.stream().map(TestRecord::value).toList();
  }
}
