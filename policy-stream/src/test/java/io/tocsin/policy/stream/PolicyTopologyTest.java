package io.tocsin.policy.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.Sha256;
import io.tocsin.platform.StreamsRunner;
import io.tocsin.policy.Events;
import io.tocsin.policy.Markdown;
import io.tocsin.policy.PlainAvro;
import io.tocsin.policy.Rulebooks;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.ReplayHeaders;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyTopologyTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  @TempDir private Path stateDir;
  private final PlainAvro avro = new PlainAvro();
  private final RulebookLibrary library = new RulebookLibrary(avro.reader(Rulebook.class));
  private TopologyTestDriver driver;
  private TestInputTopic<String, byte[]> events;
  private TestInputTopic<String, byte[]> rulebooks;
  private TestOutputTopic<String, byte[]> decisions;
  private TestOutputTopic<String, byte[]> deadLetters;

  @BeforeEach
  void start() {
    var config = new Properties();
    config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    driver = new TopologyTestDriver(topology(), config, NOW);
    events = input(Topics.CANONICAL);
    rulebooks = input(Topics.CONFIG_RULEBOOK);
    decisions = output(Topics.DECISIONS);
    deadLetters = output(Topics.DLQ_POLICY);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private Topology topology() {
    return new PolicyTopology(Topologies.parts(avro, library)).build();
  }

  private TestInputTopic<String, byte[]> input(String topic) {
    return driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer());
  }

  private TestOutputTopic<String, byte[]> output(String topic) {
    return driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private void publish(int version, String effectiveFrom, String price) {
    publishYaml(version, effectiveFrom, Rulebooks.yaml(version, effectiveFrom, price));
  }

  private void publishYaml(int version, String effectiveFrom, String yaml) {
    rulebooks.pipeInput(
        Integer.toString(version),
        avro.bytes(
            Rulebook.newBuilder()
                .setVersion(version)
                .setEffectiveFrom(LocalDate.parse(effectiveFrom))
                .setYaml(yaml)
                .setSha256(Sha256.of(yaml.getBytes(StandardCharsets.UTF_8)))
                .setPublishedBy("test")
                .setPublishedAt(NOW)
                .build()));
  }

  private List<Decision> decide(CanonicalEvent.Builder event) {
    CanonicalEvent built = event.build();
    events.pipeInput(built.getSiteKey(), avro.bytes(built));
    return decided();
  }

  /// What is decided although no event comes by.
  private List<Decision> look() {
    driver.advanceWallClockTime(Duration.ofSeconds(1)); // Ends what was under way.
    driver.advanceWallClockTime(Duration.ofSeconds(1));
    return decided();
  }

  private List<Decision> decided() {
    return decisions.readValuesToList().stream()
        .map(bytes -> avro.record(Decision.class, bytes))
        .toList();
  }

  private static BigDecimal amount(Decision decision) {
    return decision.getCharge().getAmount();
  }

  @Test
  void theTopologyIsTheOneInTheGoldenFile() {
    assertThat(topology().describe().toString().strip())
        .isEqualTo(Markdown.read("topology.txt").strip());
  }

  @Test
  void everyRevisionHasOneDecision() {
    publish(1, "2026-01-01", "85.00");

    List<Decision> first = decide(Events.event("1"));
    List<Decision> second = decide(Events.event("1").setRevision(2).setCategory("Daytime"));

    assertThat(first)
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getRevision()).isEqualTo(1);
              assertThat(d.getDecisionNumber()).isEqualTo(1);
              assertThat(d.getEndState()).isEqualTo(EndState.BILLABLE);
            });
    assertThat(second)
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getRevision()).isEqualTo(2);
              assertThat(d.getDecisionNumber()).isEqualTo(1);
              assertThat(d.getEndState()).isEqualTo(EndState.IN_REVIEW);
              assertThat(d.getCharge()).isNull();
            });
  }

  @Test
  void aDecisionIsKeyedBySiteAndCarriesTheReceipt() {
    publish(1, "2026-01-01", "85.00");
    events.pipeInput("northgate-mall", avro.bytes(Events.event("1").build()), NOW);

    TestRecord<String, byte[]> decision = decisions.readRecord();

    assertThat(decision.key()).isEqualTo("northgate-mall");
    assertThat(decision.getRecordTime()).isEqualTo(NOW);
    assertThat(DeadLetter.text(decision.headers(), "tocsin.receipt")).isEqualTo("receipt-1");
  }

  @Test
  void aDecisionNamesTheRawRecordOfItsRevision() {
    publish(1, "2026-01-01", "85.00");
    var at = new Position("raw.tracktik", 3, 42L);

    List<Decision> arrived = decide(Events.event("1").setRaw(at));
    publish(2, "2026-01-01", "90.00");
    List<Decision> again = look();

    assertThat(arrived)
        .extracting(Decision::getRaw, Decision::getReplayId)
        .containsExactly(tuple(at, null));
    assertThat(again)
        .extracting(Decision::getRaw, Decision::getReplayId)
        .containsExactly(tuple(at, null));
  }

  @Test
  void whatAReplayCausesNamesIt() {
    publish(1, "2026-01-01", "85.00");
    decide(Events.event("1"));

    replay("replay-1", Events.event("1").setRevision(2).setCategory("Daytime"));

    TestRecord<String, byte[]> written = decisions.readRecord();
    assertThat(avro.record(Decision.class, written.value()).getReplayId()).isEqualTo("replay-1");
    assertThat(DeadLetter.text(written.headers(), ReplayHeaders.ID)).isEqualTo("replay-1");
    assertThat(decisions.isEmpty()).isTrue();
    assertThat(decide(Events.event("1").setRevision(3)))
        .extracting(Decision::getReplayId)
        .containsExactly((String) null);
  }

  /// The cap of the month is shared out again among all events of the account.
  @Test
  void whatAReplayChangesForOtherEventsNamesItToo() {
    publishYaml(
        1,
        "2026-01-01",
        Rulebooks.yaml(1, "2026-01-01", "85.00")
            .replace(
                "client: northgate}", "client: northgate, prices: {ADH: {free-per-month: 1}}}"));
    decide(Events.event("1"));
    Instant earlier = Events.event("1").getOccurredAt().minus(Duration.ofHours(4));

    replay("replay-1", Events.event("0").setOccurredAt(earlier));

    assertThat(decided())
        .extracting(Decision::getEventKey, Decision::getReplayId)
        .contains(tuple("tracktik:1", "replay-1"));
  }

  /// The record of a replay is only the occasion on which the site goes over.
  @Test
  void whatANewRulebookChangesIsNotTheReplaysDoing() {
    publish(1, "2026-01-01", "85.00");
    decide(Events.event("1"));
    publish(2, "2026-01-01", "90.00");

    replay("replay-1", Events.event("2").setOccurredAt(NOW));

    assertThat(decided())
        .extracting(Decision::getEventKey, Decision::getReplayId)
        .containsExactly(tuple("tracktik:1", null), tuple("tracktik:2", "replay-1"));
  }

  /// What left an account takes its share with it, whoever sent it away.
  @Test
  void aMoveThatAReplayMadeIsItsCauseToo() {
    publish(1, "2026-01-01", "85.00");
    decide(Events.event("1"));
    decide(Events.event("2"));
    var moved = new EventMoved("tracktik:1", 2, "northgate-mall", "a-site-of-another-task");

    input(Topics.MOVED)
        .pipeInput(
            new TestRecord<>("northgate-mall", avro.bytes(moved), replayed("replay-1"), NOW));

    assertThat(decided()).allSatisfy(d -> assertThat(d.getReplayId()).isEqualTo("replay-1"));
  }

  private void replay(String replayId, CanonicalEvent.Builder event) {
    CanonicalEvent built = event.setReplayId(replayId).build();
    events.pipeInput(
        new TestRecord<>(built.getSiteKey(), avro.bytes(built), replayed(replayId), NOW));
  }

  private static Headers replayed(String replayId) {
    var headers = new RecordHeaders();
    DeadLetter.put(headers, ReplayHeaders.ID, replayId);
    return headers;
  }

  @Test
  void aReplayUnderTheSameRulesWritesNothing() {
    publish(1, "2026-01-01", "85.00");
    decide(Events.event("1"));
    decide(Events.event("1").setRevision(2).setCategory("Daytime"));

    assertThat(decide(Events.event("1"))).isEmpty();
    assertThat(decide(Events.event("1").setRevision(2).setCategory("Daytime"))).isEmpty();
    assertThat(decide(Events.event("1").setRevision(2).setCategory("Daytime"))).isEmpty();
  }

  @Test
  void aReplayUnderRulesThatSayTheSameWritesNothing() {
    publish(1, "2026-01-01", "85.00");
    decide(Events.event("1"));
    publish(2, "2026-01-01", "85.00");

    assertThat(decide(Events.event("1"))).isEmpty();
  }

  @Test
  void otherRulesDecideTheNewestRevisionAgain() {
    publish(1, "2026-01-01", "85.00");
    decide(Events.event("1"));
    Decision first = decide(Events.event("1").setRevision(2)).getFirst();
    publish(2, "2026-01-01", "90.00");

    assertThat(look())
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getRevision()).isEqualTo(2);
              assertThat(d.getDecisionNumber()).isEqualTo(2);
              assertThat(d.getRulebookVersion()).isEqualTo(2);
              assertThat(amount(d)).isEqualByComparingTo("90");
              assertThat(d.getCharge().getChargeKey()).isEqualTo(first.getCharge().getChargeKey());
            });
    assertThat(look()).isEmpty();
    assertThat(decide(Events.event("1"))).isEmpty();
    assertThat(decide(Events.event("1").setRevision(2))).isEmpty();
  }

  @Test
  void anOlderRevisionThatComesLateChangesNothing() {
    publish(1, "2026-01-01", "85.00");
    decide(Events.event("1").setRevision(3));

    assertThat(decide(Events.event("1").setRevision(2))).isEmpty();
    assertThat(decide(Events.event("1").setRevision(3))).isEmpty();
  }

  @Test
  void aHotRulebookDecidesTheSiteBeforeItsNextEvent() {
    publish(1, "2026-01-01", "85.00");
    assertThat(amount(decide(Events.event("1")).getFirst())).isEqualByComparingTo("85");
    publish(2, "2026-01-01", "90.00");

    assertThat(decide(Events.event("2").setOccurredAt(NOW)))
        .extracting(Decision::getEventKey, d -> amount(d).stripTrailingZeros().toPlainString())
        .containsExactly(
            tuple(Events.event("1").getEventKey(), "90"),
            tuple(Events.event("2").getEventKey(), "90"));
  }

  @Test
  void theServiceDayChoosesTheRulebook() {
    publish(1, "2026-01-01", "85.00");
    publish(2, "2026-12-01", "90.00");

    LocalDate november = LocalDate.parse("2026-11-30");
    assertThat(amount(decide(Events.event("1").setServiceDay(november)).getFirst()))
        .isEqualByComparingTo("85");
    assertThat(amount(decide(Events.event("2").setServiceDay(november.plusDays(1))).getFirst()))
        .isEqualByComparingTo("90");
    assertThat(decide(Events.event("3").setServiceDay(LocalDate.parse("2025-12-31"))))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getReasonCode()).isEqualTo("NO_RULE_MATCHED");
              assertThat(d.getRulebookVersion()).isZero();
            });
  }

  @Test
  void amongVersionsInForceTheHighestNumberWins() {
    publish(2, "2026-06-01", "85.00");
    // A correction of the whole year that was published later.
    publish(3, "2026-01-01", "80.00");

    assertThat(amount(decide(Events.event("1")).getFirst())).isEqualByComparingTo("80");
  }

  @Test
  void aBadRulebookIsLeftOutAndTheOlderStaysInForce() {
    publish(1, "2026-01-01", "85.00");
    publishYaml(2, "2026-01-01", "version: 2");

    assertThat(amount(decide(Events.event("1")).getFirst())).isEqualByComparingTo("85");
    assertThat(library.refused())
        .containsOnlyKeys("2")
        .extractingByKey("2")
        .asString()
        .startsWith("line 1, column 1: rulebook: 'effective-from' is missing (and ");
  }

  @Test
  void aBadRulebookShowsWithoutAnEvent() {
    rulebooks.pipeInput("9", "no avro".getBytes(StandardCharsets.UTF_8));
    publish(1, "2026-01-01", "85.00");
    rulebooks.pipeInput("8", avro.bytes(Events.event("1").build()));

    driver.advanceWallClockTime(Duration.ofSeconds(10));

    assertThat(library.refused()).containsOnlyKeys("8", "9");
    assertThat(library.usable()).isEqualTo(1);
  }

  @Test
  void aRulebookUnderAForeignKeyOrWithAForeignHashIsLeftOut() {
    String yaml = Rulebooks.yaml(1, "2026-01-01", "85.00");
    publishYaml(4, "2026-01-01", yaml);
    rulebooks.pipeInput(
        "1",
        avro.bytes(
            Rulebook.newBuilder()
                .setVersion(1)
                .setEffectiveFrom(LocalDate.parse("2026-01-01"))
                .setYaml(yaml)
                .setSha256("00")
                .setPublishedBy("test")
                .setPublishedAt(NOW)
                .build()));

    assertThat(decide(Events.event("1")).getFirst().getReasonCode()).isEqualTo("NO_RULE_MATCHED");
    assertThat(library.refused()).containsOnlyKeys("1", "4");
  }

  @Test
  void aWithdrawnRulebookIsNoLongerInForce() {
    publish(1, "2026-01-01", "85.00");
    publish(2, "2026-01-01", "90.00");
    rulebooks.pipeInput("2", (byte[]) null);

    assertThat(amount(decide(Events.event("1")).getFirst())).isEqualByComparingTo("85");
  }

  @Test
  void reviewKeepsFollowUpAndLifeSafetyIsNeverHeldBack() {
    publish(1, "2026-01-01", "85.00");

    assertThat(
            decide(
                Events.event("1")
                    .setSite(null)
                    .setSiteKey("tracktik:77")
                    .setLifeSafety(true)
                    .setReview(List.of(ReviewReason.UNKNOWN_SITE))))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getEndState()).isEqualTo(EndState.IN_REVIEW);
              assertThat(d.getOwnerTeam()).isEqualTo("field-ops");
              assertThat(d.getRoutes()).containsExactly("crm", "ticketing");
              assertThat(d.getCharge()).isNull();
              assertThat(d.getSiteKey()).isEqualTo("tracktik:77");
            });
  }

  @Test
  void unreadableBytesAreDeadLetteredByteForByteAndTheNextRecordIsDecided() {
    publish(1, "2026-01-01", "85.00");
    byte[] bytes = "{\"not\":\"avro\"}".getBytes(StandardCharsets.UTF_8);
    var headers = new RecordHeaders();
    DeadLetter.put(headers, "tocsin.receipt", "r-1");
    events.pipeInput(new TestRecord<>("site", bytes, headers, NOW));

    List<Decision> next = decide(Events.event("1"));

    TestRecord<String, byte[]> dead = deadLetters.readRecord();
    assertThat(dead.key()).isEqualTo("site");
    assertThat(dead.value()).isEqualTo(bytes);
    assertThat(DeadLetter.text(dead.headers(), "tocsin.receipt")).isEqualTo("r-1");
    assertThat(DeadLetter.readFrom(dead.headers()))
        .hasValueSatisfying(
            letter -> {
              assertThat(letter.stage()).isEqualTo("policy");
              assertThat(letter.code()).isEqualTo(ReasonCode.UNREADABLE_ENVELOPE);
              assertThat(letter.topic()).isEqualTo(Topics.CANONICAL);
              assertThat(letter.offset()).isZero();
              assertThat(letter.timestamp()).isEqualTo(NOW);
              assertThat(letter.reason()).doesNotContain("avro\"");
            });
    assertThat(next).hasSize(1);
  }

  @Test
  void anUnknownSchemaACutRecordAndNoValueAreDeadLettered() {
    byte[] good = avro.bytes(Events.event("1").build());
    byte[] foreign = good.clone();
    foreign[4] = 77;
    events.pipeInput("site", foreign);
    events.pipeInput("site", java.util.Arrays.copyOf(good, good.length - 3));
    events.pipeInput("site", null);

    assertThat(deadLetters.readRecordsToList())
        .extracting(r -> DeadLetter.readFrom(r.headers()).orElseThrow().code())
        .containsExactly(
            ReasonCode.UNREADABLE_ENVELOPE, ReasonCode.UNREADABLE_ENVELOPE, ReasonCode.NO_VALUE);
    assertThat(decided()).isEmpty();
  }

  @Test
  void aRegistryThatIsAwayStopsTheThreadAndDeadLettersNothing() {
    publish(1, "2026-01-01", "85.00");
    avro.away(true);
    byte[] event = avro.bytes(Events.event("1").build());

    assertThatThrownBy(() -> events.pipeInput("site", event))
        .satisfies(e -> assertThat(StreamsRunner.isOutage(e)).isTrue());
    assertThat(deadLetters.isEmpty()).isTrue();
    assertThat(decisions.isEmpty()).isTrue();
  }

  @Test
  void aRegistryThatGoesAwayBeforeTheDecisionIsWrittenStopsTheThreadAndDeadLettersNothing() {
    publish(1, "2026-01-01", "85.00");
    decide(Events.event("1"));
    avro.awayForWriters(true);
    byte[] event = avro.bytes(Events.event("2").build());

    assertThatThrownBy(() -> events.pipeInput("site", event))
        .satisfies(e -> assertThat(StreamsRunner.isOutage(e)).isTrue());
    assertThat(deadLetters.isEmpty()).isTrue();
    assertThat(decisions.isEmpty()).isTrue();
  }

  @Test
  void aRegistryThatIsAwayWhileNoEventWaitsStopsNothing() {
    publish(1, "2026-01-01", "85.00");
    avro.away(true);
    driver.advanceWallClockTime(Duration.ofSeconds(10));
    avro.away(false);

    assertThat(amount(decide(Events.event("1")).getFirst())).isEqualByComparingTo("85");
  }

  private void window(TestWindow.Builder window) {
    input(Topics.CONFIG_TEST_WINDOWS).pipeInput(window.getId(), avro.bytes(window.build()));
  }

  private static TestWindow.Builder mallOnTest() {
    return TestWindow.newBuilder()
        .setId("panel-swap")
        .setVersion(1)
        .setSiteId("northgate-mall")
        .setStartsAt(Instant.parse("2026-11-01T00:00:00Z"))
        .setReason("Panel swap.")
        .setActor("operator")
        .setRecordedAt(NOW);
  }

  @Test
  void aTestWindowThatArrivesLateTakesTheChargeBackAndItsCancellationBringsItBack() {
    publish(1, "2026-01-01", "85.00");
    Decision charged = decide(Events.event("1")).getFirst();

    window(mallOnTest());
    assertThat(look())
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getEndState()).isEqualTo(EndState.NOT_BILLABLE);
              assertThat(d.getReasonCode()).isEqualTo("ON_TEST");
              assertThat(d.getOnTest()).isEqualTo("panel-swap");
              assertThat(d.getCharge()).isNull();
              assertThat(d.getDecisionNumber()).isEqualTo(2);
            });

    window(mallOnTest().setVersion(2).setCancelled(true));
    assertThat(look())
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getCharge()).isEqualTo(charged.getCharge());
              assertThat(d.getDecisionNumber()).isEqualTo(3);
            });
  }

  @Test
  void aWindowOfAnotherSiteChangesNothing() {
    publish(1, "2026-01-01", "85.00");
    decide(Events.event("1"));

    window(mallOnTest().setSiteId("elsewhere"));

    assertThat(look()).isEmpty();
  }

  @Test
  void aRulingResolvesAndItsWithdrawalBringsTheReviewBack() {
    publish(1, "2026-01-01", "85.00");
    CanonicalEvent.Builder event = Events.event("1").setReview(List.of(ReviewReason.UNMAPPED_CODE));
    assertThat(decide(event).getFirst().getEndState()).isEqualTo(EndState.IN_REVIEW);
    String key = event.getEventKey();

    Ruling ruling =
        Ruling.newBuilder()
            .setEventKey(key)
            .setVersion(1)
            .setAccepted(List.of(ReviewReason.UNMAPPED_CODE))
            .setReason("It was a dispatch.")
            .setActor("operator")
            .setRuledAt(NOW)
            .build();
    input(Topics.CONFIG_RULINGS).pipeInput(key, avro.bytes(ruling));
    assertThat(look())
        .singleElement()
        .extracting(Decision::getEndState)
        .isEqualTo(EndState.BILLABLE);

    input(Topics.CONFIG_RULINGS).pipeInput(key, (byte[]) null);
    assertThat(look())
        .singleElement()
        .extracting(Decision::getEndState)
        .isEqualTo(EndState.IN_REVIEW);
  }

  @Test
  void whatStandsUnderAForeignKeyOrCannotBeReadIsLeftOut() {
    publish(1, "2026-01-01", "85.00");
    decide(Events.event("1"));

    input(Topics.CONFIG_TEST_WINDOWS).pipeInput("other", avro.bytes(mallOnTest().build()));
    input(Topics.CONFIG_TEST_WINDOWS).pipeInput("bad", new byte[] {1, 2, 3});
    input(Topics.CONFIG_RULINGS).pipeInput(Events.event("1").getEventKey(), new byte[] {1, 2, 3});

    assertThat(look()).isEmpty();
  }

  @Test
  void anEventThatMovedIsDecidedAtItsNewSiteOnly() {
    publish(1, "2026-01-01", "85.00");
    decide(Events.event("1"));
    List<Decision> there =
        decide(
            Events.event("1")
                .setRevision(2)
                .setSiteKey("eastgate")
                .setSite(Events.site("eastgate", "northgate", "Eastgate")));

    assertThat(there)
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getSiteKey()).isEqualTo("eastgate");
              assertThat(d.getRevision()).isEqualTo(2);
            });
    publish(2, "2026-01-01", "90.00");
    assertThat(look()).singleElement().extracting(Decision::getSiteKey).isEqualTo("eastgate");
  }

  @Test
  void anEventThatLeftForAnotherTaskIsNoLongerDecidedHere() {
    publish(1, "2026-01-01", "85.00");
    decide(Events.event("1"));
    String key = Events.event("1").getEventKey();
    input(Topics.MOVED)
        .pipeInput(
            "northgate-mall",
            avro.bytes(new EventMoved(key, 2, "northgate-mall", "a-site-of-another-task")));
    publish(2, "2026-01-01", "90.00");

    assertThat(look()).isEmpty();
    assertThat(decide(Events.event("1"))).isEmpty();
  }

  @Test
  void whatIsOlderThanTheHorizonIsNotDecidedAgainAndThenForgotten() {
    publish(1, "2026-01-01", "85.00");
    events.pipeInput("northgate-mall", avro.bytes(Events.event("1").build()), NOW);
    decided();
    KeyValueStore<String, ?> kept = driver.getKeyValueStore(KeptSites.EVENTS);

    elapse(Topologies.HORIZON.plusDays(1));
    publish(2, "2026-01-01", "90.00");
    assertThat(look()).isEmpty();
    assertThat(kept.get(Events.event("1").getEventKey())).isNotNull();

    elapse(Topologies.HORIZON.plus(PolicyTopology.CONTEXT).plusDays(1));
    look();
    assertThat(kept.get(Events.event("1").getEventKey())).isNull();
    assertThat(driver.<Bytes, Object>getKeyValueStore(SettleAccounts.SETTLED).all().hasNext())
        .isTrue();

    elapse(Topologies.HORIZON.plus(PolicyTopology.CONTEXT.multipliedBy(3)));
    decided();
    look();
    for (String store : List.of(KeptSites.INDEX, KeptSites.AGES, SettleAccounts.SETTLED)) {
      try (var left = driver.<Bytes, Object>getKeyValueStore(store).all()) {
        assertThat(left).toIterable().noneMatch(entry -> entry.key.toString().contains(":1"));
      }
    }
  }

  /// An event of another site moves the clock on.
  private void elapse(Duration since) {
    events.pipeInput(
        "far-away",
        avro.bytes(Events.event("9" + since.toDays()).setSiteKey("far-away").setSite(null).build()),
        NOW.plus(since));
    decided();
  }
}
