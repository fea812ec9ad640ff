package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.normalizer.vendor.Named;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.platform.reading.TimeFormat;
import io.tocsin.platform.reading.Times;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.IdentityKind;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Reference;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.TimeBasis;
import io.tocsin.schemas.Transport;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One event by several roads, each with fields and ways of writing times of its own: it is one
/// event, whichever road is faster.
final class RoadsTest {
  private static final Map<String, Source> SOURCES =
      Map.of(
          "saying",
          new Source(
              "saying",
              Times.ISO_ONLY,
              Map.of(
                  Transport.EXPORT,
                  new Times(
                      ZoneId.of("America/Chicago"), List.of(TimeFormat.of("MM/dd/uuuu hh:mm a"))),
                  Transport.MAILBOX,
                  new Times(null, List.of(TimeFormat.of("epoch-seconds")))),
              null,
              Map.of()));

  private final Harness stream = harness();

  private static Harness harness() {
    var stream = new Harness(SOURCES);
    stream.site("saying", "50", "northgate", "America/Chicago");
    stream.site("saying", "60", "southgate", "America/Chicago");
    stream.mapping(
        "saying",
        1,
        Harness.code("28", "report-template", EventType.alarm_dispatch),
        Harness.code("FA", "disposition", EventType.false_alarm));
    return stream;
  }

  @AfterEach
  void close() {
    stream.close();
  }

  private static final RawEvent WEBHOOK =
      Saying.raw(
              Transport.WEBHOOK,
              "1",
              "webhook",
              said()
                  .setOrder(10L)
                  .setSiteRef("50")
                  .setCode("28")
                  .setScheme("report-template")
                  .setZone("007")
                  .setStatus("New")
                  .setReferences(List.of(new Named("customer", "c1")))
                  .build())
          .setSentAt("2026-11-02T05:00:00-06:00")
          .build();

  private static final RawEvent POLL =
      Saying.raw(
              Transport.POLL,
              "1",
              "poll",
              said()
                  .setOrder(20L)
                  .setSiteRef("50")
                  .setCode("28")
                  .setScheme("report-template")
                  .setZone("007")
                  .setStatus("Approved")
                  .setCategory("After hours dispatch")
                  .build())
          .setSentAt("2026-11-02T11:00:00Z")
          .build();

  private static final RawEvent EXPORT =
      Saying.raw(
              Transport.EXPORT,
              "1",
              "export",
              said()
                  .setSiteRef("50")
                  .setCode("Alarm Response")
                  .setZone("7")
                  .setStatus("APPROVED")
                  .setSeverity(2)
                  .setReferences(List.of(new Named("row", "17")))
                  .setAttributes(Map.of("guards", "2"))
                  .build())
          .setSentAt("11/02/2026 04:59 AM")
          .build();

  private static final RawEvent MAIL =
      Saying.raw(
              Transport.MAILBOX,
              "1",
              "mail",
              said()
                  .setSiteRef("Northgate Mall")
                  .setArea("East")
                  .setSeverity(4)
                  .setAttributes(Map.of("guards", "3", "key", "k1"))
                  .build())
          .setSentAt("1793617140")
          .build();

  static Stream<List<RawEvent>> everyOrder() {
    return permutations(List.of(WEBHOOK, POLL, EXPORT, MAIL)).stream();
  }

