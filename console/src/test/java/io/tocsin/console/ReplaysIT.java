package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.embedded.EmbeddedDatabase;
import io.tocsin.embedded.TestStack;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Replays over HTTP on a real PostgreSQL, with the rights that the console has. No Kafka: nothing
/// is sent.
class ReplaysIT {
  private static final String ROLE = "replays_it";
  private static final String WAITING = "r20261121120000-aaaa";
  private static final String PAUSED = "r20261121110000-bbbb";
  private static final String DONE = "r20261121100000-cccc";
  private static final String RUNNING = "r20261121090000-dddd";

  @TempDir static Path operators;
  private static EmbeddedDatabase database;
  private static TestConsole console;

  private int before;

  @BeforeAll
  static void start() throws Exception {
    database = TestStack.database();
    database.createDatabase(ROLE);
    database.createRole(ROLE, ROLE);
    try (Stream<Path> files = Files.list(Path.of("../tables/src/main/resources/db/migration"))) {
      for (Path file :
          files
              .filter(f -> f.getFileName().toString().matches("V\\d+__.*\\.sql"))
              .sorted(Comparator.comparingInt(ReplaysIT::version))
              .toList()) {
        run(Files.readString(file).replace("${readerRole}", ROLE).replace("${operatorRole}", ROLE));
      }
    }
    Files.writeString(operators.resolve("operator-ann.secret"), "token-of-ann");
    Files.writeString(operators.resolve("operator-bob.secret"), "token-of-bob");
    console =
        TestConsole.on(
            database.jdbcUrl(ROLE),
            ROLE,
            Map.of(
                "tocsin.console.postgres.user", ROLE,
                "tocsin.console.postgres.operator-user", ROLE,
                "tocsin.console.postgres.operator-password", ROLE,
                "tocsin.console.operators-directory", operators.toString(),
                "tocsin.kafka.bootstrap-servers", "127.0.0.1:1"));
  }

