package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.platform.Sha256;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every kind of leak among hand-made facts in a real PostgreSQL, and beside each something that is
/// none.
class LeaksIT {
  private static Ledger ledger;
  private static TestConsole console;

  @BeforeAll
  static void start() {
    ledger = Ledger.make("leaks");
    ledger
        // Two of a code that was billed once elsewhere, one of a code that never was.
        .event("guards:1", "mall", "acme", "77", "'2020-03-02T08:00:00Z'")
        .decision("guards:1", "IN_REVIEW", "UNMAPPED_CODE", "none", null, null)
        .event("guards:2", "mall", "acme", "77", "'2020-03-02T08:01:00Z'")
        .decision("guards:2", "IN_REVIEW", "UNMAPPED_CODE", "none", null, null)
        .event("guards:3", "mall", "acme", "77", "'2020-03-02T08:02:00Z'")
        .decision("guards:3", "BILLABLE", null, "patrol", null, "40")
        .line("guards:3", "40")
        .event("guards:4", "mall", "acme", "78", "'2020-03-02T08:03:00Z'")
        .decision("guards:4", "IN_REVIEW", "UNMAPPED_CODE", "none", null, null)
        // A client without a contract, by a rule that has cost two prices, and by one that cost
        // one.
        .event("guards:5", "tower", "nova", "28", "'2020-03-02T08:04:00Z'")
        .decision("guards:5", "IN_REVIEW", "NO_CONTRACT", "response", null, null)
        .event("guards:6", "tower", "nova", "28", "'2020-03-02T08:05:00Z'")
        .decision("guards:6", "IN_REVIEW", "NO_CONTRACT", "patrol", null, null)
        .event("guards:7", "mall", "acme", "28", "'2020-03-02T08:06:00Z'")
        .decision("guards:7", "BILLABLE", null, "response", null, "85")
        .line("guards:7", "85")
        .event("guards:8", "port", "calder", "28", "now()")
        .decision("guards:8", "BILLABLE", null, "response", null, "95")
        .line("guards:8", "95")
        // A test that nobody ended, and one that is planned to end.
        .event("guards:9", "mall", "acme", "28", "'2020-03-02T08:07:00Z'")
        .decision("guards:9", "NOT_BILLABLE", "ON_TEST", "response", "refit", null)
        .event("guards:10", "mall", "acme", "28", "'2020-03-02T08:08:00Z'")
        .decision("guards:10", "NOT_BILLABLE", "ON_TEST", "response", "drill", null)
        // A claim that waits, and a line that a billing system does not have.
        .event("guards:11", "mall", "acme", "28", "'2020-03-02T08:09:00Z'")
        .decision("guards:11", "BILLABLE", null, "response", null, "85")
        .conflict("guards:11", "guards:7", "85")
        .outside(
            "guards:7",
            "books",
            Sha256.ofFields("charge of guards:7", "CHARGE", "guards:7", "1", "1"),
            "DEAD_LETTERED",
            "The period is closed.")
        .outside("guards:8", "desk", "0".repeat(64), "REFUSED", "A ticket, no line.")
        .write(
            """
            insert into operator_commands (kind, subject, version, actor, reason, commanded_at, body, kafka_topic, kafka_partition, kafka_offset) values
              ('WINDOW', 'refit', 1, 'ann', 'r', '2020-03-01T00:00:00Z', '{"starts_at": "2020-03-01T00:00:00Z", "weekly": []}', 't', 0, 0),
              ('WINDOW', 'drill', 1, 'ann', 'r', '2020-03-01T00:00:00Z', '{"starts_at": "2020-03-01T00:00:00Z", "weekly": []}', 't', 0, 1),
              ('WINDOW', 'drill', 2, 'ann', 'r', '2020-03-02T00:00:00Z',
               '{"starts_at": "2020-03-01T00:00:00Z", "ends_at": "2020-03-03T00:00:00Z", "weekly": []}', 't', 0, 2),
              ('WINDOW', 'nights', 1, 'ann', 'r', '2020-03-01T00:00:00Z',
               '{"starts_at": "2020-03-01T00:00:00Z", "weekly": [{"days": ["monday"], "from": "18:00", "to": "06:00"}]}', 't', 0, 3);
            """);
    console = ledger.console("leaks", Map.of());
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void everyKindIsNamedWithItsMoneyWhereAPriceIsKnown() {
    assertThat(
            console
                .text("/api/leaks?since=2020-01-01")
                .body()
                .replaceAll("read at .*", "read at …"))
        .isEqualTo(TestConsole.resource("leaks.txt"));
  }

  @Test
  void theDataSayTheSame() throws Exception {
    JsonNode leak =
        new ObjectMapper()
            .readTree(console.json("/api/leaks?since=2020-01-01").body())
            .at("/lists/0/leaks/0");

    assertThat(leak.at("/kind").asText()).isEqualTo("UNMAPPED_CODE");
    assertThat(leak.at("/money").toString())
        .isEqualTo("[{\"amount\":\"80.00\",\"currency\":\"USD\"}]");
    assertThat(leak.at("/advice").asText()).contains("replay");
    assertThat(leak.at("/since").asText()).isEqualTo("2020-03-02T08:00:00Z");
  }

  @Test
  void theSheetHasTheSame() {
    String sheet =
        console
            .send("GET", "/api/leaks?since=2020-01-01", "Bearer " + TestConsole.TOKEN, "text/csv")
            .body();

    assertThat(sheet.lines()).hasSize(10);
    assertThat(sheet)
        .contains("UNMAPPED_CODE,2020-03-02T08:00:00Z,guards code 77 report-template,");
  }

  @Test
  void whatIsOlderThanTheDayIsNotLookedAt() {
    assertThat(console.text("/api/leaks?since=2021-01-01").body())
        .contains("CODES THAT NOBODY MAPPED: none", "MONITORED AND NEVER BILLED: none");
    assertThat(console.text("/api/leaks?openDays=-1").statusCode()).isEqualTo(400);
  }
}