  @ParameterizedTest
  @MethodSource("everyOrder")
  void inWhicheverOrderTheyComeItIsOneEventWithTheSameContent(List<RawEvent> order) {
    order.forEach(stream::pipe);

    List<DeliveryOutcome> outcomes = values(stream.deliveries());
    assertThat(outcomes.getFirst().getOutcome()).isEqualTo(Outcome.NEW);
    assertThat(outcomes.subList(1, 4))
        .extracting(DeliveryOutcome::getOutcome)
        .doesNotContain(Outcome.NEW, Outcome.DEAD_LETTERED);
    List<CanonicalEvent> events = values(stream.canonical());
    assertThat(events).extracting(CanonicalEvent::getEventKey).containsOnly("saying:1");
    assertThat(events)
        .extracting(CanonicalEvent::getRevision)
        .isEqualTo(IntStream.rangeClosed(1, events.size()).boxed().toList());
    assertThat(stream.deadLetters()).isEmpty();

    CanonicalEvent event = events.getLast();
    assertThat(event.getSiteKey()).isEqualTo("northgate");
    assertThat(event.getType()).isEqualTo(EventType.alarm_dispatch);
    assertThat(event.getCode()).isEqualTo("28");
    assertThat(event.getCodeScheme()).isEqualTo("report-template");
    assertThat(event.getZone()).isEqualTo("007");
    assertThat(event.getArea()).isEqualTo("East");
    assertThat(event.getStatus()).isEqualTo("Approved");
    assertThat(event.getCategory()).isEqualTo("After hours dispatch");
    assertThat(event.getSeverity()).isEqualTo(2);
    assertThat(event.getOccurredAt()).isEqualTo(Instant.parse("2026-11-02T11:00:00Z"));
    assertThat(event.getTimeBasis()).isEqualTo(TimeBasis.OFFSET_SENT);
    assertThat(event.getTimeAsReceived()).isEqualTo("2026-11-02T11:00:00Z");
    assertThat(event.getServiceDay()).isEqualTo(LocalDate.of(2026, 11, 2));
    assertThat(event.getAttributes()).isEqualTo(Map.of("guards", "2", "key", "k1"));
    assertThat(event.getReferences()).containsExactly(new Reference("row", "17"));
    assertThat(event.getReview()).isEmpty();

    // And all of them once more, the other way round: nothing is new, nothing flips back.
    order.reversed().forEach(stream::pipe);
    assertThat(values(stream.deliveries()))
        .allSatisfy(
            again -> {
              assertThat(again.getOutcome()).isEqualTo(Outcome.DUPLICATE);
              assertThat(again.getRevision()).isEqualTo(event.getRevision());
            });
    assertThat(stream.canonical()).isEmpty();
  }

  @Test
  void whatAPoorerOrOlderDeliveryContradictsIsNamedAndCounted() {
    Stream.of(POLL, WEBHOOK, EXPORT, MAIL).forEach(stream::pipe);

    List<DeliveryOutcome> outcomes = values(stream.deliveries());
    assertThat(outcomes)
        .extracting(DeliveryOutcome::getOutcome, DeliveryOutcome::getRevision)
        .containsExactly(
            tuple(Outcome.NEW, 1),
            tuple(Outcome.DUPLICATE, 1),
            tuple(Outcome.REVISION, 2),
            tuple(Outcome.REVISION, 3));
    assertThat(outcomes)
        .extracting(DeliveryOutcome::getIgnored)
        .containsExactly(
            List.of(),
            List.of("status"),
            List.of("code", "occurredAt", "status", "zone"),
            List.of("attributes.guards", "occurredAt", "severity", "siteRef"));
    assertThat(stream.counted("ignored", "source", "saying")).isEqualTo(3);
    assertThat(stream.counted("deliveries", "source", "saying", "outcome", "revision"))
        .isEqualTo(2);
  }

  @Test
  void anEventThatAPoorRoadBroughtFirstMovesToItsSiteWithoutBeingDoubled() {
    stream.pipe(MAIL);
    stream.pipe(POLL);

    assertThat(stream.canonical())
        .extracting(TestRecord::key, r -> r.value().getRevision(), r -> r.value().getReview())
        .containsExactly(
            tuple(
                "saying:Northgate Mall",
                1,
                List.of(ReviewReason.UNMAPPED_CODE, ReviewReason.UNKNOWN_SITE)),
            tuple("northgate", 2, List.of()));
    assertThat(stream.seen("saying:1").getSiteKey()).isEqualTo("northgate");
    assertThat(stream.counted("unmapped", "source", "saying")).isEqualTo(1);
    assertThat(stream.counted("unknown.site", "source", "saying")).isEqualTo(1);
  }

  @Test
  void aRelinkedReportOrSweptSignalIsARevisionUnderItsNewSite() {
    stream.pipe(WEBHOOK);
    stream.pipe(
        Saying.raw(
                Transport.WEBHOOK,
                "1",
                "moved",
                Statement.newBuilder(statement(WEBHOOK)).setOrder(11L).setSiteRef("60").build())
            .setSentAt("2026-11-02T05:00:00-06:00")
            .build());
    stream.pipe(WEBHOOK); // A late repetition of the first.

    assertThat(stream.canonical())
        .extracting(TestRecord::key, r -> r.value().getRevision(), r -> r.value().getServiceDay())
        .containsExactly(
            tuple("northgate", 1, LocalDate.of(2026, 11, 2)),
            tuple("southgate", 2, LocalDate.of(2026, 11, 2)));
    assertThat(values(stream.deliveries()).getLast().getOutcome()).isEqualTo(Outcome.DUPLICATE);
    assertThat(values(stream.deliveries())).isEmpty();
  }

