package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.embedded.EmbeddedDatabase;
import io.tocsin.embedded.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The console over HTTP on a real PostgreSQL with the sinks' own tables.
class ConsoleIT {
  private static final String DAY = "/api/reports/outcomes?from=2026-11-20&to=2026-11-20";
  private static final String READER = "tocsin_reader";
  private static final String READER_PASSWORD = "reads-only";
  private static final String FIRE_ALARM = "manitou:0007/A+1:55";
  private static final ObjectMapper JSON = new ObjectMapper();

  /// What waits for a person, longest first; an event, or an event at a sink.
  private static final String[] QUEUE = {
    "manitou:80",
    "aura:90~b",
    "aura:90~b@books",
    "aura:90~b@desk",
    "aura:90~b@pager",
    "aura:90~b@relay",
    "manitou:sig-3"
  };

  private static EmbeddedDatabase database;
  private static TestConsole console;

  @BeforeAll
  static void start() {
    database = TestStack.database();
    database.createRole(READER, READER_PASSWORD);
    migrate(database.jdbcUrl());
    write(TestConsole.resource("facts.sql"));
    write(TestConsole.resource("facts-policy.sql"));
    write(TestConsole.resource("facts-outside.sql"));
    console = TestConsole.on(database.jdbcUrl(), READER_PASSWORD, Map.of());
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  /// Makes the tables as the sinks make them, from their own files.
  private static void migrate(String jdbcUrl) {
    Path migrations = Path.of("../tables/src/main/resources/db/migration");
    try (Stream<Path> files = Files.list(migrations)) {
      files
          .filter(file -> file.getFileName().toString().matches("V\\d+__.*\\.sql"))
          .sorted(Comparator.comparing(ConsoleIT::version))
          .forEach(file -> write(jdbcUrl, migration(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int version(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"));
  }

  private static String migration(Path file) {
    try {
      return Files.readString(file).replace("${readerRole}", READER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(String sql) {
    write(database.jdbcUrl(), sql);
  }

  private static void write(String jdbcUrl, String sql) {
    try (Connection connection =
            DriverManager.getConnection(jdbcUrl, database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode data(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(answer.body(), e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tracktik:48213, story-revised.txt",
    "019aa0b2-0000-7000-8000-000000000002, story-by-duplicate.txt",
    "manitou:0007/A+1:55, story-billed.txt",
    "b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2, story-by-charge.txt",
    "tracktik:48300, story-conflict.txt",
    "manitou:sig-3, story-in-review.txt",
    "manitou:77, story-explained.txt",
    "aura:90~b, story-outside.txt",
    "019aa0b2-0000-7000-8000-000000000009, story-dead-letter.txt"
  })
  void tellsAStoryAsText(String key, String golden) {
    HttpResponse<String> answer = console.story(key);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(answer.body()).isEqualTo(TestConsole.resource(golden));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/stories?key=manitou:0007/A%2B1:55",
        "/api/stories?key=manitou%3A0007%2FA%2B1%3A55",
        "/api/stories/manitou:0007/A%2B1:55",
        "/api/stories/manitou%3A0007%2FA%2B1%3A55"
      })
  void takesTheKeyInTheQueryAndInThePath(String path) {
    assertThat(data(console.json(path)).get("eventKey").asText()).isEqualTo(FIRE_ALARM);
  }

  @Test
  void tellsAStoryAsData() {
    JsonNode story = data(console.json("/api/stories?key=019aa0b2-0000-7000-8000-000000000003"));

    assertThat(story.at("/asked/kind").asText()).isEqualTo("RECEIPT");
    assertThat(story.at("/counts").toString())
        .isEqualTo("{\"newEvents\":1,\"revisions\":1,\"duplicates\":1,\"deadLetters\":0}");
    assertThat(story.at("/deliveries").findValuesAsText("asked"))
        .containsExactly("false", "false", "true");
    assertThat(story.at("/revisions")).hasSize(2);
    assertThat(story.at("/revisions/1/occurredAt").asText()).isEqualTo("2026-11-20T23:10:00Z");
    assertThat(story.at("/revisions/1/serviceDay").asText()).isEqualTo("2026-11-20");
    assertThat(story.at("/decisions/0/charge/amount").isTextual()).isTrue();
    assertThat(story.at("/decisions/0/charge/amount").asText()).isEqualTo("45.00");
    assertThat(story.at("/decisions/0/valuesSeen/status").asText()).isEqualTo("open");
    assertThat(story.at("/decisions/1/endState").asText()).isEqualTo("NOT_BILLABLE");
    assertThat(story.at("/decisions/1").has("charge")).isFalse();
    assertThat(story.at("/lines").findValuesAsText("amount")).containsExactly("45.00", "-45.00");
    assertThat(story.at("/conflicts").isArray()).isTrue();
    assertThat(story.at("/activity/state").asText()).isEqualTo("OPEN");
    assertThat(story.has("ticket")).isFalse();
  }

  @Test
  void tellsWhatADecisionRestsOnAsData() {
    JsonNode story = data(console.json("/api/stories?key=manitou:77"));

    JsonNode decision = story.at("/decisions/1");
    assertThat(decision.at("/incidentEvidence/0").toString())
        .isEqualTo(
            "{\"eventKey\":\"tracktik:78\",\"kind\":\"RULING\",\"detail\":\"seen together on the"
                + " camera\"}");
    assertThat(decision.at("/alternatives/1/ruleId").asText()).isEqualTo("holiday");
    assertThat(decision.at("/contractId").asText()).isEqualTo("acme-2026");
    assertThat(decision.at("/onTest").asText()).isEqualTo("yearly-test");
    assertThat(decision.at("/signalCharge/amount").asText()).isEqualTo("0.05");
    assertThat(decision.at("/signalCharge/unit").asText()).isEqualTo("signal");
    assertThat(story.at("/testWindow/version").asInt()).isEqualTo(2);
    assertThat(story.at("/conflicts/0/state").asText()).isEqualTo("SETTLED");
    assertThat(story.at("/rulings")).hasSize(3);
    assertThat(story.at("/rulings/0/accepted").toString())
        .isEqualTo("[\"UNMAPPED_CODE\",\"ABSURD_TIME\"]");
    assertThat(story.at("/rulings/1").has("version")).isFalse();
    assertThat(story.at("/rulings/1").has("actor")).isFalse();
    assertThat(story.at("/rulings/2/joins").asText()).isEqualTo("tracktik:78");
  }

  @Test
  void aChargeKeyOfTheSignalMeterLeadsToItsEvent() {
    assertThat(data(console.json("/api/stories?key=" + "d1".repeat(32))).at("/eventKey").asText())
        .isEqualTo("manitou:77");
  }

  @Test
  void theSumsCountBothMetersAndAChargeThatChangedHandsOnce() {
    JsonNode outcomes = data(console.json(range("2026-11-22")));

    assertThat(outcomes.at("/moneyBalance").toString())
        .isEqualTo(
            "[{\"currency\":\"USD\",\"invoiced\":\"45.05\",\"decided\":\"45.05\","
                + "\"inConflict\":\"0.00\",\"matches\":true}]");
    assertThat(outcomes.at("/totals").toString())
        .isEqualTo(
            "[{\"clientId\":\"acme\",\"currency\":\"USD\",\"lines\":4,\"amount\":\"45.05\"}]");
    assertThat(outcomes.at("/conflicts/rows/0/state").asText()).isEqualTo("SETTLED");
    assertThat(console.text(range("2026-11-22")).body()).contains("All sums match.");
  }

  @Test
  void aMissingLineOfTheSignalMeterIsAMismatch() {
    String day = "2026-12-09";
    write(
        delivery(day, 5, "NEW", "lost:5")
            + event(day, 5, "lost:5")
            + """
            select ensure_month('decisions', '%1$s');
            insert into decisions (event_key, revision, decision_number, site_key, incident_id, source, type, life_safety, occurred_at, service_day,
                end_state, reason_code, reason, rulebook_version, values_seen, signal_charge_key, signal_charge_contract_id, signal_charge_sku,
                signal_charge_quantity, signal_charge_unit, signal_charge_unit_price, signal_charge_amount, signal_charge_currency, routes, summary,
                receipt)
            values ('lost:5', 1, 1, 's', 'i', 'lost', 'alarm', false, now(), '%1$s', 'NOT_BILLABLE', 'ON_TEST', 'r', 1, '{}', 'k5', 'c', 'sku', 1, 'u',
                0.05, 0.05, 'EUR', '{}', 's', 'r');
            """
                .formatted(day));

    assertThat(console.text(range(day)).body())
        .contains("0.00 EUR invoiced = 0.05 EUR decided - 0.00 EUR in conflict  MISMATCH");
  }

  @Test
  void anOpenConflictNamesTheLineThatStandsNow() {
    write(
        """
        insert into charge_lines (line_no, kind, charge_key, event_key, revision, decision_number, reverses, client_id, contract_id, sku, quantity,
            unit, unit_price, amount, currency, service_day, memo) overriding system value
        values (21, 'CHARGE', 'k6', 'held:1', 1, 1, null, 'c', 'c', 'sku', 1, 'u', 7, 7, 'EUR', '2026-12-10', 'm'),
               (22, 'REVERSAL', 'k6', 'held:1', 1, 2, 21, 'c', 'c', 'sku', -1, 'u', 7, -7, 'EUR', '2026-12-10', 'm'),
               (23, 'CHARGE', 'k6', 'held:1', 1, 2, null, 'c', 'c', 'sku', 1, 'u', 8, 8, 'EUR', '2026-12-10', 'm');
        insert into live_charges (charge_key, line_no, event_key) values ('k6', 23, 'held:1');
        insert into charge_conflicts (charge_key, event_key, revision, decision_number, live_line_no, claimed_amount, currency, reason)
        values ('k6', 'lost:6', 1, 1, 21, 7, 'EUR', 'taken'), ('k6', 'lost:6', 1, 2, 21, 7, 'EUR', 'taken');
        insert into sink_writes (sink, event_key, revision, decision_number, status, detail)
        values ('billing', 'lost:6', 1, 2, 'CONFLICT', 'taken');
        """
            + delivery("2026-12-10", 6, "NEW", "lost:6"));

    assertThat(console.story("lost:6").body())
        .contains(
            "Conflict    claims 7.00 EUR, but line 23 of held:1 stands with 8.00 EUR: taken",
            "Conflict    claimed 7.00 EUR while line 21 of held:1 stood; a later decision took its"
                + " place");
    assertThat(
            data(console.json(range("2026-12-10"))).at("/conflicts/rows").findValuesAsText("state"))
        .containsExactly("OPEN", "OVERTAKEN");
  }

  @Test
  void aStoryHasEveryAnswerOfASinkOutsideAsData() {
    JsonNode sinks = data(console.json("/api/stories?key=aura:90~b")).at("/sinks");

    assertThat(sinks.findValuesAsText("sink"))
        .containsExactly("books", "books", "desk", "ledger", "pager", "relay", "siren", "tower");
    assertThat(sinks.at("/0/status").asText()).isEqualTo("REFUSED");
    assertThat(sinks.at("/0/effectKey").asText()).isEqualTo("0b".repeat(32));
    assertThat(sinks.at("/0").has("remoteId")).isFalse();
    assertThat(sinks.at("/1/remoteId").asText()).isEqualTo("145");
    assertThat(sinks.at("/3").has("effectKey")).isFalse();
  }

  @Test
  void anEventCountsOnceInEachStateOfASink() {
    write(
        """
        insert into outward_effects (sink, effect_key, event_key, revision, decision_number, state, remote_id, status, detail, origin_topic,
            origin_partition, origin_offset)
        values ('twice', 'k1', 'aura:90~b', 1, 1, 'STANDS', '1', 'WRITTEN', '', 't', 0, 1),
               ('twice', 'k2', 'aura:90~b', 1, 1, 'STANDS', '2', 'WRITTEN', '', 't', 0, 2);
        """);

    try {
      String report = console.text(range("2026-11-25")).body();

      assertThat(report.lines().map(line -> line.strip().replaceAll(" +", " ")))
          .contains(
              "books declined 1",
              "books written 1",
              "ledger written 1",
              "relay sent, not answered 1",
              "twice written 1");
    } finally {
      write("delete from outward_effects where sink = 'twice'");
    }
  }

  /// Event keys, each with the sink that met it.
  private static List<String> waiting(JsonNode queue) {
    return queue
        .at("/items")
        .valueStream()
        .map(
            item ->
                item.at("/eventKey").asText()
                    + (item.has("sink") ? "@" + item.at("/sink").asText() : ""))
        .toList();
  }

  @Test
  void theReviewQueueNamesWhatWaitsLongestFirst() {
    JsonNode queue = data(console.json("/api/review"));

    assertThat(waiting(queue)).containsExactly(QUEUE);
    assertThat(queue.at("/total").asLong()).isEqualTo(QUEUE.length);
    assertThat(queue.has("next")).isFalse();
    JsonNode first = queue.at("/items/0");
    // Since the break ended, and as the newest decision says it.
    assertThat(first.at("/since").asText()).isEqualTo("2020-01-01T07:00:00Z");
    assertThat(first.at("/decisionNumber").asInt()).isEqualTo(4);
    assertThat(first.at("/reason").asText()).isEqualTo("The client has no contract in force.");
    assertThat(first.at("/siteName").asText()).isEqualTo("Mill Road Depot");
    assertThat(first.at("/lifeSafety").asBoolean()).isTrue();
    assertThat(queue.at("/items/6").has("clientId")).isFalse();
  }

  @Test
  void whatSystemsOutsideDeclinedOrDidNotAnswerWaitsToo() {
    JsonNode queue = data(console.json("/api/review?client=calder"));

    assertThat(queue.at("/items").findValuesAsText("reasonCode"))
        .containsExactly(
            "NO_CONTRACT",
            "SINK_REFUSED",
            "SINK_REFUSED",
            "SINK_OUTCOME_UNKNOWN",
            "SINK_OUTCOME_UNKNOWN");
    assertThat(queue.at("/items").findValuesAsText("reason"))
        .containsExactly(
            "The client has no contract.",
            "books declined: The period is closed.",
            "desk declined",
            "outcome unknown at pager: not there yet",
            "outcome unknown at relay: sent, no answer yet");
    // All else is as the standing decision says it, also of what an earlier one made.
    assertThat(queue.at("/items").findValuesAsText("decisionNumber")).containsOnly("2");
    assertThat(queue.at("/items").findValuesAsText("lifeSafety")).containsOnly("true");
    assertThat(queue.at("/items").findValuesAsText("siteName")).containsOnly("Lock House");
    assertThat(queue.at("/items").findValuesAsText("ownerTeam")).containsOnly("dispatch");
    assertThat(queue.at("/items/1/since").asText()).isEqualTo("2020-02-01T09:00:00Z");
    assertThat(queue.at("/items/1/effectKey").asText()).isEqualTo("0b".repeat(32));
    // Not when its row was last written: a retry does not make it younger.
    assertThat(queue.at("/items/3/since").asText()).isEqualTo("2020-02-01T10:00:00Z");
    assertThat(queue.at("/items/0").has("sink")).isFalse();
    assertThat(queue.at("/items/0").has("effectKey")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "client=borealis, manitou:80",
    "site=mill-road, manitou:80",
    "site=manitou:9999, manitou:sig-3",
    "reason=UNMAPPED_CODE, manitou:sig-3",
    "client=borealis&reason=NO_CONTRACT&site=mill-road, manitou:80",
    "reason=SINK_REFUSED, aura:90~b@books aura:90~b@desk",
    "reason=SINK_OUTCOME_UNKNOWN&site=lock-house, aura:90~b@pager aura:90~b@relay",
    "reason=SINK_REFUSED&client=acme, ''",
    "since=2020-02-02, aura:90~b@relay manitou:sig-3",
    "client=acme, ''",
    "client=borealis&reason=UNMAPPED_CODE, ''",
    "since=9999-12-31, ''",
    "client=' or 1=1 --, ''"
  })
  void theReviewQueueIsFiltered(String query, String expected) {
    JsonNode queue =
        data(console.json("/api/review?" + query.replace(" ", "%20").replace("'", "%27")));

    assertThat(String.join(" ", waiting(queue))).isEqualTo(expected);
    assertThat(queue.at("/total").asInt()).isEqualTo(waiting(queue).size());
  }

  @Test
  void theReviewQueueComesInPagesThatSurviveWhatLeavesIt() {
    var met = new ArrayList<String>();
    var places = new ArrayList<String>();
    String path = "/api/review?limit=1";
    for (String next = ""; next != null && met.size() <= QUEUE.length; ) {
      JsonNode page =
          data(console.json(path + "&after=" + URLEncoder.encode(next, StandardCharsets.UTF_8)));
      assertThat(page.at("/total").asInt()).isEqualTo(QUEUE.length);
      met.addAll(waiting(page));
      next = page.path("next").asText(null);
      places.add(next);
    }

    assertThat(met).containsExactly(QUEUE);
    assertThat(places.subList(0, 3))
        .containsExactly(
            "2020-01-01T07:00:00Z~~manitou:80",
            "2020-02-01T09:00:00Z~~aura:90~b",
            "2020-02-01T09:00:00Z~books/%s~aura:90~b".formatted("0b".repeat(32)));
    assertThat(waiting(data(console.json("/api/review?after=2020-01-01T06:00:00Z~~manitou:gone"))))
        .containsExactly(QUEUE);
  }

  @Test
  void theReviewQueueIsNeverLongerThanTheSettingSays() {
    try (var small =
        TestConsole.on(database.jdbcUrl(), READER_PASSWORD, Map.of("tocsin.console.max-rows", 1))) {
      for (String path : List.of("/api/review", "/api/review?limit=1000")) {
        assertThat(waiting(data(small.json(path)))).hasSize(1);
      }
    }
  }

  @Test
  void theReviewQueueAsTextIsATable() {
    List<String> lines = console.text("/api/review?limit=1").body().lines().toList();

    assertThat(lines.getFirst()).startsWith("REVIEW QUEUE, 7 entries wait, read at ");
    assertThat(lines.subList(1, lines.size()))
        .containsExactly(
            "",
            "  waits since              event                     client    site       reason      "
                + " what it says",
            "  2020-01-01 07:00:00 UTC  manitou:80 (life safety)  borealis  mill-road  NO_CONTRACT "
                + " The client has no contract in force.",
            "",
            "There are more: ask again with after=2020-01-01T07:00:00Z~~manitou:80");
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, bad-limit",
    "since=yesterday, bad-day",
    "after=manitou:80, bad-place",
    "after=2020-01-01T07:00:00Z~manitou:80, bad-place",
    "after=%2B1000000000-12-31T23:59:59Z~~x, bad-place",
    "client=a%00b, bad-text"
  })
  void aQuestionThatCannotBeAnsweredIsRefused(String query, String problem) {
    HttpResponse<String> answer = console.json("/api/review?" + query);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("urn:tocsin:problem:" + problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "019aa0b2-0000-7000-8000-00000000dead",
        "tracktik:nothing",
        "c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3",
        "' or 1=1 --",
        "x:' or 1=1 --"
      })
  void anUnknownKeyIsNotFound(String key) {
    HttpResponse<String> answer = console.story(key);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("urn:tocsin:problem:unknown-key", "may still be on its way");
  }

  @Test
  void reportsADay() {
    HttpResponse<String> answer = console.text(DAY);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body().replaceFirst("read at .*", "read at NOW"))
        .isEqualTo(TestConsole.resource("outcomes.txt"));
    assertThat(console.text("/api/reports/outcomes?from=2026-11-20").statusCode()).isEqualTo(200);
  }

  @Test
  void reportsADayAsData() {
    JsonNode outcomes = data(console.json(DAY));

    assertThat(outcomes.at("/deliveryBalance/accepted").asLong()).isEqualTo(7);
    assertThat(outcomes.at("/deliveryBalance/matches").asBoolean()).isTrue();
    assertThat(outcomes.at("/eventBalance/events").asLong()).isEqualTo(4);
    assertThat(outcomes.at("/eventBalance/matches").asBoolean()).isTrue();
    assertThat(outcomes.at("/lines/total").asLong()).isEqualTo(3);
    assertThat(outcomes.at("/totals").toString())
        .isEqualTo(
            "[{\"clientId\":\"acme\",\"currency\":\"USD\",\"lines\":2,\"amount\":\"0.00\"},"
                + "{\"clientId\":\"borealis\",\"currency\":\"USD\",\"lines\":1,\"amount\":\"90.38\"}]");
    assertThat(outcomes.at("/moneyBalance/0/matches").asBoolean()).isTrue();
    assertThat(outcomes.at("/deadLetters/rows/0/reasonCode").asText()).isEqualTo("UNREADABLE_BODY");
  }

  @Test
  void anEmptyRangeMatches() {
    HttpResponse<String> answer = console.text("/api/reports/outcomes?to=1999-12-31");

    assertThat(answer.body()).contains("0 accepted = 0 new", "  OK", "none", "All sums match.");
  }

  @Test
  void longListsAreCutAndSaySo() {
    try (var small =
        TestConsole.on(database.jdbcUrl(), READER_PASSWORD, Map.of("tocsin.console.max-rows", 1))) {
      assertThat(small.text(DAY).body())
          .contains("the first 1 of 3", "0.00 USD", "All sums match.");
      assertThat(data(small.json(DAY)).at("/lines/rows")).hasSize(1);
    }
  }

  @Test
  void aMissingDecisionIsAMismatch() {
    String day = "2026-12-05";
    write(delivery(day, 1, "NEW", "lost:1") + event(day, 1, "lost:1"));

    String report = console.text(range(day)).body();

    assertThat(report)
        .contains(
            "1 accepted = 1 new + 0 revisions + 0 duplicates + 0 dead letters  OK",
            "1 event = 0 billable + 0 not billable + 0 merged + 0 in review + 0 dead-lettered "
                + " MISMATCH",
            "1 event has no decision on its newest revision",
            "for example lost:1",
            "SUMS DO NOT MATCH");
    assertThat(console.story("lost:1").body())
        .contains("not yet for revision 1: the decision is on its way");
  }

  @Test
  void aMissingEventIsAMismatch() {
    String day = "2026-12-06";
    write(delivery(day, 2, "NEW", "lost:2"));

    assertThat(console.text(range(day)).body())
        .contains(
            "1 accepted = 0 new + 0 revisions + 0 duplicates + 0 dead letters  MISMATCH",
            "1 delivery made a new event, 0 are there",
            "SUMS DO NOT MATCH");
    assertThat(console.story("lost:2").body()).contains("the event is on its way");
  }

  @Test
  void aMissingDeliveryIsAMismatch() {
    String day = "2026-12-07";
    write(event(day, 3, "lost:3"));

    assertThat(console.text(range(day)).body())
        .contains("0 accepted = 1 new + 0 revisions + 0 duplicates + 0 dead letters  MISMATCH");
  }

  @Test
  void aMissingInvoiceLineIsAMismatch() {
    String day = "2026-12-08";
    write(
        delivery(day, 4, "NEW", "lost:4")
            + event(day, 4, "lost:4")
            + """
            select ensure_month('decisions', '%1$s');
            insert into decisions (event_key, revision, decision_number, site_key, incident_id, source, type, life_safety, occurred_at, service_day,
                end_state, reason, rulebook_version, values_seen, charge_key, contract_id, sku, quantity, unit, unit_price, amount, currency,
                routes, summary, receipt)
            values ('lost:4', 1, 1, 's', 'i', 'lost', 'alarm', false, now(), '%1$s', 'BILLABLE', 'r', 1, '{}', 'k4', 'c', 'sku', 1, 'u', 7, 7, 'EUR',
                '{billing}', 's', 'r');
            """
                .formatted(day));

    assertThat(console.text(range(day)).body())
        .contains("0.00 EUR invoiced = 7.00 EUR decided - 0.00 EUR in conflict  MISMATCH");
  }

  private static String range(String day) {
    return "/api/reports/outcomes?from=" + day + "&to=" + day;
  }

  private static String delivery(String day, int offset, String outcome, String eventKey) {
    return """
    select ensure_month('deliveries', '%5$s');
    insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, receipt, source, event_key, revision, received_at, received_day)
    values ('raw.lost', 0, %1$d, '%2$s', 'r-%3$s', 'lost', '%4$s', 1, '%5$sT12:00:00Z', '%5$s');
    """
        .formatted(offset, outcome, eventKey.replace(':', '-'), eventKey, day);
  }

  private static String event(String day, int offset, String eventKey) {
    return """
    select ensure_month('events', '%1$s');
    insert into events (event_key, revision, source, vendor, receipt, site_key, type, life_safety, occurred_at, time_basis, received_at, service_day,
        review, content_hash, raw_topic, raw_partition, raw_offset)
    values ('%2$s', 1, 'lost', 'tracktik', 'r', 's', 'alarm', false, '%1$sT12:00:00Z', 'RECEIVED', '%1$sT12:00:00Z', '%1$s', '{}', 'h', 'raw.lost', 0, %3$d);
    """
        .formatted(day, eventKey, offset);
  }

  /// One dead letter that a replay made an event of, and one record whose event got a further
  /// revision in the same replay.
  @Test
  void whatAReplayMadeIsSaidAndTheSumsStillMatch() {
    String day = "2026-12-12";
    write(
        delivery(day, 21, "NEW", "mended:21")
            + event(day, 21, "mended:21")
            + """
            insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, receipt, source, received_at, received_day, reason_code, reason)
            values ('raw.lost', 0, 20, 'DEAD_LETTERED', 'r-mended-20', 'lost', '%1$sT11:00:00Z', '%1$s', 'UNREADABLE_ENVELOPE', 'nothing');
            insert into events (event_key, revision, source, vendor, receipt, site_key, type, life_safety, occurred_at, time_basis, received_at,
                service_day, review, content_hash, raw_topic, raw_partition, raw_offset, replay_id)
            values ('mended:20', 1, 'lost', 'tracktik', 'r-mended-20', 's', 'alarm', false, now(), 'RECEIVED', now(), '%1$s', '{}', 'h', 'raw.lost', 0, 20,
                    'replay-7'),
                   ('mended:21', 2, 'lost', 'tracktik', 'r-mended-21', 's', 'alarm', false, now(), 'RECEIVED', now(), '%1$s', '{}', 'i', 'raw.lost', 0, 21,
                    'replay-7');
            insert into replayed_deliveries (replay_id, raw_topic, raw_partition, raw_offset, outcome, event_key, revision) values
              ('replay-7', 'raw.lost', 0, 20, 'NEW', 'mended:20', 1),
              ('replay-7', 'raw.lost', 0, 21, 'REVISION', 'mended:21', 2),
              ('replay-8', 'raw.lost', 0, 20, 'DUPLICATE', 'mended:20', 1);
            select ensure_month('decisions', '%1$s');
            insert into decisions (event_key, revision, decision_number, site_key, incident_id, source, type, life_safety, occurred_at, service_day,
                end_state, reason_code, reason, rulebook_version, values_seen, routes, summary, receipt, replay_id)
            values ('mended:20', 1, 1, 's', 'i', 'lost', 'alarm', false, now(), '%1$s', 'NOT_BILLABLE', 'SIGNAL_ONLY', 'r', 1, '{}', '{}', 's', 'r', 'replay-7'),
                   ('mended:21', 2, 1, 's', 'i', 'lost', 'alarm', false, now(), '%1$s', 'NOT_BILLABLE', 'SIGNAL_ONLY', 'r', 1, '{}', '{}', 's', 'r', 'replay-7');
            """
                .formatted(day));

    for (String key : List.of("mended:20", "r-mended-20")) {
      assertThat(console.story(key).body())
          .contains(
              "Outcome     new event, replay replay-7; when it arrived dead-lettered,"
                  + " UNREADABLE_ENVELOPE: nothing",
              "no entry in the mapping, replay replay-7",
              "Decided     not billable, SIGNAL_ONLY, replay replay-7: r");
    }
    JsonNode story = data(console.json("/api/stories?key=mended:20"));
    assertThat(story.at("/deliveries/0/outcome").asText()).isEqualTo("NEW");
    assertThat(story.at("/deliveries/0/replayId").asText()).isEqualTo("replay-7");
    assertThat(story.at("/revisions/0/replayId").asText()).isEqualTo("replay-7");
    assertThat(story.at("/decisions/0/replayId").asText()).isEqualTo("replay-7");
    assertThat(story.at("/counts/newEvents").asInt()).isEqualTo(1);
    assertThat(story.at("/counts/deadLetters").asInt()).isZero();
    assertThat(console.story("mended:21").body())
        .contains("Event       mended:21, revision 2", "no entry in the mapping, replay replay-7")
        .doesNotContain("Outcome");
    String report = console.text(range(day)).body();
    assertThat(report)
        .contains(
            "2 accepted = 2 new + 0 revisions + 0 duplicates + 0 dead letters  OK",
            "All sums match.");
  }

  @Test
  void everyRouteAsksForTheToken() {
    for (String path : new String[] {"/api/stories?key=" + "tracktik:48213", DAY, "/api/review"}) {
      assertThat(console.send("GET", path, null, "text/plain").statusCode()).isEqualTo(401);
      assertThat(console.send("GET", path, "Bearer wrong", "text/plain").statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void healthIsGreen() {
    HttpResponse<String> health = console.send("GET", "/health", null, null);

    assertThat(health.statusCode()).isEqualTo(200);
    assertThat(health.body()).contains("the facts can be read");
  }

  @Test
  void theRoleCannotWriteAndTheTransactionWouldNotLetIt() {
    FactsDatabase facts = console.app().context().getBean(FactsDatabase.class);

    assertThatThrownBy(
            () ->
                facts.read(
                    connection -> {
                      try (Statement statement = connection.createStatement()) {
                        return statement.executeUpdate("delete from live_charges");
                      }
                    }))
        .hasRootCauseMessage("ERROR: cannot execute DELETE in a read-only transaction");
  }

  @Test
  void aQueryThatTakesTooLongIsStopped() {
    try (var hasty =
        TestConsole.on(
            database.jdbcUrl(),
            READER_PASSWORD,
            Map.of("tocsin.console.postgres.statement-timeout", "100ms"))) {
      FactsDatabase facts = hasty.app().context().getBean(FactsDatabase.class);

      assertThatThrownBy(
              () ->
                  facts.read(
                      connection -> {
                        try (Statement statement = connection.createStatement()) {
                          return statement.execute("select pg_sleep(30)");
                        }
                      }))
          .isInstanceOf(FactsUnavailable.class)
          .hasMessageContaining("took too long");
    }
  }

  @Test
  void beforeTheFirstMigrationItWaitsAndThenServes() {
    database.createDatabase("later");
    String url = database.jdbcUrl("later");
    try (var early = TestConsole.on(url, READER_PASSWORD, Map.of())) {
      assertThat(early.story("a:b").statusCode()).isEqualTo(503);
      assertThat(early.story("a:b").body()).contains("The tables are not there yet");
      HttpResponse<String> health = early.send("GET", "/health", null, null);
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.body()).contains("The tables are not there yet");

      migrate(url);

      assertThat(early.story("a:b").statusCode()).isEqualTo(404);
      assertThat(early.send("GET", "/health", null, null).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aWrongPasswordIsSaid() {
    try (var stranger = TestConsole.on(database.jdbcUrl(), "wrong", Map.of())) {
      HttpResponse<String> answer = stranger.story("a:b");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("PostgreSQL refuses the console's role");
    }
  }

  @Test
  void whilePostgresIsAwayItSaysSoAndRecoversByItself() {
    assertThat(console.story("tracktik:48213").statusCode()).isEqualTo(200);
    database.stop();
    try {
      HttpResponse<String> answer = console.story("tracktik:48213");
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body()).contains("PostgreSQL does not answer");
      assertThat(console.send("GET", "/health", null, null).statusCode()).isEqualTo(503);
    } finally {
      database.start();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              assertThat(console.story("tracktik:48213").statusCode()).isEqualTo(200);
              assertThat(console.send("GET", "/health", null, null).statusCode()).isEqualTo(200);
            });
  }
}
