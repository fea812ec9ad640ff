package io.tocsin.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.TestStack;
import io.tocsin.platform.App;
import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.Sha256;
import io.tocsin.schemas.Alternative;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Evidence;
import io.tocsin.schemas.EvidenceKind;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import io.tocsin.schemas.WeeklySpan;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// All four sinks on a real broker, registry and PostgreSQL.
final class SinksIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static Bench bench;
  private static Rows rows;
  private static App app;

  @BeforeAll
  static void start() {
    bench = new Bench();
    rows = Bench.freshDatabase("sinks");
    app = Bench.start(Bench.settings(rows));
    await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(health()).contains("200"));
  }

  @AfterAll
  static void stop() {
    app.close();
    bench.close();
  }

  private static String health() {
    return get("/health");
  }

  private static String get(String path) {
    return get(app, path);
  }

  private static String get(App app, String path) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(app.url() + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e.toString();
    }
  }

  private static String newKey() {
    return "tracktik:" + UUID.randomUUID();
  }

  private static void send(Decision... decisions) {
    bench.sendAll(Topics.DECISIONS, "site-1", List.of(decisions));
  }

  private static void awaitWritten(String sink, String key, int revision) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        rows.of(
                            "select revision from sink_writes where sink = ? and event_key = ? and"
                                + " status in ('WRITTEN', 'NOTHING_TO_DO', 'CONFLICT')",
                            sink,
                            key))
                    .containsExactly(Integer.toString(revision)));
  }

  private static List<String> lines(String key) {
    return rows.of(
        "select kind, revision, amount, quantity from charge_lines where event_key = ? order by"
            + " line_no",
        key);
  }

  @Test
  void healthNamesEachSink() {
    assertThat(health())
        .contains("sink-ledger", "sink-billing", "sink-crm", "sink-ticketing", "RUNNING");
  }

  /// All that the page of metrics says is there from the start, of each sink.
  @Test
  void prometheusReadsTheSinks() {
    String exposed = get("/prometheus");
    for (String sink : Topics.SINKS) {
      assertThat(exposed)
          .contains(
              "tocsin_sink_lag{road=\"main\",sink=\"%s\"}".formatted(sink),
              "tocsin_sink_lag{road=\"retry\",sink=\"%s\"}".formatted(sink),
              "tocsin_sink_breaker{sink=\"%s\"}".formatted(sink),
              "tocsin_sink_records_total{sink=\"%s\"}".formatted(sink),
              "tocsin_sink_refused_total{sink=\"%s\"}".formatted(sink));
    }
  }

  @Test
  void eachSinkReadsItsOwnTopicsInAGroupOfItsOwn() throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", TestStack.kafka().bootstrapServers()))) {
      for (String sink : Topics.SINKS) {
        var expected = new HashSet<String>();
        Topics.RETRY_DELAYS.forEach(delay -> expected.add(Topics.retry(sink, delay)));
        expected.add(Topics.DECISIONS);
        if (sink.equals("ledger")) {
          expected.addAll(
              Set.of(
                  Topics.CANONICAL,
                  Topics.DELIVERIES,
                  Topics.CONFIG_TEST_WINDOWS,
                  Topics.CONFIG_RULINGS,
                  Topics.CONFIG_RULEBOOK));
        }
        String group = "tocsin-sink-" + sink;
        await()
            .atMost(SOON)
            .ignoreExceptions()
            .untilAsserted(
                () -> {
                  ConsumerGroupDescription described =
                      admin.describeConsumerGroups(List.of(group)).all().get().get(group);
                  assertThat(described.members()).hasSize(2);
                  assertThat(
                          described.members().stream()
                              .flatMap(m -> m.assignment().topicPartitions().stream())
                              .map(TopicPartition::topic))
                      .containsAll(expected)
                      .allMatch(expected::contains);
                });
      }
    }
  }

  @Test
  void aBrokerThatIsNotKnownByNameYetIsWaitedFor() {
    Rows other = Bench.freshDatabase("unknown_broker");
    Map<String, Object> settings = Bench.settings(other);
    settings.put("tocsin.kafka.bootstrap-servers", "no-such-host.invalid:9092");

    try (App waiting = Bench.start(settings)) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(get(waiting, "/health"))
                      .startsWith("503")
                      .contains("WAITING", "Kafka and the schema registry"));
    }
  }

  @Test
  void whatAnAbortedTransactionWroteIsNotRead() {
    String aborted = newKey();
    String after = newKey();

    bench.sendAndAbort(Topics.DECISIONS, "site-1", Sample.billable(aborted, 1, "35.00"));
    send(Sample.billable(after, 1, "35.00"));

    awaitWritten("billing", after, 1);
    assertThat(lines(aborted)).isEmpty();
  }

  @Test
  void ledgerKeepsEveryFact() {
    String key = newKey();
    long offset = System.nanoTime();

    bench.send(Topics.CANONICAL, "site-1", Sample.event(key, 1).build());
    bench.send(Topics.DELIVERIES, key, Sample.delivery(key, offset).build());
    send(Sample.billable(key, 1, "35.00"));
    bench.send(Topics.CANONICAL, "site-1", Sample.event(key, 1).build());

    awaitWritten("ledger", key, 1);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(
                      rows.of(
                          "select revision, site_name, client_id, type, severity, service_day,"
                              + " review, occurred_at at time zone 'UTC' from events where"
                              + " event_key = ?",
                          key))
                  .containsExactly(
                      "1|North"
                          + " gate|client-1|alarm_dispatch|2|2026-03-01|{UNMAPPED_CODE,ABSURD_TIME}|2026-03-02"
                          + " 04:05:06.789");
              assertThat(
                      rows.of(
                          "select outcome, revision, transport from deliveries where event_key = ?",
                          key))
                  .containsExactly("NEW|1|WEBHOOK");
              assertThat(
                      rows.of(
                          "select end_state, amount, currency, routes, values_seen, decision_number"
                              + " from decisions where event_key = ?",
                          key))
                  .containsExactly(
                      "BILLABLE|35.0000|USD|{billing,crm,ticketing}|{\"type\": \"alarm_dispatch\","
                          + " \"severity\": \"2\"}|1");
            });
  }

  @Test
  void oneDecisionMakesALineAnActivityAndATicket() {
    String key = newKey();

    send(Sample.billable(key, 1, "35.00"));

    for (String sink : List.of("ledger", "billing", "crm", "ticketing")) {
      awaitWritten(sink, key, 1);
    }
    assertThat(lines(key)).containsExactly("CHARGE|1|35.0000|1.0000");
    assertThat(rows.of("select state, owner_team from crm_activities where event_key = ?", key))
        .containsExactly("OPEN|response");
    assertThat(rows.of("select state, service_level from tickets where event_key = ?", key))
        .containsExactly("OPEN|30 min");
    assertThat(rows.of("select sink, detail from sink_writes where event_key = ? order by 1", key))
        .containsExactly(
            "billing|charged 35.00 USD",
            "crm|activity opened",
            "ledger|decision recorded",
            "ticketing|ticket opened");
  }

  @Test
  void theSameDecisionAHundredTimesMakesOneLine() {
    String key = newKey();
    String after = newKey();

    bench.sendAll(
        Topics.DECISIONS, "site-1", Collections.nCopies(100, Sample.billable(key, 1, "35.00")));
    send(Sample.billable(after, 1, "1.00"));

    awaitWritten("billing", after, 1);
    assertThat(lines(key)).containsExactly("CHARGE|1|35.0000|1.0000");
  }

  @Test
  void aRevisionThatIsNotBillableAnyMoreReversesItsLineAndWithdrawsTheRest() {
    String key = newKey();

    send(Sample.billable(key, 1, "35.00"));
    awaitWritten("billing", key, 1);
    send(Sample.decision(key, 2, 1).build());

    for (String sink : List.of("billing", "crm", "ticketing")) {
      awaitWritten(sink, key, 2);
    }
    assertThat(lines(key))
        .containsExactly("CHARGE|1|35.0000|1.0000", "REVERSAL|2|-35.0000|-1.0000");
    assertThat(rows.of("select * from live_charges where event_key = ?", key)).isEmpty();
    assertThat(rows.of("select state from crm_activities where event_key = ?", key))
        .containsExactly("WITHDRAWN");
    assertThat(rows.of("select state from tickets where event_key = ?", key))
        .containsExactly("WITHDRAWN");
  }

  @Test
  void neitherBatchesNorRedeliveryChangeTheLines() {
    String together = newKey();
    String apart = newKey();
    List<Decision> steps =
        List.of(
            Sample.billable("k", 1, "35.00"),
            Sample.billable("k", 2, "70.00"),
            Sample.decision("k", 3, 1).build(),
            Sample.billable("k", 4, "35.00"));

    bench.sendAll(Topics.DECISIONS, "site-1", steps.stream().map(d -> of(d, together)).toList());
    for (Decision step : steps) {
      send(of(step, apart));
      awaitWritten("billing", apart, step.getRevision());
      send(of(steps.getFirst(), apart));
    }

    awaitWritten("billing", together, 4);
    assertThat(lines(together))
        .containsExactly(
            "CHARGE|1|35.0000|1.0000",
            "REVERSAL|2|-35.0000|-1.0000",
            "CHARGE|2|70.0000|1.0000",
            "REVERSAL|3|-70.0000|-1.0000",
            "CHARGE|4|35.0000|1.0000");
    assertThat(lines(apart)).isEqualTo(lines(together));
  }

  private static Decision of(Decision decision, String key) {
    var charge = decision.getCharge();
    return Decision.newBuilder(decision)
        .setEventKey(key)
        .setCharge(
            charge == null ? null : Sample.charge(key, charge.getAmount().setScale(2).toString()))
        .build();
  }

  @Test
  void aChargeKeyThatIsLiveForAnotherEventIsAConflict() {
    String first = newKey();
    String second = newKey();
    String chargeKey = Sha256.ofFields("shared", first);

    send(Sample.billable(first, 1, 1, Sample.charge(first, chargeKey, "35.00")));
    send(Sample.billable(second, 1, 1, Sample.charge(second, chargeKey, "99.00")));

    awaitWritten("billing", second, 1);
    assertThat(lines(second)).isEmpty();
    assertThat(
            rows.of(
                "select claimed_amount, reason from charge_conflicts where event_key = ?", second))
        .containsExactly("99.0000|charge key is live for event " + first + " with 35.00 USD");
    assertThat(
            rows.of(
                "select status from sink_writes where sink = 'billing' and event_key = ?", second))
        .containsExactly("CONFLICT");
    assertThat(rows.of("select event_key from live_charges where charge_key = ?", chargeKey))
        .containsExactly(first);
  }

  private static Decision merged(String key, int revision, int number) {
    return Sample.decision(key, revision, number)
        .setEndState(EndState.MERGED)
        .setReasonCode("SAME_INCIDENT")
        .setReason("It is one incident with another event, which carries the charge.")
        .build();
  }

  @Test
  void bothMetersAreChargedAndWhatIsMergedLaterKeepsItsSignal() {
    String key = newKey();
    // Charges are answered in the order of their keys: this one comes after any hash.
    Charge signal = Sample.charge(key, "signal-of-" + key, "0.05");
    Decision both =
        Decision.newBuilder(Sample.billable(key, 1, "35.00")).setSignalCharge(signal).build();
    Decision merged = Decision.newBuilder(merged(key, 1, 2)).setSignalCharge(signal).build();

    send(both);
    awaitWritten("billing", key, 1);
    assertThat(lines(key)).containsExactly("CHARGE|1|35.0000|1.0000", "CHARGE|1|0.0500|1.0000");
    send(merged, both, merged);

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        rows.of(
                            "select detail from sink_writes where sink = 'billing' and event_key ="
                                + " ?",
                            key))
                    .containsExactly("reversed 35.00 USD; charge of 0.05 USD stands"));
    assertThat(lines(key))
        .containsExactly(
            "CHARGE|1|35.0000|1.0000", "CHARGE|1|0.0500|1.0000", "REVERSAL|1|-35.0000|-1.0000");
    assertThat(rows.of("select charge_key from live_charges where event_key = ?", key))
        .containsExactly(signal.getChargeKey());
  }

  @Test
  void ledgerKeepsWhyADecisionIsAsItIs() {
    String key = newKey();
    Decision decision =
        Decision.newBuilder(Sample.billable(key, 1, "35.00"))
            .setIncidentEvidence(
                List.of(new Evidence("manitou:7", EvidenceKind.REFERENCE, "both name ticket 77")))
            .setContractId("client-1-2026")
            .setAlternatives(List.of(new Alternative("night", "hour < 6 does not hold, hour=14")))
            .setOnTest("window-9")
            .setSignalCharge(Sample.charge(key, "signal-of-" + key, "0.05"))
            .build();

    send(decision);

    awaitWritten("ledger", key, 1);
    assertThat(
            rows.of(
                "select incident_evidence, decided_contract_id, alternatives, on_test from"
                    + " current_decisions where event_key = ?",
                key))
        .containsExactly(
            "[{\"kind\": \"REFERENCE\", \"detail\": \"both name ticket 77\", \"event_key\":"
                + " \"manitou:7\"}]|client-1-2026|[{\"why\": \"hour < 6 does not hold, hour=14\","
                + " \"rule_id\": \"night\"}]|window-9");
    assertThat(
            rows.of(
                "select signal_charge_key, signal_charge_contract_id, signal_charge_sku,"
                    + " signal_charge_quantity, signal_charge_unit, signal_charge_unit_price,"
                    + " signal_charge_amount, signal_charge_currency from current_decisions where"
                    + " event_key = ?",
                key))
        .containsExactly(
            "signal-of-%s|contract-1|DISPATCH|1.0000|dispatch|0.0500|0.0500|USD".formatted(key));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aChargeThatGoesToAnotherEventOfItsIncidentIsThereOnceInEitherOrder(boolean givenUpFirst) {
    String giver = newKey();
    String taker = newKey();
    String chargeKey = Sha256.ofFields("shared", giver);
    Decision held = Sample.billable(giver, 1, 1, Sample.charge(giver, chargeKey, "35.00"));
    Decision givenUp = merged(giver, 1, 2);
    Decision taken = Sample.billable(taker, 1, 1, Sample.charge(taker, chargeKey, "35.00"));
    List<Decision> order =
        givenUpFirst ? List.of(held, givenUp, taken) : List.of(held, taken, givenUp);

    for (Decision decision : order) {
      send(decision);
      awaitWritten("billing", decision.getEventKey(), 1);
    }
    // All of it again, in both directions, in one batch.
    send(order.toArray(Decision[]::new));
    send(order.reversed().toArray(Decision[]::new));
    String after = newKey();
    send(Sample.billable(after, 1, "1.00"));
    awaitWritten("billing", after, 1);

    assertThat(
            rows.of(
                "select kind, event_key, decision_number, amount from charge_lines where charge_key"
                    + " = ? order by line_no",
                chargeKey))
        .containsExactly(
            "CHARGE|%s|1|35.0000".formatted(giver),
            "REVERSAL|%s|2|-35.0000".formatted(giver),
            "CHARGE|%s|1|35.0000".formatted(taker));
    assertThat(rows.of("select event_key from live_charges where charge_key = ?", chargeKey))
        .containsExactly(taker);
    assertThat(
            rows.of(
                "select status, detail from sink_writes where sink = 'billing' and event_key = ?",
                taker))
        .containsExactly(
            givenUpFirst
                ? "WRITTEN|charged 35.00 USD"
                : "WRITTEN|charged 35.00 USD, which %s gave up".formatted(giver));
    assertThat(rows.number("select count(*) from charge_conflicts where charge_key = ?", chargeKey))
        .isEqualTo(givenUpFirst ? 0 : 1);
    assertThat(
            rows.number(
                "select count(*) from open_charge_conflicts where charge_key = ?", chargeKey))
        .isZero();
  }

  private static TestWindow.Builder window(String id, int version) {
    return TestWindow.newBuilder()
        .setId(id)
        .setVersion(version)
        .setSiteId("site-1")
        .setTypes(List.of(EventType.alarm))
        .setStartsAt(Sample.AT)
        .setWeekly(List.of(new WeeklySpan(List.of("monday"), "18:00", "06:00")))
        .setReason("yearly inspection")
        .setActor("operator-1")
        .setRecordedAt(Sample.AT.plusSeconds(version));
  }

  private static Ruling.Builder ruling(String eventKey, int version) {
    return Ruling.newBuilder()
        .setEventKey(eventKey)
        .setVersion(version)
        .setAccepted(List.of(ReviewReason.UNMAPPED_CODE))
        .setType(EventType.alarm)
        .setReason("the installer told the code")
        .setActor("operator-2")
        .setRuledAt(Sample.AT.plusSeconds(version));
  }

  private static List<String> commands(String subject) {
    return rows.of(
        "select kind, version, withdrawn, actor, reason from operator_commands where subject = ?"
            + " order by command_no",
        subject);
  }

  @Test
  void whatOperatorsDidIsKeptVersionByVersionAlsoWhatTheyWithdrew() {
    String window = "window-" + UUID.randomUUID();
    String event = newKey();
    String version = Integer.toString(900_000 + Math.abs(event.hashCode() % 99_999));
    bench.mark(Topics.dlq("ledger"));
    Rulebook rulebook =
        Rulebook.newBuilder()
            .setVersion(Integer.parseInt(version))
            .setEffectiveFrom(LocalDate.of(2026, 3, 1))
            .setYaml("rules: []")
            .setSha256("a".repeat(64))
            .setPublishedBy("operator-3")
            .setReason("new prices")
            .setPublishedAt(Sample.AT)
            .build();

    for (int delivery = 0; delivery < 2; delivery++) {
      bench.send(Topics.CONFIG_TEST_WINDOWS, window, window(window, 1).build());
      bench.send(Topics.CONFIG_TEST_WINDOWS, window, window(window, 2).setCancelled(true).build());
      bench.send(Topics.CONFIG_RULINGS, event, ruling(event, 1).build());
      bench.send(Topics.CONFIG_RULEBOOK, version, rulebook);
    }
    bench.sendBytes(Topics.CONFIG_RULINGS, event, null);
    // After a withdrawal its author begins at version 1 again.
    bench.send(
        Topics.CONFIG_RULINGS,
        event,
        ruling(event, 1)
            .setType(null)
            .setAccepted(List.of())
            .setJoins("manitou:7")
            .setReason("seen together")
            .setRuledAt(Sample.AT.plusSeconds(60))
            .build());

    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(commands(event)).hasSize(3);
              assertThat(commands(window)).hasSize(2);
              assertThat(commands(version)).hasSize(1);
            });
    assertThat(commands(window))
        .containsExactly(
            "WINDOW|1|f|operator-1|yearly inspection", "WINDOW|2|f|operator-1|yearly inspection");
    assertThat(commands(event))
        .containsExactly(
            "RULING|1|f|operator-2|the installer told the code",
            "RULING|-|t|-|-",
            "RULING|1|f|operator-2|seen together");
    assertThat(commands(version))
        .containsExactly("RULEBOOK|%s|f|operator-3|new prices".formatted(version));
    assertThat(
            rows.of(
                "select body from operator_commands where subject in (?, ?, ?) and version is not"
                    + " null order by kind, commanded_at",
                window,
                event,
                version))
        .containsExactly(
            "{\"sha256\": \"%s\", \"effective_from\": \"2026-03-01\"}".formatted("a".repeat(64)),
            "{\"type\": \"alarm\", \"accepted\": [\"UNMAPPED_CODE\"], \"separate\": false}",
            "{\"joins\": \"manitou:7\", \"accepted\": [], \"separate\": false}",
            windowBody(false),
            windowBody(true));
    assertThat(rows.of("select 1 from sink_writes where event_key = ?", event)).isEmpty();
    assertThat(bench.since(Topics.dlq("ledger"))).isEmpty();
  }

  private static String windowBody(boolean cancelled) {
    return ("{\"types\": [\"alarm\"], \"zones\": [], \"weekly\": [{\"to\": \"06:00\", \"days\":"
            + " [\"monday\"], \"from\": \"18:00\"}], \"site_id\": \"site-1\", \"cancelled\": %s,"
            + " \"starts_at\": \"%s\"}")
        .formatted(cancelled, Sample.AT);
  }

  @Test
  void aWithdrawalThatIsReadTwiceIsOneFact() {
    String event = newKey();
    bench.sendBytes(Topics.CONFIG_RULINGS, event, null);
    await().atMost(SOON).untilAsserted(() -> assertThat(commands(event)).hasSize(1));
    String[] at =
        rows.of(
                "select kafka_partition, kafka_offset from operator_commands where subject = ?",
                event)
            .getFirst()
            .split("\\|");
    String after = newKey();

    // As the retry road brings it: the same record, with the headers of an earlier failure.
    bench.send(
        retried(
            "ledger",
            Topics.CONFIG_RULINGS,
            Integer.parseInt(at[0]),
            Long.parseLong(at[1]),
            event,
            null));
    bench.send(
        retried(
            "ledger",
            Topics.CONFIG_RULINGS,
            0,
            Integer.MAX_VALUE,
            after,
            bench.bytes(Topics.CONFIG_RULINGS, ruling(after, 1).build())));

    await().atMost(SOON).untilAsserted(() -> assertThat(commands(after)).hasSize(1));
    assertThat(commands(event)).containsExactly("RULING|-|t|-|-");
  }

  @ParameterizedTest
  @ValueSource(strings = {Topics.CONFIG_TEST_WINDOWS, Topics.CONFIG_RULEBOOK})
  void aWindowOrRulebookWithoutAValueIsNoCommandAndLeaves(String topic) {
    String key = "gone-" + UUID.randomUUID();
    bench.mark(Topics.dlq("ledger"));

    bench.sendBytes(topic, key, null);

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(bench.since(Topics.dlq("ledger")))
                    .singleElement()
                    .satisfies(
                        letter ->
                            assertThat(DeadLetter.readFrom(letter.headers()).orElseThrow().code())
                                .isEqualTo(ReasonCode.NO_VALUE)));
    assertThat(commands(key)).isEmpty();
  }

  /// A sink and a decision that its tables refuse for ever: a text with a character that PostgreSQL
  /// has not.
  enum BadRow {
    LEDGER("ledger") {
      @Override
      Decision spoil(Decision.Builder decision) {
        return decision.setReason("no\0text").build();
      }
    },
    BILLING("billing") {
      @Override
      Decision spoil(Decision.Builder decision) {
        return decision.setSummary("no\0text").build();
      }
    },
    CRM("crm") {
      @Override
      Decision spoil(Decision.Builder decision) {
        return decision.setOwnerTeam("no\0team").build();
      }
    },
    TICKETING("ticketing") {
      @Override
      Decision spoil(Decision.Builder decision) {
        return decision.setServiceLevel("no\0level").build();
      }
    };

    final String sink;

    BadRow(String sink) {
      this.sink = sink;
    }

    abstract Decision spoil(Decision.Builder decision);
  }

  @ParameterizedTest
  @EnumSource
  void aBadRowLeavesAndTheNextIsWritten(BadRow bad) {
    String before = newKey();
    String culprit = newKey();
    String after = newKey();
    Decision spoiled = bad.spoil(Decision.newBuilder(Sample.billable(culprit, 1, "35.00")));
    bench.mark(Topics.dlq(bad.sink));

    send(Sample.billable(before, 1, "35.00"), spoiled, Sample.billable(after, 1, "35.00"));

    awaitWritten(bad.sink, before, 1);
    awaitWritten(bad.sink, after, 1);
    List<ConsumerRecord<byte[], byte[]>> dead = bench.since(Topics.dlq(bad.sink));
    assertThat(dead).hasSize(1);
    ConsumerRecord<byte[], byte[]> letter = dead.getFirst();
    assertThat(letter.key()).isEqualTo("site-1".getBytes(StandardCharsets.UTF_8));
    assertThat(letter.value()).isEqualTo(bench.bytes(Topics.DECISIONS, spoiled));
    DeadLetter facts = DeadLetter.readFrom(letter.headers()).orElseThrow();
    assertThat(facts.stage()).isEqualTo(bad.sink);
    assertThat(facts.code()).isEqualTo(ReasonCode.REFUSED_ROW);
    assertThat(facts.topic()).isEqualTo(Topics.DECISIONS);
    assertThat(facts.attempts()).isEqualTo(1);
    assertThat(facts.reason()).contains("22021").doesNotContain("\0");
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        rows.of(
                            "select status, attempts from sink_writes where sink = ? and event_key"
                                + " = ?",
                            bad.sink,
                            culprit))
                    .containsExactly("DEAD_LETTERED|1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ledger", "billing", "crm", "ticketing"})
  void anUndecodableValueLeavesWithItsBytesAndHeaders(String sink) {
    String after = newKey();
    byte[] whole = bench.bytes(Topics.DECISIONS, Sample.billable(newKey(), 1, "35.00"));
    byte[] truncated = Arrays.copyOf(whole, whole.length - 20);
    byte[] text = "{\"not\":\"avro\"}".getBytes(StandardCharsets.UTF_8);
    bench.mark(Topics.dlq(sink));

    bench.sendBytes(Topics.DECISIONS, "site-1", truncated);
    bench.sendBytes(Topics.DECISIONS, "site-1", text);
    bench.sendBytes(
        Topics.DECISIONS,
        "site-1",
        bench.bytes(Topics.CANONICAL, Sample.event(newKey(), 1).build()));
    bench.sendBytes(Topics.DECISIONS, "site-1", null);
    send(Sample.billable(after, 1, "35.00"));

    awaitWritten(sink, after, 1);
    List<ConsumerRecord<byte[], byte[]>> dead = bench.since(Topics.dlq(sink));
    assertThat(dead).hasSize(4);
    assertThat(dead.get(0).value()).isEqualTo(truncated);
    assertThat(dead.get(1).value()).isEqualTo(text);
    assertThat(dead.get(3).value()).isNull();
    for (ConsumerRecord<byte[], byte[]> letter : dead) {
      assertThat(DeadLetter.text(letter.headers(), "traceparent")).isEqualTo("00-abc-def-01");
    }
    assertThat(dead.stream().map(r -> DeadLetter.readFrom(r.headers()).orElseThrow().code()))
        .containsExactly(
            ReasonCode.UNREADABLE_ENVELOPE,
            ReasonCode.UNREADABLE_ENVELOPE,
            ReasonCode.UNREADABLE_ENVELOPE,
            ReasonCode.NO_VALUE);
    // The other sinks read the same records; the next case must not find their letters.
    Topics.SINKS.forEach(each -> awaitWritten(each, after, 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deliveries",
        "events",
        "decisions",
        "charge_lines",
        "charge_conflicts",
        "operator_commands"
      })
  void factsAreNeverChangedNotEvenByTheirOwner(String table) {
    for (String sql :
        List.of(
            "update %s set recorded_at = now()".formatted(table),
            "delete from %s".formatted(table),
            "truncate %s cascade".formatted(table))) {
      assertThatThrownBy(() -> rows.run(sql))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("facts are appended, never changed");
    }
  }

  @Test
  void whatNobodyUnderstandsIsTriedAgainAndSucceeds() throws SQLException {
    String key = newKey();
    String after = newKey();
    rows.run(
        """
        create table let_in (event_key text primary key);
        create or replace function be_odd() returns trigger language plpgsql as $$
        begin
          if new.event_key = '%s' and not exists (select from let_in) then
            raise exception 'odd' using errcode = 'XX000';
          end if;
          return new;
        end $$;
        create trigger odd before insert on tickets for each row execute function be_odd();
        """
            .formatted(key));
    try {
      send(Sample.billable(key, 1, "35.00"), Sample.billable(after, 1, "35.00"));

      awaitWritten("ticketing", after, 1);
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(
                          rows.of(
                              "select status, attempts from sink_writes where sink = 'ticketing'"
                                  + " and event_key = ?",
                              key))
                      .containsExactly("RETRYING|2"));
      rows.run("insert into let_in values ('now')");
      awaitWritten("ticketing", key, 1);
      assertThat(
              rows.of(
                  "select attempts from sink_writes where sink = 'ticketing' and event_key = ?",
                  key))
          .first()
          .isIn("3", "4");
    } finally {
      rows.run("drop trigger odd on tickets; drop function be_odd; drop table let_in");
    }
  }

  @Test
  void whatNobodyUnderstandsIsDeadLetteredAfterTheLastDelayAndNeverHidesANewerRevision()
      throws SQLException {
    String key = newKey();
    rows.run(
        """
        create or replace function be_odd_for_ever() returns trigger language plpgsql as $$
        begin
          if new.event_key = '%s' and new.revision = 1 then
            raise exception 'odd' using errcode = 'XX000';
          end if;
          return new;
        end $$;
        create trigger odd_for_ever before insert on crm_activities for each row execute function be_odd_for_ever();
        """
            .formatted(key));
    try {
      bench.mark(Topics.dlq("crm"));
      send(Sample.billable(key, 1, "35.00"));
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(
                          rows.of(
                              "select status from sink_writes where sink = 'crm' and event_key = ?",
                              key))
                      .containsExactly("RETRYING"));
      List<ConsumerRecord<byte[], byte[]>> dead = new ArrayList<>();
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> {
                dead.clear();
                dead.addAll(bench.since(Topics.dlq("crm")));
                assertThat(dead).hasSize(1);
              });
      DeadLetter facts = DeadLetter.readFrom(dead.getFirst().headers()).orElseThrow();
      assertThat(facts.code()).isEqualTo(ReasonCode.RETRIES_EXHAUSTED);
      assertThat(facts.attempts()).isEqualTo(6);
      assertThat(facts.topic()).isEqualTo(Topics.DECISIONS);
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(
                          rows.of(
                              "select status, attempts from sink_writes where sink = 'crm' and"
                                  + " event_key = ?",
                              key))
                      .containsExactly("DEAD_LETTERED|6"));
    } finally {
      rows.run("drop trigger odd_for_ever on crm_activities; drop function be_odd_for_ever");
    }
  }

  @Test
  void anOlderRevisionFromARetryTopicNeverOverwrites() {
    String key = newKey();
    String after = newKey();
    send(Sample.billable(key, 2, "70.00"));
    for (String sink : List.of("billing", "crm", "ticketing")) {
      awaitWritten(sink, key, 2);
    }

    for (String sink : List.of("billing", "crm", "ticketing")) {
      bench.send(retried(sink, Sample.decision(key, 1, 1).build()));
      bench.send(retried(sink, Sample.billable(after, 1, "1.00")));
    }

    for (String sink : List.of("billing", "crm", "ticketing")) {
      awaitWritten(sink, after, 1);
      awaitWritten(sink, key, 2);
    }
    assertThat(lines(key)).containsExactly("CHARGE|2|70.0000|1.0000");
    assertThat(rows.of("select state, revision from crm_activities where event_key = ?", key))
        .containsExactly("OPEN|2");
    assertThat(rows.of("select state, revision from tickets where event_key = ?", key))
        .containsExactly("OPEN|2");
  }

  private static ProducerRecord<byte[], byte[]> retried(String sink, Decision decision) {
    return retried(sink, Topics.DECISIONS, 0, 0, "site-1", bench.bytes(Topics.DECISIONS, decision));
  }

  private static ProducerRecord<byte[], byte[]> retried(
      String sink, String topic, int partition, long offset, String key, byte[] value) {
    var record =
        new ProducerRecord<>(
            Topics.retry(sink, Duration.ofSeconds(10)),
            key.getBytes(StandardCharsets.UTF_8),
            value);
    new DeadLetter(
            sink,
            ReasonCode.RETRIES_EXHAUSTED,
            "odd",
            topic,
            partition,
            offset,
            Sample.AT,
            1,
            Sample.AT)
        .writeTo(record.headers());
    return record;
  }

  @Test
  void sumOfLinesIsTheLiveCharge() {
    Map<String, BigDecimal> live =
        sums("select c.charge_key, c.amount from live_charges join charge_lines c using (line_no)");
    Map<String, BigDecimal> lines =
        sums("select charge_key, sum(amount) from charge_lines group by 1 having sum(amount) <> 0");

    assertThat(lines).isEqualTo(live);
  }

  private static Map<String, BigDecimal> sums(String sql) {
    var sums = new HashMap<String, BigDecimal>();
    for (String row : rows.of(sql)) {
      String[] cells = row.split("\\|");
      sums.put(cells[0], new BigDecimal(cells[1]));
    }
    return sums;
  }
}