  @Test
  void aSiteThatOperatorsEnterLaterTakesTheEventAtItsNextDelivery() {
    RawEvent unknown = by(Transport.WEBHOOK, "r1", said().setSiteRef("70").setCode("28"));
    stream.pipe(unknown);
    stream.site("saying", "70", "eastgate", "America/Chicago");
    stream.pipe(unknown);

    assertThat(stream.canonical())
        .extracting(TestRecord::key)
        .containsExactly("saying:70", "eastgate");
  }

  @Test
  void aDispositionReclassifiesTheEventAndNeverTakesLifeSafetyAway() {
    stream.mapping(
        "saying",
        2,
        new CodeEntry("110", "contact-id", null, null, EventType.alarm, "Fire", true, 1),
        Harness.code("FA", "disposition", EventType.false_alarm));
    Statement.Builder fire = said().setSiteRef("50").setCode("110").setScheme("contact-id");
    stream.pipe(by(Transport.WEBHOOK, "r1", fire));
    stream.pipe(by(Transport.WEBHOOK, "r2", fire.setDisposition("FA")));
    stream.pipe(by(Transport.WEBHOOK, "r3", fire.setDisposition("ZZ")));

    List<CanonicalEvent> events = values(stream.canonical());
    assertThat(events)
        .extracting(CanonicalEvent::getType)
        .containsExactly(EventType.alarm, EventType.false_alarm, EventType.alarm);
    assertThat(events).allSatisfy(e -> assertThat(e.getLifeSafety()).isTrue());
    assertThat(events.get(0).getDisposition()).isNull();
    assertThat(events.get(1).getDisposition().getCode()).isEqualTo("FA");
    assertThat(events.get(1).getDisposition().getName()).isEqualTo("false_alarm FA");
    assertThat(events.get(1).getDisposition().getMapping().getEntry()).isEqualTo("disposition:FA");
    assertThat(events.get(1).getDisposition().getMapping().getVersion()).isEqualTo(2);
    assertThat(events.get(1).getReview()).isEmpty();
    assertThat(events.get(2).getDisposition().getMapping()).isNull();
    assertThat(events.get(2).getReview()).containsExactly(ReviewReason.UNMAPPED_DISPOSITION);
  }

  @Test
  void aCodeIsNeverTakenForADispositionNorADispositionForACode() {
    stream.mapping(
        "saying",
        2,
        Harness.code("28", null, EventType.alarm_dispatch),
        Harness.code("FA", "disposition", EventType.false_alarm));
    stream.pipe(
        by(Transport.WEBHOOK, "r1", said().setSiteRef("50").setCode("FA").setDisposition("28")));

    CanonicalEvent event = stream.onlyEvent();
    assertThat(event.getType()).isEqualTo(EventType.other);
    assertThat(event.getReview())
        .containsExactly(ReviewReason.UNMAPPED_CODE, ReviewReason.UNMAPPED_DISPOSITION);
  }

  @Test
  void anAccountMayHaveAnEntryOfItsOwn() {
    stream.mapping(
        "saying",
        2,
        Harness.code("28", "report-template", EventType.alarm_dispatch),
        new CodeEntry(
            "28", null, null, "60", EventType.patrol_incident, "A patrol here", false, null));
    stream.pipe(
        by(
            Transport.WEBHOOK,
            "r1",
            said().setSiteRef("50").setCode("28").setScheme("report-template")));
    stream.pipe(
        by(
            Transport.WEBHOOK,
            "r2",
            said().setSiteRef("60").setCode("28").setScheme("report-template")));

    assertThat(values(stream.canonical()))
        .extracting(CanonicalEvent::getType)
        .containsExactly(EventType.alarm_dispatch, EventType.patrol_incident);
  }

