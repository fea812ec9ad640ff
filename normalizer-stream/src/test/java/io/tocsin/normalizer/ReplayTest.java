package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.ReplayHeaders;
import io.tocsin.schemas.Topics;
import io.tocsin.schemas.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Raw records that are replayed go through the same judgement, and say which replay it was.
final class ReplayTest {
  private static final String REPLAY = "20270301-000000-1";
  private static final String EVENT = "saying:1";
  private static final RawEvent ZONE_3 = said("1", "r1", zone("3"));
  private static final RawEvent ZONE_4 = said("1", "r2", zone("4"));

  private final Mended adapter = new Mended();
  private final Harness stream =
      new Harness(new Harness.Setup().saying(adapter).horizon(Duration.ofDays(90)));

  @AfterEach
  void close() {
    stream.close();
  }

  @Test
  void withAnUnchangedConfigurationNothingChanges() {
    List<RawEvent> history = List.of(ZONE_3, ZONE_4, ZONE_4, ZONE_3, ZONE_4);
    arrive(history);
    SeenEvent before = stream.seen(EVENT);

    for (int offset : List.of(4, 0, 2, 3, 1, 0, 4)) {
      replay(history.get(offset), offset);

      DeliveryOutcome outcome = stream.onlyDelivery();
      assertThat(outcome.getOutcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(outcome.getRevision()).isEqualTo(4);
      assertThat(outcome.getReplayId()).isEqualTo(REPLAY);
      assertThat(outcome.getRaw()).isEqualTo(new Position("raw.saying", 0, (long) offset));
    }
    assertThat(stream.canonical()).isEmpty();
    assertThat(stream.moved()).isEmpty();
    assertThat(stream.deadLetters()).isEmpty();
    assertThat(stream.seen(EVENT)).isEqualTo(before);
  }

  @Test
  void aChangedMappingMakesOneRevisionWithItsLineage() {
    RawEvent raw = Raws.trackTik("reports/1", "r1").build();
    arrive(List.of(raw));
    stream.mapping("tracktik", 2, Harness.code("28", "report-template", EventType.patrol_incident));

    replay(raw, 0);
    replay(raw, 0);

    TestRecord<String, CanonicalEvent> made = only(stream.canonical());
    assertThat(made.value().getRevision()).isEqualTo(2);
    assertThat(made.value().getType()).isEqualTo(EventType.patrol_incident);
    assertThat(made.value().getReplayId()).isEqualTo(REPLAY);
    assertThat(made.value().getReceipt()).isEqualTo("r1");
    assertThat(made.value().getRaw()).isEqualTo(new Position("raw.tracktik", 0, 0L));
    assertThat(replayOf(made.headers())).isEqualTo(REPLAY);
    assertThat(made.getRecordTime()).isEqualTo(Raws.RECEIVED);
    assertThat(stream.deliveries())
        .allSatisfy(
            delivery -> {
              assertThat(replayOf(delivery.headers())).isEqualTo(REPLAY);
              assertThat(delivery.getRecordTime()).isEqualTo(Raws.RECEIVED);
            })
        .extracting(delivery -> delivery.value().getOutcome())
        .containsExactly(Outcome.REVISION, Outcome.DUPLICATE);
    assertThat(stream.counted("replayed", "source", "tracktik", "outcome", "revision"))
        .isEqualTo(1);
    assertThat(stream.counted("deliveries", "source", "tracktik", "outcome", "revision")).isZero();
  }

  @Test
  void aChangedSiteMovesTheEvent() {
    RawEvent raw = Raws.trackTik("reports/1", "r1").build();
    arrive(List.of(raw));
    stream.site("tracktik", "50", "southgate", "America/Chicago");

    replay(raw, 0);

    TestRecord<String, EventMoved> moved = only(stream.moved());
    assertThat(moved.key()).isEqualTo("northgate");
    assertThat(replayOf(moved.headers())).isEqualTo(REPLAY);
    assertThat(stream.onlyEvent().getSiteKey()).isEqualTo("southgate");
  }

  @Test
  void aMendedAdapterReplacesWhatTheSameRecordSaidBefore() {
    arrive(List.of(ZONE_3, ZONE_4));
    adapter.area = "north";

    replay(ZONE_3, 0);
    assertThat(stream.onlyDelivery().getOutcome()).isEqualTo(Outcome.DUPLICATE);
    replay(ZONE_4, 1);

    CanonicalEvent made = stream.onlyEvent();
    assertThat(made.getRevision()).isEqualTo(3);
    assertThat(made.getZone()).isEqualTo("4");
    assertThat(made.getArea()).isEqualTo("north");
    assertThat(stream.onlyDelivery().getOutcome()).isEqualTo(Outcome.REVISION);
  }

  @Test
  void aDeadLetterBecomesTheEventThatItIs() {
    adapter.broken = true;
    arrive(List.of(ZONE_3));
    adapter.broken = false;

    replay(ZONE_3, 0);
    replay(ZONE_3, 0);

    CanonicalEvent made = stream.onlyEvent();
    assertThat(made.getRevision()).isEqualTo(1);
    assertThat(made.getReplayId()).isEqualTo(REPLAY);
    assertThat(stream.deliveries())
        .extracting(delivery -> delivery.value().getOutcome())
        .containsExactly(Outcome.NEW, Outcome.DUPLICATE);
  }

  @Test
  void whatIsStillNoEventMakesNoSecondLetter() {
    adapter.broken = true;
    arrive(List.of(ZONE_3));

    replay(ZONE_3, 0);

    DeliveryOutcome outcome = stream.onlyDelivery();
    assertThat(outcome.getOutcome()).isEqualTo(Outcome.DEAD_LETTERED);
    assertThat(outcome.getReasonCode()).isEqualTo(ReasonCode.UNREADABLE_BODY.name());
    assertThat(outcome.getReplayId()).isEqualTo(REPLAY);
    assertThat(stream.deadLetters()).isEmpty();
  }

  /// A replay may overtake the record that it replays.
  @Test
  void theRecordThatArrivesAfterItsReplayIsTheNewOneAgain() {
    replay(ZONE_3, 0);
    CanonicalEvent replayed = stream.onlyEvent();
    stream.deliveries();

    stream.pipe(ZONE_3);

    DeliveryOutcome arrived = stream.onlyDelivery();
    assertThat(arrived.getOutcome()).isEqualTo(Outcome.NEW);
    assertThat(arrived.getReplayId()).isNull();
    assertThat(stream.onlyEvent())
        .isEqualTo(CanonicalEvent.newBuilder(replayed).setReplayId(null).build());
  }

  @Test
  void whatArrivesAfterTheReplayOfALaterRecordIsOlder() {
    replay(ZONE_4, 1);
    stream.onlyEvent();
    stream.deliveries();

    stream.pipe(ZONE_3);

    DeliveryOutcome arrived = stream.onlyDelivery();
    assertThat(arrived.getOutcome()).isEqualTo(Outcome.DUPLICATE);
    assertThat(arrived.getRevision()).isEqualTo(1);
    assertThat(stream.canonical()).isEmpty();
  }

  @Test
  void anOlderRecordNeverReplacesWhatANewerOneSaid() {
    adapter.broken = true;
    stream.pipe(ZONE_3);
    adapter.broken = false;
    arrive(List.of(ZONE_4));

    replay(ZONE_3, 0);

    assertThat(stream.onlyDelivery().getOutcome()).isEqualTo(Outcome.DUPLICATE);
    assertThat(stream.canonical()).isEmpty();
  }

  @Test
  void aFormerDeadLetterAddsWhatItsRoadHadNotSaid() {
    RawEvent export =
        Saying.raw(Transport.EXPORT, "1", "r0", Raws.statement().setZone("9").setArea("A").build())
            .build();
    adapter.broken = true;
    stream.pipe(export);
    adapter.broken = false;
    arrive(List.of(ZONE_4));

    replay(export, 0);

    CanonicalEvent made = stream.onlyEvent();
    assertThat(made.getRevision()).isEqualTo(2);
    assertThat(made.getZone()).isEqualTo("4");
    assertThat(made.getArea()).isEqualTo("A");
    assertThat(stream.onlyDelivery().getIgnored()).containsExactly("zone");
  }

  /// Its event may have been there and is forgotten: it must not begin anew.
  @Test
  void whatIsOlderThanTheHorizonAndNotRememberedIsLeftAlone() {
    stream.pipe(said("2", "r2", zone("1")), Raws.RECEIVED);
    stream.deliveries();
    stream.canonical();

    stream.replay(
        REPLAY,
        stream.standing(ZONE_3, 7, Raws.RECEIVED.minus(Duration.ofDays(90)).minusMillis(1)));

    DeliveryOutcome outcome = stream.onlyDelivery();
    assertThat(outcome.getOutcome()).isEqualTo(Outcome.DEAD_LETTERED);
    assertThat(outcome.getReasonCode()).isEqualTo(ReasonCode.FORGOTTEN.name());
    assertThat(outcome.getEventKey()).isEqualTo(EVENT);
    assertThat(stream.canonical()).isEmpty();
    assertThat(stream.deadLetters()).isEmpty();
    assertThat(stream.seen(EVENT)).isNull();
  }

  @Test
  void whatIsAsOldAsTheHorizonIsTaken() {
    stream.pipe(said("2", "r2", zone("1")), Raws.RECEIVED);
    stream.canonical();

    stream.replay(REPLAY, stream.standing(ZONE_3, 7, Raws.RECEIVED.minus(Duration.ofDays(90))));

    assertThat(stream.onlyEvent().getRevision()).isEqualTo(1);
  }

  /// The event was forgotten, and has begun anew by a later record. What an earlier one said is not
  /// added to it.
  @Test
  void aRecordFromBeforeTheEventWasForgottenIsLeftAlone() {
    RawEvent export =
        Saying.raw(Transport.EXPORT, "1", "r0", Raws.statement().setArea("A").build()).build();
    Instant first = Raws.RECEIVED.minus(Duration.ofDays(200));
    stream.pipe(export, first);
    stream.pipe(ZONE_4, Raws.RECEIVED);
    assertThat(stream.canonical())
        .extracting(event -> event.value().getRevision())
        .containsExactly(1, 1);
    stream.deliveries();

    stream.replay(REPLAY, stream.standing(export, 0, first));

    assertThat(stream.onlyDelivery().getReasonCode()).isEqualTo(ReasonCode.FORGOTTEN.name());
    assertThat(stream.canonical()).isEmpty();
  }

  @Test
  void aReplayLeavesTheClockWhereItIs() {
    stream.pipe(ZONE_3, Raws.RECEIVED);
    replay(ZONE_3, 0);
    stream.canonical();

    // Had the clock gone on to the day of the replay, the event would be forgotten.
    stream.pipe(ZONE_4, Raws.RECEIVED.plusSeconds(1));

    assertThat(stream.onlyEvent().getRevision()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    ReplayHeaders.ID + ",",
    ReplayHeaders.ID + ",' '",
    ReplayHeaders.TOPIC + ",",
    ReplayHeaders.TOPIC + ",deliveries",
    ReplayHeaders.TOPIC + ",raw.UPPER",
    ReplayHeaders.PARTITION + ",",
    ReplayHeaders.PARTITION + ",1",
    ReplayHeaders.PARTITION + ",-1",
    ReplayHeaders.OFFSET + ",",
    ReplayHeaders.OFFSET + ",-7",
    ReplayHeaders.OFFSET + ",first",
    ReplayHeaders.TIMESTAMP + ",",
    ReplayHeaders.TIMESTAMP + ",yesterday",
    ReplayHeaders.TIMESTAMP + ",+1000000000-12-31T23:59:59Z",
  })
  void whatDoesNotNameARawRecordIsADeadLetterOfItsOwn(String name, String value) {
    stream.pipe(ZONE_3, Raws.RECEIVED);
    stream.deliveries();
    stream.canonical();
    Headers headers = headers();
    headers.remove(name);
    if (value != null) {
      DeadLetter.put(headers, name, value);
    }

    ConsumerRecord<byte[], byte[]> raw = stream.standing(ZONE_4, 1, Raws.RECEIVED);
    stream.pipeReplay(
        new TestRecord<>(
            raw.key(), raw.value(), headers, Raws.RECEIVED.plus(Duration.ofDays(200))));

    TestRecord<byte[], byte[]> letter = only(stream.deadLetters());
    assertThat(letter.key()).isEqualTo(raw.key());
    assertThat(letter.value()).isEqualTo(raw.value());
    assertThat(DeadLetter.text(letter.headers(), DeadLetterHeaders.REASON_CODE))
        .isEqualTo(ReasonCode.UNREADABLE_ENVELOPE.name());
    assertThat(DeadLetter.text(letter.headers(), DeadLetterHeaders.TOPIC)).isEqualTo(Topics.REPLAY);
    assertThat(stream.deliveries()).isEmpty();
    assertThat(stream.canonical()).isEmpty();
    // Nor does it move the clock.
    stream.pipe(ZONE_4, Raws.RECEIVED.plusSeconds(1));
    assertThat(stream.onlyEvent().getRevision()).isEqualTo(2);
  }

  /// No raw topic takes such a timestamp; it would make the task forget everything.
  @Test
  void aTimestampFromTheFutureMovesNoClock() {
    stream.pipe(ZONE_3, Raws.RECEIVED);
    Headers headers = headers();
    DeadLetter.put(headers, ReplayHeaders.OFFSET, "0");
    DeadLetter.put(headers, ReplayHeaders.TIMESTAMP, "2999-01-01T00:00:00Z");
    ConsumerRecord<byte[], byte[]> raw = stream.standing(ZONE_3, 0, Raws.RECEIVED);

    stream.pipeReplay(new TestRecord<>(raw.key(), raw.value(), headers, Raws.RECEIVED));

    stream.canonical();
    stream.pipe(ZONE_4, Raws.RECEIVED.plusSeconds(1));
    assertThat(stream.onlyEvent().getRevision()).isEqualTo(2);
  }

  @Test
  void anEnvelopeThatCannotBeReadIsAccountedForAtItsRawPosition() {
    byte[] garbage = {1, 2, 3};

    stream.pipeReplay(new TestRecord<>(null, garbage, headers(), Raws.RECEIVED));

    DeliveryOutcome outcome = stream.onlyDelivery();
    assertThat(outcome.getReasonCode()).isEqualTo(ReasonCode.UNREADABLE_ENVELOPE.name());
    assertThat(outcome.getRaw()).isEqualTo(new Position("raw.saying", 0, 1L));
    assertThat(outcome.getReplayId()).isEqualTo(REPLAY);
    assertThat(outcome.getSource()).isEqualTo("saying");
  }

  /// The headers of the replay of the record at offset 1.
  private Headers headers() {
    return Replayed.headers(REPLAY, stream.standing(ZONE_4, 1, Raws.RECEIVED));
  }

  /// Lets records arrive, and looks away.
  private void arrive(List<RawEvent> history) {
    history.forEach(stream::pipe);
    stream.canonical();
    stream.deliveries();
    stream.deadLetters();
  }

  private void replay(RawEvent raw, long offset) {
    stream.replay(REPLAY, stream.standing(raw, offset, Raws.RECEIVED));
  }

  private static RawEvent said(String id, String receipt, Statement said) {
    return Saying.raw(Transport.WEBHOOK, id, receipt, said).build();
  }

  private static Statement zone(String zone) {
    return Raws.statement().setZone(zone).build();
  }

  private static String replayOf(Headers headers) {
    return DeadLetter.text(headers, ReplayHeaders.ID);
  }

  private static <T> T only(List<T> all) {
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  /// An adapter that a later build reads more with.
  private static final class Mended implements VendorMapper {
    private boolean broken;
    private String area;

    @Override
    public String vendor() {
      return Saying.VENDOR;
    }

    @Override
    public Mapped map(RawEvent raw, byte[] body, Source source) {
      Mapped mapped =
          broken ? new Mapped.Unreadable("broken") : new Saying().map(raw, body, source);
      return area != null && mapped instanceof Mapped.Said said
          ? Mapped.Said.of(Statement.newBuilder(said.statement()).setArea(area).build())
          : mapped;
    }
  }
}
