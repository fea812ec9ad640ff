package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.StreamsRunner;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TruthTableTest {
  private final Harness stream = new Harness();

  @AfterEach
  void close() {
    stream.close();
  }

  @Test
  void aNewIdIsNew() {
    stream.pipe(Raws.trackTik("reports/1", "r1").build());

    TestRecord<String, CanonicalEvent> event = stream.canonical().getFirst();
    assertThat(event.key()).isEqualTo("northgate");
    assertThat(event.value().getEventKey()).isEqualTo("tracktik:reports/1");
    assertThat(event.value().getRevision()).isEqualTo(1);
    assertThat(event.value().getReceipt()).isEqualTo("r1");
    assertThat(event.value().getType()).isEqualTo(EventType.alarm_dispatch);
    assertThat(event.value().getSite().getClientId()).isEqualTo("northgate-client");
    assertThat(event.value().getMapping().getEntry()).isEqualTo("report-template:28");
    assertThat(event.value().getReview()).isEmpty();
    assertThat(event.value().getRaw()).isEqualTo(new Position("raw.tracktik", 0, 0L));
    TestRecord<String, DeliveryOutcome> delivery = stream.deliveries().getFirst();
    assertThat(delivery.key()).isEqualTo("tracktik:reports/1");
    assertThat(delivery.value().getOutcome()).isEqualTo(Outcome.NEW);
    assertThat(delivery.value().getRevision()).isEqualTo(1);
    assertThat(delivery.value().getReceipt()).isEqualTo("r1");
    assertThat(delivery.value().getSameAsReceipt()).isNull();
    assertThat(delivery.value().getAuth().getKeyId()).isEqualTo("current");
    assertThat(stream.deadLetters()).isEmpty();
  }

  @Test
  void theSameIdWithEqualContentIsADuplicate() {
    stream.pipe(Raws.trackTik("reports/1", "r1").build());
    stream.canonical();
    stream.deliveries();

    stream.pipe(
        Raws.trackTik("reports/1", "r2").setReceivedAt(Raws.RECEIVED.plusSeconds(60)).build());

    assertThat(stream.canonical()).isEmpty();
    DeliveryOutcome delivery = stream.onlyDelivery();
    assertThat(delivery.getOutcome()).isEqualTo(Outcome.DUPLICATE);
    assertThat(delivery.getRevision()).isEqualTo(1);
    assertThat(delivery.getSameAsReceipt()).isEqualTo("r1");
    assertThat(delivery.getReceipt()).isEqualTo("r2");
    assertThat(delivery.getRaw().getOffset()).isEqualTo(1L);
  }

  @Test
  void theSameIdWithChangedContentIsARevisionThatKeepsReceiptTimeAndServiceDay() {
    stream.pipe(Raws.trackTik("reports/1", "r1").build());
    CanonicalEvent first = stream.onlyEvent();
    stream.deliveries();

    stream.pipe(
        Raws.trackTik("reports/1", "r2")
            .setReceivedAt(Raws.RECEIVED.plusSeconds(60))
            .setSentAt("2026-11-03T23:00:00-06:00")
            .build());

    CanonicalEvent second = stream.onlyEvent();
    assertThat(second.getRevision()).isEqualTo(2);
    assertThat(second.getReceipt()).isEqualTo("r2");
    assertThat(second.getOccurredAt()).isNotEqualTo(first.getOccurredAt());
    assertThat(second.getReceivedAt()).isEqualTo(first.getReceivedAt());
    assertThat(second.getServiceDay()).isEqualTo(first.getServiceDay());
    DeliveryOutcome delivery = stream.onlyDelivery();
    assertThat(delivery.getOutcome()).isEqualTo(Outcome.REVISION);
    assertThat(delivery.getRevision()).isEqualTo(2);
    assertThat(delivery.getSameAsReceipt()).isEqualTo("r1");
  }

  @Test
  void contentThatGoesBackIsAnotherRevision() {
    stream.pipe(Raws.trackTik("reports/1", "r1").build());
    stream.pipe(Raws.trackTik("reports/1", "r2").setSiteRef("51").build());
    stream.pipe(Raws.trackTik("reports/1", "r3").build());

    assertThat(stream.canonical())
        .extracting(TestRecord::value)
        .extracting(CanonicalEvent::getRevision, CanonicalEvent::getSiteKey)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, "northgate"),
            org.assertj.core.groups.Tuple.tuple(2, "tracktik:51"),
            org.assertj.core.groups.Tuple.tuple(3, "northgate"));
  }

  @Test
  void theSameRawPositionsAgainHaveTheSameOutcomesAgain() {
    List<RawEvent> history =
        List.of(
            Raws.trackTik("reports/1", "r1").build(),
            Raws.trackTik("reports/1", "r2").build(),
            Raws.trackTik("reports/1", "r3").setSiteRef("51").build(),
            Raws.trackTik("reports/1", "r4").setSiteRef("51").build(),
            Raws.trackTik("reports/1", "r5").build(),
            Raws.trackTik("reports/1", "r6").setSourceEventId(null).build(),
            Raws.trackTik("reports/1", "r7").build());
    history.forEach(stream::pipe);
    List<DeliveryOutcome> before = values(stream.deliveries());
    List<CanonicalEvent> events = values(stream.canonical());
    SeenEvent seen = stream.seen("tracktik:reports/1");

    try (var restarted = new Harness()) {
      restarted.remember(stream);
      history.forEach(restarted::pipe);

      assertThat(values(restarted.deliveries())).isEqualTo(before);
      assertThat(values(restarted.canonical())).isEqualTo(events);
      assertThat(restarted.seen("tracktik:reports/1")).isEqualTo(seen);
    }
    assertThat(before)
        .extracting(DeliveryOutcome::getOutcome)
        .containsExactly(
            Outcome.NEW,
            Outcome.DUPLICATE,
            Outcome.REVISION,
            Outcome.DUPLICATE,
            Outcome.REVISION,
            Outcome.DEAD_LETTERED,
            Outcome.DUPLICATE);
  }

  @Test
  void aRecordWithoutValueIsDeadLettered() {
    stream.pipe("raw.tracktik", "tracktik:reports/1", null, "r1");

    assertDeadLetter("tracktik:reports/1", null, ReasonCode.NO_VALUE, null);
    DeliveryOutcome delivery = stream.onlyDelivery();
    assertThat(delivery.getReceipt()).isEqualTo("r1");
    assertThat(delivery.getSource()).isEqualTo("tracktik");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "not Avro at all", "\0\0\0\77\77unknown schema id", "\0\0"})
  void anUnreadableEnvelopeIsDeadLettered(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);

    stream.pipe("raw.tracktik", null, bytes, "r1");

    assertDeadLetter(null, bytes, ReasonCode.UNREADABLE_ENVELOPE, null);
    assertThat(stream.deliveries())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo("raw.tracktik/0/0");
              assertThat(record.value().getReceipt()).isEqualTo("r1");
              assertThat(record.value().getEventKey()).isNull();
            });
  }

  @Test
  void anEnvelopeCutShortIsDeadLettered() {
    byte[] whole = stream.bytes(Raws.trackTik("reports/1", "r1").build());
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);

    stream.pipe("raw.tracktik", "tracktik:reports/1", cut, "r1");

    assertDeadLetter("tracktik:reports/1", cut, ReasonCode.UNREADABLE_ENVELOPE, null);
  }

  @Test
  void anotherRecordTypeIsDeadLettered() {
    byte[] site =
        LocalAvro.serdes()
            .<SiteEntry>serializer()
            .serialize("raw.tracktik", new SiteEntry("a", "b", "c", "d", "e", "f"));

    stream.pipe("raw.tracktik", "k", site, null);

    assertDeadLetter("k", site, ReasonCode.UNREADABLE_ENVELOPE, null);
    assertThat(stream.onlyDelivery().getReceipt()).isNull();
  }

  @Test
  void anUnknownVendorIsDeadLetteredUnderItsEventKey() {
    stream.pipe(Raws.trackTik("reports/1", "r1").setVendor("nobody").build());

    assertThat(stream.deliveries())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo("tracktik:reports/1");
              assertThat(record.value().getReasonCode())
                  .isEqualTo(ReasonCode.UNKNOWN_VENDOR.name());
              assertThat(record.value().getEventKey()).isEqualTo("tracktik:reports/1");
              assertThat(record.value().getRevision()).isNull();
            });
    assertThat(stream.deadLetters()).hasSize(1);
    assertThat(stream.seen("tracktik:reports/1")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "7", "{\"a\":1} {\"b\":2}", "\u0001"})
  void anUnreadableBodyIsDeadLetteredWithItsBytes(String body) {
    RawEvent raw = Raws.trackTik("reports/1", "r1").setBody(Raws.bytes(body)).build();

    stream.pipe(raw);

    assertDeadLetter(
        "tracktik:reports/1",
        stream.bytes(raw),
        ReasonCode.UNREADABLE_BODY,
        "the body is no JSON object");
  }

  @Test
  void noIdentityIsDeadLetteredUnderItsPosition() {
    stream.pipe(Raws.trackTik("x", "r1").setSourceEventId(null).build());

    assertThat(stream.deliveries())
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.key()).isEqualTo("raw.tracktik/0/0");
              assertThat(record.value().getReasonCode()).isEqualTo(ReasonCode.NO_IDENTITY.name());
              assertThat(record.value().getReceipt()).isEqualTo("r1");
            });
  }

  @Test
  void aRecordUnderAnotherKeyOrTopicIsDeadLettered() {
    RawEvent raw = Raws.trackTik("reports/1", "r1").build();

    stream.pipe("raw.tracktik", "tracktik:reports/2", stream.bytes(raw), "r1");
    stream.pipe("raw.manitou", "tracktik:reports/1", stream.bytes(raw), "r1");

    assertThat(stream.deliveries())
        .extracting(r -> r.value().getReasonCode())
        .containsExactly("UNREADABLE_ENVELOPE", "UNREADABLE_ENVELOPE");
    assertThat(stream.canonical()).isEmpty();
  }

  @Test
  void anOutageOfTheRegistryWhileWritingIsAnExceptionAndPutsNothingOut() {
    byte[] raw = stream.bytes(Raws.trackTik("reports/1", "r1").build());
    stream.registry.down = true;
    LocalAvro.failToWrite(true);
    try {
      assertThatThrownBy(() -> stream.pipe("raw.tracktik", "tracktik:reports/1", raw, "r1"))
          .satisfies(failure -> assertThat(StreamsRunner.isOutage(failure)).isTrue());
    } finally {
      LocalAvro.failToWrite(false);
    }
    assertThat(stream.canonical()).isEmpty();
    assertThat(stream.deadLetters()).isEmpty();
    assertThat(stream.deliveries()).isEmpty();
  }

  @Test
  void aRegistryThatIsUpAndRefusesWhatIsWrittenIsAFaultAndNoOutage() {
    byte[] raw = stream.bytes(Raws.trackTik("reports/1", "r1").build());
    LocalAvro.failToWrite(true);
    try {
      assertThatThrownBy(() -> stream.pipe("raw.tracktik", "tracktik:reports/1", raw, "r1"))
          .satisfies(failure -> assertThat(StreamsRunner.isOutage(failure)).isFalse());
    } finally {
      LocalAvro.failToWrite(false);
    }
  }

  @Test
  void anOutageOfTheRegistryIsAnExceptionAndTouchesNothing() {
    stream.registry.down = true;

    assertThatThrownBy(
            () ->
                stream.pipe(
                    "raw.tracktik", "k", "\0\0\0\77\77x".getBytes(StandardCharsets.UTF_8), "r1"))
        .satisfies(failure -> assertThat(StreamsRunner.isOutage(failure)).isTrue());
    assertThat(stream.deadLetters()).isEmpty();
    assertThat(stream.deliveries()).isEmpty();
  }

  @Test
  void anUnmappedCodeAndAnUnknownSiteAreInReview() {
    stream.pipe(Raws.trackTik("reports/1", "r1").setCode("99").setSiteRef("0050").build());

    CanonicalEvent event = stream.onlyEvent();
    assertThat(event.getType()).isEqualTo(EventType.other);
    assertThat(event.getReview())
        .containsExactly(ReviewReason.UNMAPPED_CODE, ReviewReason.UNKNOWN_SITE);
    assertThat(event.getSiteKey()).isEqualTo("tracktik:0050");
    assertThat(event.getSite()).isNull();
    assertThat(event.getMapping()).isNull();
  }

  @Test
  void aSourceWithoutAnyMappingHasTheStandardsTables() {
    stream.pipe(
        Raws.manitou("s1", "r1", "BA", "<Packet ID='1'><Signal EvType='SIA' Event='BA'/></Packet>")
            .build());

    CanonicalEvent event = stream.onlyEvent();
    assertThat(event.getReview()).isEmpty();
    assertThat(event.getType()).isEqualTo(EventType.alarm);
    assertThat(event.getMapping().getSource()).isEqualTo("standard");
  }

  @Test
  void aFireOfWhichNobodyCanSayWhetherItBeganIsInReviewAndLifeSafety() {
    stream.pipe(
        Raws.manitou(
                "s1", "r1", "110", "<Packet ID='1'><Signal EvType='CID' Event='110'/></Packet>")
            .build());

    CanonicalEvent event = stream.onlyEvent();
    assertThat(event.getReview()).containsExactly(ReviewReason.UNMAPPED_CODE);
    assertThat(event.getType()).isEqualTo(EventType.other);
    assertThat(event.getLifeSafety()).isTrue();
  }

  @Test
  void aNewMappingVersionWithoutAnotherMeaningKeepsADuplicateADuplicate() {
    stream.pipe(Raws.trackTik("reports/1", "r1").build());
    stream.mapping(
        "tracktik",
        2,
        Harness.code("28", "report-template", EventType.alarm_dispatch),
        Harness.code("30", "report-template", EventType.maintenance));

    stream.pipe(Raws.trackTik("reports/1", "r2").build());

    assertThat(stream.deliveries().getLast().value().getOutcome()).isEqualTo(Outcome.DUPLICATE);
  }

  @Test
  void aMappingWithAnotherTypeOrASiteOfAnotherClientMakesARevision() {
    stream.pipe(Raws.trackTik("reports/1", "r1").build());
    stream.mapping("tracktik", 2, Harness.code("28", "report-template", EventType.false_alarm));
    stream.pipe(Raws.trackTik("reports/1", "r2").build());
    stream.site("tracktik", "50", "southgate", "America/Chicago");
    stream.pipe(Raws.trackTik("reports/1", "r3").build());

    assertThat(stream.canonical())
        .extracting(r -> r.value().getType(), TestRecord::key)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(EventType.alarm_dispatch, "northgate"),
            org.assertj.core.groups.Tuple.tuple(EventType.false_alarm, "northgate"),
            org.assertj.core.groups.Tuple.tuple(EventType.false_alarm, "southgate"));
  }

  @Test
  void aTombstoneTakesASiteAwayAndAnUnreadableEntryCountsAsAbsent() {
    stream.pipeConfig(Topics.CONFIG_SITES, "tracktik:50", null);
    stream.pipe(Raws.trackTik("reports/1", "r1").build());
    stream.site("tracktik", "50", "northgate", "America/Chicago");
    stream.pipeConfig(
        Topics.CONFIG_SITES, "tracktik:50", "junk, not Avro".getBytes(StandardCharsets.UTF_8));
    stream.pipe(Raws.trackTik("reports/2", "r2").build());

    assertThat(stream.canonical())
        .allSatisfy(
            r -> assertThat(r.value().getReview()).containsExactly(ReviewReason.UNKNOWN_SITE));
  }

  @Test
  void cloudEventsAttributesAreHeaders() {
    stream.pipe(Raws.trackTik("reports/1", "r1").build());

    var headers = stream.canonical().getFirst().headers();
    assertThat(
            Arrays.stream(headers.toArray())
                .map(h -> h.key() + "=" + new String(h.value(), StandardCharsets.UTF_8)))
        .containsExactly(
            "ce_specversion=1.0",
            "ce_id=tracktik:reports/1#1",
            "ce_source=tocsin/tracktik",
            "ce_type=io.tocsin.event.alarm_dispatch",
            "ce_time=2026-11-02T11:00:00Z",
            "content-type=application/avro");
  }

  @Test
  void oldRevisionsAreForgottenButTheFirst() {
    for (int i = 0; i < SeenEvents.MAX_REVISIONS + 20; i++) {
      stream.pipe(Raws.trackTik("reports/1", "r" + i).setSiteRef("s" + i).build());
    }

    List<SeenRevision> kept = stream.seen("tracktik:reports/1").getRevisions();
    assertThat(kept).hasSize(SeenEvents.MAX_REVISIONS);
    assertThat(kept.getFirst().getRevision()).isEqualTo(1);
    assertThat(kept.getLast().getRevision()).isEqualTo(SeenEvents.MAX_REVISIONS + 20);
  }

  private void assertDeadLetter(String key, byte[] value, ReasonCode code, String reason) {
    TestRecord<byte[], byte[]> letter = stream.deadLetters().getFirst();
    assertThat(letter.key()).isEqualTo(key == null ? null : key.getBytes(StandardCharsets.UTF_8));
    assertThat(letter.value()).isEqualTo(value);
    DeadLetter facts = DeadLetter.readFrom(letter.headers()).orElseThrow();
    assertThat(facts.stage()).isEqualTo("normalizer");
    assertThat(facts.code()).isEqualTo(code);
    assertThat(facts.topic()).isEqualTo("raw.tracktik");
    assertThat(facts.offset()).isZero();
    if (reason != null) {
      assertThat(facts.reason()).isEqualTo(reason);
    }
    assertThat(stream.canonical()).isEmpty();
  }

  private static <T> List<T> values(List<TestRecord<String, T>> records) {
    return records.stream().map(TestRecord::value).toList();
  }
}
