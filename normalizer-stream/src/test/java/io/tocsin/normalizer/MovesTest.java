package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.platform.StreamsRunner;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a site is told of events that leave it.
final class MovesTest {
  private static final String EVENT = "tracktik:reports/1";

  private final Harness stream = new Harness();

  @AfterEach
  void close() {
    stream.close();
  }

  @Test
  void theSiteThatAnEventLeftIsTold() {
    stream.pipe(report("r1", "50"));
    Instant later = Raws.RECEIVED.plusSeconds(60);

    stream.pipe(report("r2", "51"), later);

    assertThat(stream.moved())
        .containsExactly(
            new TestRecord<>("northgate", moved(2, "northgate", "tracktik:51"), later));
  }

  @Test
  void neitherTheFirstRevisionNorOneAtTheSameSiteNorADuplicateIsAMove() {
    stream.pipe(report("r1", "50"));
    stream.pipe(Raws.trackTik("reports/1", "r2").setCode("99").build());
    stream.pipe(Raws.trackTik("reports/1", "r3").setCode("99").build());

    assertThat(stream.canonical()).hasSize(2);
    assertThat(stream.moved()).isEmpty();
  }

  @Test
  void anotherReferenceOfTheSameSiteIsNoMove() {
    stream.site("tracktik", "51", "northgate", "America/Chicago");
    stream.pipe(report("r1", "50"));
    stream.pipe(report("r2", "51"));

    assertThat(stream.canonical()).hasSize(2);
    assertThat(stream.moved()).isEmpty();
  }

  @Test
  void aSiteThatIsLearntLaterIsAMoveAndOneThatIsForgottenToo() {
    stream.pipe(report("r1", "51"));
    stream.site("tracktik", "51", "southgate", "America/Chicago");
    stream.pipe(report("r2", "51"));
    stream.pipeConfig(Topics.CONFIG_SITES, "tracktik:51", null);
    stream.pipe(report("r3", "51"));

    assertThat(values(stream.moved()))
        .containsExactly(
            moved(2, "tracktik:51", "southgate"), moved(3, "southgate", "tracktik:51"));
  }

  @Test
  void anEventThatComesBackHasLeftTwoSites() {
    stream.pipe(report("r1", "50"));
    stream.pipe(report("r2", "51"));
    stream.pipe(report("r3", "50"));

    assertThat(stream.moved())
        .extracting(TestRecord::key, TestRecord::value)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("northgate", moved(2, "northgate", "tracktik:51")),
            org.assertj.core.groups.Tuple.tuple(
                "tracktik:51", moved(3, "tracktik:51", "northgate")));
  }

  @Test
  void aRecordThatIsMetAgainTellsTheSameMoveWhateverTheDirectorySaysNow() {
    List<RawEvent> history =
        List.of(report("r1", "50"), report("r2", "51"), report("r3", "51"), report("r4", "50"));
    history.forEach(stream::pipe);
    List<EventMoved> before = values(stream.moved());

    try (var restarted = new Harness()) {
      restarted.remember(stream);
      restarted.site("tracktik", "51", "southgate", "America/Chicago");
      history.forEach(restarted::pipe);

      assertThat(values(restarted.moved())).hasSize(2).isEqualTo(before);
      assertThat(restarted.seen(EVENT)).isEqualTo(stream.seen(EVENT));
    }
  }

  @Test
  void aMoveIsKnownWhenTheRevisionBeforeItIsNoLongerKept() {
    var history = new ArrayList<RawEvent>();
    for (int i = 0; i < SeenEvents.MAX_REVISIONS + 20; i++) {
      history.add(report("r" + i, "s" + i));
    }
    history.forEach(stream::pipe);
    List<EventMoved> all = values(stream.moved());
    assertThat(all).hasSize(history.size() - 1);

    try (var restarted = new Harness()) {
      restarted.remember(stream);
      history.forEach(restarted::pipe);

      // Revision 1 and the latest are kept, and revision 1 is no move.
      int kept = SeenEvents.MAX_REVISIONS - 1;
      assertThat(values(restarted.moved())).isEqualTo(all.subList(all.size() - kept, all.size()));
    }
  }

  @Test
  void anEventThatWasForgottenIsNewWhereverItIs() {
    try (var forgetful = new Harness(new Harness.Setup().horizon(Duration.ofDays(10)))) {
      forgetful.pipe(report("r1", "50"), Raws.RECEIVED);
      forgetful.pipe(report("r2", "51"), Raws.RECEIVED.plus(Duration.ofDays(11)));

      assertThat(forgetful.canonical()).hasSize(2);
      assertThat(forgetful.moved()).isEmpty();
    }
  }

  @Test
  void anOutageOfTheRegistryWhileAMoveIsWrittenIsAnOutage() {
    stream.pipe(report("r1", "50"));
    RawEvent second = report("r2", "51");
    byte[] bytes = stream.bytes(second);
    stream.registry.down = true;
    LocalAvro.failToWrite(EventMoved.class);
    try {
      assertThatThrownBy(() -> stream.pipe("raw.tracktik", EVENT, bytes, "r2"))
          .satisfies(failure -> assertThat(StreamsRunner.isOutage(failure)).isTrue());
    } finally {
      LocalAvro.failToWrite(false);
    }
  }

  private static RawEvent report(String receipt, String siteRef) {
    return Raws.trackTik("reports/1", receipt).setSiteRef(siteRef).build();
  }

  private static EventMoved moved(int revision, String from, String to) {
    return new EventMoved(EVENT, revision, from, to);
  }

  private static List<EventMoved> values(List<TestRecord<String, EventMoved>> records) {
    return records.stream().map(TestRecord::value).toList();
  }
}
