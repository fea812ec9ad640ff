package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.platform.Sha256;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// An export against hand-made facts in a real PostgreSQL. How a gateway reads an export, its own
/// tests say; here one stands in.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReconcileIT {
  private static final String ROWS =
      """
      {"rows":[
        {"index":0,"eventKey":"guards:r/1","siteRef":"mall","code":"28","at":"2020-03-02T08:00:00Z","toTheSecond":true},
        {"index":1,"eventKey":"guards:r/2","siteRef":"mall","code":"28","at":"2020-03-02T08:10:00Z","toTheSecond":true},
        {"index":2,"eventKey":"guards:r/3","siteRef":"=mall","at":"2020-03-02T08:20:00Z","toTheSecond":true},
        {"index":3,"eventKey":"guards:r/4","siteRef":"clinic","code":"28","at":"2020-03-02T08:31:00Z","toTheSecond":true},
        {"index":4,"eventKey":"guards:r/5","siteRef":"mall","code":"28","at":"2020-03-02T08:40:00Z","toTheSecond":true},
        {"index":5,"toTheSecond":false,"problem":"This row has fewer or more cells than the header."},
        {"index":6,"eventKey":"guards:r/6","code":"31","at":"2020-03-02T09:00:00Z","toTheSecond":false},
        {"index":7,"eventKey":"guards:r/8","at":"2020-03-02T08:50:00Z","toTheSecond":true},
        {"index":8,"eventKey":"guards:r/1","siteRef":"mall","code":"28","at":"2020-03-02T08:00:00Z","toTheSecond":true}
      ]}
      """;

  private static final String PATH = "/api/reconciliations?source=guards";

  private static Ledger ledger;
  private static StandInGateway gateway;
  private static TestConsole console;

  @BeforeAll
  static void start() throws IOException {
    ledger = Ledger.make("reconcile");
    facts();
    gateway = new StandInGateway(ROWS, ReconcileIT::rowTwoArrives);
    console =
        ledger.console(
            "reconcile",
            Map.of(
                "tocsin.console.gateway-url",
                gateway.url(),
                "tocsin.console.max-export-bytes",
                4_000_000,
                "tocsin.console.gateway-token",
                StandInGateway.TOKEN));
  }

  @AfterAll
  static void stop() {
    console.close();
    gateway.close();
  }

  private static void facts() {
    ledger
        .event("guards:r/1", "mall", "acme", "28", "'2020-03-02T08:00:00Z'")
        .decision("guards:r/1", "BILLABLE", null, "response", null, "85")
        .line("guards:r/1", "85")
        .delivery("guards:r/1", "DUPLICATE", "EXPORT", "'2020-03-03T02:00:00Z'")
        .outside(
            "guards:r/1",
            "books",
            Sha256.ofFields("charge of guards:r/1", "CHARGE", "guards:r/1", "1", "1"),
            "WRITTEN",
            "")
        .delivery("guards:r/3", "DEAD_LETTERED", "WEBHOOK", "'2020-03-02T08:20:00Z'")
        .event("guards:r/4", "mall", "acme", "28", "'2020-03-02T08:30:00Z'")
        .decision("guards:r/4", "BILLABLE", null, "response", null, "85")
        .line("guards:r/4", "85")
        .outside(
            "guards:r/4",
            "books",
            Sha256.ofFields("charge of guards:r/4", "CHARGE", "guards:r/4", "1", "1"),
            "UNKNOWN_OUTCOME",
            "no answer")
        .event("guards:r/5", "mall", "acme", "28", "'2020-03-02T08:40:00Z'")
        .decision("guards:r/5", "BILLABLE", null, "response", null, "85")
        .conflict("guards:r/5", "guards:r/4", "85")
        // The export says the minute only.
        .event("guards:r/6", "mall", "acme", "31", "'2020-03-02T09:00:33Z'")
        .decision("guards:r/6", "NOT_BILLABLE", "INCLUDED", "repair", null, null)
        .event("guards:r/7", "clinic", "acme", "99", "'2020-03-02T08:15:00Z'")
        .decision("guards:r/7", "IN_REVIEW", "UNMAPPED_CODE", "none", null, null)
        .event("guards:r/8", "mall", "acme", "28", "'2020-03-02T08:50:00Z'")
        .decision("guards:r/8", "NOT_BILLABLE", "FALSE_ALARM", "false-alarm", null, null)
        .line("guards:r/8", "85")
        // Behind what the export covers.
        .event("guards:r/9", "mall", "acme", "28", "'2020-03-02T09:01:00Z'")
        .decision("guards:r/9", "BILLABLE", null, "response", null, "85");
  }

  private static void rowTwoArrives() {
    ledger
        .event("guards:r/2", "mall", "acme", "28", "'2020-03-02T08:10:00Z'")
        .write(
            "insert into deliveries select (jsonb_populate_record(d, '{\"raw_offset\": 999,"
                + " \"receipt\": \"receipt-of-row-2\"}')).* from deliveries d where event_key ="
                + " 'guards:r/2'");
  }

  private static HttpResponse<String> reconcile(String more, String accept) {
    return console.post(PATH + more, "id;site\r\n", "text/csv", accept);
  }

  @Test
  @Order(1)
  void saysOfEachRowWhatIsWrongWithIt() {
    String text = reconcile("", "text/plain").body();

    assertThat(text.replaceAll("read at .*", "read at …"))
        .isEqualTo(TestConsole.resource("reconciliation.txt"));
  }

  @Test
  @Order(2)
  void theSheetHasEveryLineAndNoFormula() {
    HttpResponse<String> answer = reconcile("", "text/csv");

    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
    assertThat(answer.body().replace("\r\n", "\n"))
        .isEqualTo(TestConsole.resource("reconciliation.csv"));
  }

  @Test
  @Order(3)
  void aRangeThatIsSaidLeavesOutTheRest() throws Exception {
    JsonNode answer =
        new ObjectMapper()
            .readTree(reconcile("&from=2020-03-03&to=2020-03-04", "application/json").body());

    assertThat(answer.at("/outside").asInt()).isEqualTo(8);
    assertThat(answer.at("/range/to").asText()).isEqualTo("2020-03-05T00:00:00Z");
    assertThat(answer.at("/lines").findValuesAsText("finding")).containsExactly("UNUSABLE");
    assertThat(reconcile("&from=2020-03-03", "application/json").statusCode()).isEqualTo(400);
  }

  @Test
  @Order(4)
  void whatIsWrongIsSaidAsTheGatewaySaysIt() {
    HttpResponse<String> answer = console.post(PATH, "broken", "text/csv", "text/plain");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("no column named");
    assertThat(console.post(PATH, "", "text/csv", "text/plain").statusCode()).isEqualTo(400);
    assertThat(console.post("/api/reconciliations", "x", "text/csv", "text/plain").statusCode())
        .isEqualTo(400);
  }

  @Test
  @Order(5)
  void handsInWhatNeverArrivedAndNothingASecondTime() {
    assertThat(gateway.taken).isEmpty();

    String first = reconcile("&ingest=true&why=link+was+down", "text/plain").body();
    String second = reconcile("&ingest=true", "text/plain").body();

    assertThat(first).contains("receipt-of-row-2  new");
    assertThat(gateway.taken).containsExactly("publish=1 by operator");
    assertThat(second).contains("Nothing was handed in");
    assertThat(
            ledger.ask(
                "select string_agg(actor || ' ' || action || ' ' || subject || ' ' || reason || ' '"
                    + " || (detail ->> 'places'), '; ') from audit"))
        .isEqualTo("operator RECONCILE_INGEST guards link was down 1");
  }

  @Test
  @Order(6)
  void theRowsOfAMonthAreHandedInByPartsAndEachSaysWhatBecameOfIt() throws Exception {
    String month = "id;site\r\n" + ("x".repeat(150) + "\r\n").repeat(20_000);
    gateway.taken.clear();
    // What is stored is in the ledger at once, so that nobody waits for it.
    ledger.write(
        """
        insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, receipt, source, received_at, received_day)
        select 'raw.month', 0, n, 'NEW', 'month-' || n, 'month', '2020-03-02T08:00:00Z', '2020-03-02'
        from generate_series(0, 19999) n
        """);

    JsonNode answer =
        new ObjectMapper()
            .readTree(
                console
                    .post(
                        "/api/reconciliations?source=month&ingest=true",
                        month,
                        "text/csv",
                        "application/json")
                    .body());

    assertThat(gateway.taken)
        .as("none after the one that Kafka did not take whole")
        .containsExactly("publish=0-4999", "publish=5000-9999", "publish=10000-14999");
    JsonNode ingested = answer.path("ingested");
    assertThat(ingested).hasSize(20_000);
    for (int row = 0; row < 20_000; row++) {
      JsonNode one = ingested.path(row);
      assertThat(one.path("row").asInt()).isEqualTo(row + 1);
      if (row < StandInGateway.STORED) {
        assertThat(one.path("receipt").asText()).isEqualTo("month-" + row);
        assertThat(one.path("outcome").asText()).isEqualTo("NEW");
      } else {
        assertThat(one.path("problem").asText())
            .isEqualTo(
                row < 15_000
                    ? "Kafka is away."
                    : "Not handed in, since rows before it could not be stored.");
      }
    }
  }

  @Test
  @Order(7)
  void whatIsTooLargeIsRefused() {
    HttpResponse<String> export =
        console.post(PATH, "x".repeat(4_000_001), "text/csv", "application/json");

    assertThat(export.statusCode()).isEqualTo(413);
    assertThat(export.body()).contains("4000000 bytes");
    assertThat(
            console
                .post(
                    "/api/closes",
                    TestConsole.TOKEN,
                    "{\"day\":\"%s\"}".formatted("x".repeat(1_100_000)))
                .statusCode())
        .as("a command")
        .isEqualTo(413);
  }
}
