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
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
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

  private static EmbeddedDatabase database;
  private static TestConsole console;

  @BeforeAll
  static void start() {
    database = TestStack.database();
    database.createRole(READER, READER_PASSWORD);
    migrate(database.jdbcUrl());
    write(TestConsole.resource("facts.sql"));
    console = TestConsole.on(database.jdbcUrl(), READER_PASSWORD, Map.of());
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  /// Makes the tables as the sinks make them, from their own files.
  private static void migrate(String jdbcUrl) {
    Path migrations = Path.of("../sink-connectors/src/main/resources/db/migration");
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
            insert into decisions (event_key, revision, decision_number, site_key, incident_id, source, type, life_safety, occurred_at, service_day,
                end_state, reason, rulebook_version, values_seen, charge_key, contract_id, sku, quantity, unit, unit_price, amount, currency,
                routes, summary, receipt)
            values ('lost:4', 1, 1, 's', 'i', 'lost', 'alarm', false, now(), '%s', 'BILLABLE', 'r', 1, '{}', 'k4', 'c', 'sku', 1, 'u', 7, 7, 'EUR',
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
    insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, receipt, source, event_key, revision, received_at)
    values ('raw.lost', 0, %d, '%s', 'r-%s', 'lost', '%s', 1, '%sT12:00:00Z');
    """
        .formatted(offset, outcome, eventKey.replace(':', '-'), eventKey, day);
  }

  private static String event(String day, int offset, String eventKey) {
    return """
    insert into events (event_key, revision, source, vendor, receipt, site_key, type, life_safety, occurred_at, time_basis, received_at, service_day,
        review, content_hash, raw_topic, raw_partition, raw_offset)
    values ('%2$s', 1, 'lost', 'tracktik', 'r', 's', 'alarm', false, '%1$sT12:00:00Z', 'RECEIVED', '%1$sT12:00:00Z', '%1$s', '{}', 'h', 'raw.lost', 0, %3$d);
    """
        .formatted(day, eventKey, offset);
  }

  @Test
  void everyRouteAsksForTheToken() {
    for (String path : new String[] {"/api/stories?key=" + "tracktik:48213", DAY}) {
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