  @Test
  void anIdentityMadeOfAHashUnderWhichOtherThingsAreSaidIsCounted() {
    RawEvent.Builder hashed =
        Saying.raw(Transport.WEBHOOK, "h", "r1", said().setZone("1").build())
            .setIdentityKind(IdentityKind.HASH)
            .setIdentityRecipe("saying/hash/1");
    stream.pipe(hashed.build());
    stream.pipe(hashed.build());
    stream.pipe(
        RawEvent.newBuilder(hashed)
            .setTransport(Transport.EXPORT)
            .setBody(Saying.body(said().setZone("2").build()))
            .build());
    assertThat(stream.counted("identity.rewrites")).isZero();

    stream.pipe(hashed.setBody(Saying.body(said().setZone("2").build())).build());
    assertThat(stream.counted("identity.rewrites", "source", "saying", "recipe", "saying/hash/1"))
        .isEqualTo(1);
    assertThat(values(stream.deliveries()))
        .extracting(DeliveryOutcome::getIdentityRecipe)
        .containsOnly("saying/hash/1");
  }

  @Test
  void namesOfFewRecipesOnlyBecomeTags() {
    stream.pipe(by(Transport.WEBHOOK, "r1", said().setZone("1")));
    stream.pipe(
        RawEvent.newBuilder(by(Transport.WEBHOOK, "r2", said().setZone("2")))
            .setIdentityKind(IdentityKind.HASH)
            .setIdentityRecipe("anything at all, for example: a name")
            .build());

    assertThat(stream.counted("identity.rewrites", "source", "saying", "recipe", "other"))
        .isEqualTo(1);
  }

  /// A history of one event by three roads, with a repetition, a stale delivery, a dead letter and
  /// a return to former content: each of its beginnings may be met again.
  @Test
  void everyBeginningOfAHistoryMetAgainHasTheSameOutcomesAndChangesNothing() {
    List<RawEvent> history =
        List.of(
            MAIL,
            WEBHOOK,
            by(Transport.WEBHOOK, "stale", said().setOrder(1L).setZone("0")),
            RawEvent.newBuilder(WEBHOOK).setReceipt("again").build(),
            EXPORT,
            RawEvent.newBuilder(WEBHOOK).setReceipt("dead").setVendor("nobody").build(),
            POLL,
            RawEvent.newBuilder(EXPORT).setReceipt("export again").build(),
            by(Transport.EXPORT, "export changed", said().setArea("West").setSiteRef("50")),
            RawEvent.newBuilder(EXPORT).setReceipt("export as before").build(),
            RawEvent.newBuilder(MAIL).setReceipt("mail again").build());
    history.forEach(stream::pipe);
    List<DeliveryOutcome> outcomes = values(stream.deliveries());
    List<CanonicalEvent> events = values(stream.canonical());
    SeenEvent seen = stream.seen("saying:1");
    assertThat(outcomes)
        .extracting(o -> o.getOutcome() + "/" + o.getRevision())
        .containsExactly(
            "NEW/1",
            "REVISION/2",
            "DUPLICATE/2",
            "DUPLICATE/2",
            "REVISION/3",
            "DEAD_LETTERED/null",
            "REVISION/4",
            "DUPLICATE/4",
            "REVISION/5",
            "REVISION/6",
            "DUPLICATE/6");

    for (int length = 0; length <= history.size(); length++) {
      try (var restarted = harness()) {
        restarted.remember(stream);
        history.subList(0, length).forEach(restarted::pipe);

        assertThat(values(restarted.deliveries()))
            .usingRecursiveFieldByFieldElementComparatorIgnoringFields("ignored")
            .isEqualTo(outcomes.subList(0, length));
        assertThat(restarted.seen("saying:1")).isEqualTo(seen);
        List<CanonicalEvent> again = values(restarted.canonical());
        assertThat(again)
            .extracting(CanonicalEvent::getRevision)
            .isEqualTo(IntStream.rangeClosed(1, again.size()).boxed().toList());
        if (length == history.size()) {
          assertThat(again.getLast()).isEqualTo(events.getLast());
        }
      }
    }
  }

  @Test
  void aRecordMetAgainAfterAMappingChangedIsWhatItWasAndGoesOutAsConfiguredNow() {
    stream.pipe(WEBHOOK);
    stream.canonical();
    SeenEvent seen = stream.seen("saying:1");

    try (var restarted = harness()) {
      restarted.remember(stream);
      restarted.mapping(
          "saying", 2, Harness.code("28", "report-template", EventType.patrol_incident));
      restarted.pipe(WEBHOOK);

      assertThat(restarted.onlyDelivery().getOutcome()).isEqualTo(Outcome.NEW);
      CanonicalEvent event = restarted.onlyEvent();
      assertThat(event.getRevision()).isEqualTo(1);
      assertThat(event.getType()).isEqualTo(EventType.patrol_incident);
      assertThat(restarted.seen("saying:1")).isEqualTo(seen);

      restarted.pipe(WEBHOOK); // And delivered once more.
      assertThat(restarted.onlyDelivery().getOutcome()).isEqualTo(Outcome.REVISION);
      assertThat(restarted.onlyEvent().getRevision()).isEqualTo(2);
    }
  }