  private static int version(Path file) {
    return Integer.parseInt(file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"));
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @BeforeEach
  void fourReplays() throws SQLException {
    run("delete from replays");
    add(WAITING, "WAITING_FOR_CONFIRMATION", "null", "null", 0);
    add(PAUSED, "PAUSED", "'bob'", "null", 200);
    add(DONE, "DONE", "'bob'", "null", 512);
    // Another instance has it for ever: no other of this source is run.
    add(RUNNING, "RUNNING", "'bob'", "gen_random_uuid()", 1);
    before = audited().size();
  }

  private static void add(String id, String state, String confirmedBy, String holder, int sent)
      throws SQLException {
    run(
        """
        insert into replays (replay_id, source, asked_by, asked_at, why, plan, total, rate, confirm, state, confirmed_by, positions, sent,
            held_by, held_until)
        values ('%s', 'tracktik', 'ann', '2026-11-21T12:00:00Z', 'A new mapping for patrol reports', %s, 512, 200, true, '%s', %s,
            '{"0": 100, "1": 7}', %d, %s, 'infinity')
        """
            .formatted(id, PLAN, state, confirmedBy, sent, holder));
  }

  private static final String PLAN =
      """
      '{"selection": {"source": "tracktik", "ranges": [{"partition": 0, "from": 100, "to": 600}, {"partition": 1, "from": 7, "to": 19}],
         "site": "mill", "code": null, "reason": "UNREADABLE_BODY"},
        "notes": ["Partition 0 ends before offset 600: the normalizer has not taken what comes after."],
        "difference": {"records": 512, "unchanged": 507, "revisions": 3, "newEvents": 0, "deadLetters": 2,
          "clients": [{"clientId": "acme", "currency": "USD", "added": {"lines": 3, "amount": 1201.50}, "reversed": {"lines": 1, "amount": 90},
                       "unchanged": {"lines": 507, "amount": 45630.00}}],
          "lines": [{"what": "REVERSED", "clientId": "acme", "eventKey": "tracktik:reports/9001", "sku": "patrol", "serviceDay": "2026-11-03",
                     "amount": 90, "currency": "USD", "closedDay": true}],
          "warnings": []},
        "confirmation": "It changes 1291.50 USD in all, more than 1000."}'::jsonb
      """;

  @Test
  void aReplayAsTextSaysHowItStandsAndWhatItChanges() {
    assertThat(console.text("/api/replays/" + WAITING).body())
        .isEqualTo(TestConsole.resource("replay.txt"));
  }

  @Test
  void aReplayAsDataHasItsMoneyExact() throws Exception {
    JsonNode replay = json(console.json("/api/replays/" + WAITING));

    assertThat(replay.at("/plan/difference/clients/0/added/amount").asText()).isEqualTo("1201.50");
    assertThat(replay.at("/plan/difference/clients/0/added/amount").isTextual()).isTrue();
    assertThat(replay.at("/plan/selection/ranges/1/to").asLong()).isEqualTo(19);
    assertThat(replay.at("/plan/selection").has("code")).isFalse();
    assertThat(replay.at("/total").asLong()).isEqualTo(512);
    assertThat(replay.at("/underWay").asLong()).isZero();
    assertThat(replay.at("/positions/1").asLong()).isEqualTo(7);
  }

  @Test
  void theNewestReplayIsListedFirst() throws Exception {
    assertThat(json(console.json("/api/replays")).at("/replays").findValuesAsText("id"))
        .containsExactly(WAITING, PAUSED, DONE, RUNNING);
    assertThat(json(console.json("/api/replays?limit=1")).at("/replays")).hasSize(1);
    assertThat(console.text("/api/replays").body())
        .contains("waiting for confirmation", "A new mapping for patrol reports", "512  512  ann");
  }

  @Test
  void whoAskedDoesNotConfirmAndAnotherDoes() throws Exception {
    HttpResponse<String> refused = command("ann", WAITING, "confirm");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .contains("urn:tocsin:problem:four-eyes", "another operator must confirm it");
    assertThat(commanded()).isEmpty();

    JsonNode confirmed = json(command("bob", WAITING, "confirm"));

    assertThat(confirmed.at("/state").asText()).isEqualTo("PLANNED");
    assertThat(confirmed.at("/confirmedBy").asText()).isEqualTo("bob");
    assertThat(command("bob", PAUSED, "abort").statusCode()).isEqualTo(200);
    assertThat(commanded())
        .containsExactly("bob REPLAY_CONFIRMED " + WAITING, "bob REPLAY_ABORTED " + PAUSED);
  }

  @ParameterizedTest
  @CsvSource({
    WAITING + ", pause, 409, is waiting for confirmation: it cannot be paused",
    PAUSED + ", confirm, 409, is paused: it cannot be confirmed",
    DONE + ", abort, 409, is done: it cannot be aborted",
    "r20261121120000-zzzz, resume, 404, There is no replay r20261121120000-zzzz",
    "nothing, pause, 404, There is no replay nothing",
    DONE + ", delete, 404, 'confirm, pause, resume, abort'"
  })
  void whatCannotBeDoneIsSaid(String id, String command, int status, String said)
      throws SQLException {
    HttpResponse<String> answer = command("bob", id, command);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains(said);
    assertThat(commanded()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{'source': 'tracktik', 'from': ['0'], 'why': 'w', 'dry-run': true}",
        "{'source': 'tracktik', 'from': ['0'], 'why': 'w'} {}",
        "{'source': 'tracktik', 'from': ['0'], 'why': 'w', 'rate': 0}",
        "{'source': 'tracktik', 'from': ['soon'], 'why': 'w'}",
        "{'source': 'tracktik', 'from': [], 'why': 'w'}",
        "{'source': 'tracktik', 'from': ['0'], 'why': ''}",
        "{'source': '../raw', 'from': ['0'], 'why': 'w'}"
      })
  void whatIsNoReplayIsRefusedInASentence(String body) throws Exception {
    HttpResponse<String> answer =
        console.post("/api/replays", "token-of-ann", body.replace('\'', '"'));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(json(answer).at("/detail").asText())
        .endsWith(".")
        .doesNotContain("Exception", "io.");
    assertThat(json(console.json("/api/replays")).at("/replays")).hasSize(4);
  }

  private static HttpResponse<String> command(String operator, String id, String command) {
    return console.post("/api/replays/%s/%s".formatted(id, command), "token-of-" + operator, "{}");
  }

  private static JsonNode json(HttpResponse<String> answer) throws JsonProcessingException {
    return new ObjectMapper().readTree(answer.body());
  }

  /// What was commanded in this test.
  private List<String> commanded() throws SQLException {
    List<String> all = audited();
    return all.subList(before, all.size());
  }

  private static List<String> audited() throws SQLException {
    var found = new ArrayList<String>();
    try (Connection connection = connection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select actor || ' ' || action || ' ' || subject from audit order by audit_no")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  private static Connection connection() throws SQLException {
    return DriverManager.getConnection(
        database.jdbcUrl(ROLE), database.user(), database.password());
  }

  private static void run(String sql) throws SQLException {
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