  @Test
  void aFormerDeadLetterThatIsMetAgainIsTakenWhereItSaysSomethingOfItsOwn() {
    stream.pipe(RawEvent.newBuilder(EXPORT).setVendor("nobody").build());
    stream.pipe(WEBHOOK);
    stream.pipe(RawEvent.newBuilder(WEBHOOK).setReceipt("again").build());

    try (var upgraded = harness()) {
      upgraded.remember(stream);
      upgraded.pipe(EXPORT);
      upgraded.pipe(WEBHOOK);
      upgraded.pipe(RawEvent.newBuilder(WEBHOOK).setReceipt("again").build());

      assertThat(values(upgraded.deliveries()))
          .extracting(o -> o.getOutcome() + "/" + o.getRevision())
          .containsExactly("REVISION/2", "NEW/1", "DUPLICATE/1");
      SeenEvent seen = upgraded.seen("saying:1");
      assertThat(seen.getLast().getOffset()).isEqualTo(2);
      assertThat(seen.getLayers()).hasSize(2);
    }
  }

  @Test
  void aFormerDeadLetterOlderThanWhatItsRoadSaidSinceDoesNotTurnTheClockBack() {
    RawEvent old = by(Transport.WEBHOOK, "old", said().setZone("1"));
    stream.pipe(RawEvent.newBuilder(old).setVendor("nobody").build());
    stream.pipe(by(Transport.WEBHOOK, "new", said().setZone("2")));

    try (var upgraded = harness()) {
      upgraded.remember(stream);
      upgraded.pipe(old);

      DeliveryOutcome outcome = upgraded.onlyDelivery();
      assertThat(outcome.getOutcome()).isEqualTo(Outcome.DUPLICATE);
      assertThat(upgraded.canonical()).isEmpty();
      assertThat(upgraded.seen("saying:1")).isEqualTo(stream.seen("saying:1"));
    }
  }

  @Test
  void twoRealEventsInOneSecondStayTwo() {
    stream.pipe(Saying.raw(Transport.WEBHOOK, "1", "r1", statement(WEBHOOK)).build());
    stream.pipe(Saying.raw(Transport.WEBHOOK, "2", "r2", statement(WEBHOOK)).build());

    assertThat(values(stream.deliveries()))
        .extracting(DeliveryOutcome::getOutcome)
        .containsExactly(Outcome.NEW, Outcome.NEW);
  }

  @Test
  void aStatementTooLargeToBeRememberedIsADeadLetter() {
    stream.pipe(
        by(Transport.WEBHOOK, "r1", said().setAttributes(Map.of("text", "x".repeat(200_000)))));

    DeliveryOutcome outcome = stream.onlyDelivery();
    assertThat(outcome.getReasonCode()).isEqualTo("UNREADABLE_BODY");
    assertThat(outcome.getReason())
        .matches("what the body says of the event takes \\d+ bytes, more than 131072");
    assertThat(stream.seen("saying:1")).isNull();
  }

  private static Statement statement(RawEvent raw) {
    return ((io.tocsin.normalizer.vendor.Mapped.Said)
            new Saying().map(raw, raw.getBody().array(), Source.unconfigured("saying")))
        .statement();
  }

  private static RawEvent by(Transport road, String receipt, Statement.Builder said) {
    return Saying.raw(road, "1", receipt, said.build()).build();
  }

  private static Statement.Builder said() {
    return Raws.statement();
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }

  private static <T> List<List<T>> permutations(List<T> all) {
    if (all.isEmpty()) {
      return List.of(List.of());
    }
    var out = new ArrayList<List<T>>();
    Set<T> firsts = new HashSet<>(all);
    for (T first : firsts) {
      var rest = new ArrayList<>(all);
      rest.remove(first);
      for (List<T> others : permutations(rest)) {
        var one = new ArrayList<T>();
        one.add(first);
        one.addAll(others);
        out.add(one);
      }
    }
    return out;
  }

  private static <T> List<T> values(List<TestRecord<String, T>> records) {
    return records.stream().map(TestRecord::value).toList();
  }
}
