package io.tocsin.gateway;

import static io.tocsin.gateway.GatewayFixture.SECRET;
import static io.tocsin.gateway.GatewayFixture.SECRET_HEADER;
import static io.tocsin.gateway.GatewayFixture.json;
import static io.tocsin.gateway.GatewayFixture.receipt;
import static io.tocsin.gateway.GatewayFixture.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.embedded.TestStack;
import io.tocsin.platform.Sha256;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Transport;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.HashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Exports, mails and large bodies over HTTP, on a real broker and registry.
final class RoadsIT {
  private static final String HEADER = "Issue ID#;Property;Notes\r\n";

  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    var settings = new HashMap<String, Object>();
    settings.putAll(GatewayFixture.trackTik("guard-roads-it"));
    settings.putAll(GatewayFixture.trackTik("reports-roads-it"));
    String reports = "tocsin.gateway.sources.reports-roads-it.";
    settings.put(reports + "vendor", "silvertrac");
    settings.put(reports + "silvertrac.csv.id", "Issue ID#");
    settings.put(reports + "silvertrac.csv.site", "Property");
    settings.put(reports + "silvertrac.csv.delimiter", ";");
    settings.put(reports + "silvertrac.csv.charset", "windows-1252");
    settings.put(reports + "silvertrac.mail.events-from", "attachments");
    settings.put("tocsin.gateway.claim-check-bytes", 1000);
    settings.put("tocsin.test.object-store", true);
    settings.put("tocsin.gateway.console-token", "the-console");
    settings.put("tocsin.gateway.max-export-rows", 20_000);
    settings.put("tocsin.gateway.max-export-bytes", 6_000_000);
    gateway = GatewayFixture.start(TestStack.kafka().bootstrapServers(), settings);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void anExportIsOneRecordForEachRow() {
    String first = "0017;Elm Court;\"two\r\nlines\"\r\n";

    // Its charset is the settings', whatever the header says.
    HttpResponse<String> response =
        post("text/csv; charset=iso-8859-1; header=present", HEADER + first + "18;Oak;\r\n");

    assertThat(response.statusCode()).isEqualTo(202);
    JsonNode receipts = json(response).path("receipts");
    assertThat(receipts).hasSize(2);
    ConsumerRecord<String, RawEvent> record =
        gateway.record("raw.reports-roads-it", receipts.path(0).path("receipt").asText());
    assertThat(record.key()).isEqualTo("reports-roads-it:issues/0017");
    assertThat(record.value().getTransport()).isEqualTo(Transport.EXPORT);
    assertThat(record.value().getMediaType()).isEqualTo("text/csv");
    assertThat(record.value().getVendor()).isEqualTo("silvertrac");
    assertThat(record.value().getSiteRef()).isEqualTo("Elm Court");
    assertThat(record.value().getBatchIndex()).isZero();
    assertThat(text(record.value())).isEqualTo(HEADER + first);
  }

  @Test
  void anExportOfTheConsolesIsReadAsADeliveryWouldBeAndPublishesOnlyWhatIsAskedFor() {
    String export = HEADER + "30;Elm Court;x\r\n31;Elm\r\n32;Oak;y\r\n;Oak;without an id\r\n";

    JsonNode rows = json(handIn("", "the-console", export)).path("rows");

    assertThat(rows).hasSize(4);
    assertThat(rows.path(0).path("eventKey").asText()).isEqualTo("reports-roads-it:issues/30");
    assertThat(rows.path(0).path("siteRef").asText()).isEqualTo("Elm Court");
    assertThat(rows.path(1).path("problem").asText()).contains("fewer or more cells");
    assertThat(rows.path(3).has("eventKey")).isFalse();
    assertThat(rows.path(3).path("problem").asText()).isNotBlank();

    HttpResponse<String> response = handIn("?publish=2", "the-console", export);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    JsonNode receipts = json(response).path("receipts");
    assertThat(receipts).hasSize(1);
    assertThat(receipts.path(0).path("index").asInt()).isEqualTo(2);
    ConsumerRecord<String, RawEvent> record =
        gateway.record("raw.reports-roads-it", receipts.path(0).path("receipt").asText());
    assertThat(record.key()).isEqualTo(rows.path(2).path("eventKey").asText());
    assertThat(record.value().getTransport()).isEqualTo(Transport.EXPORT);
    assertThat(record.value().getBatchIndex()).isEqualTo(2);
    assertThat(record.value().getAuth().getKeyId()).isEqualTo("operator:ann");
    assertThat(record.value().getHeaders().toString()).doesNotContain("the-console");
    assertThat(gateway.records("raw.reports-roads-it"))
        .extracting(ConsumerRecord::key)
        .doesNotContain("reports-roads-it:issues/30");
  }

  @Test
  void onlyTheConsoleHandsInExports() {
    assertThat(handIn("", "somebody-else", HEADER).statusCode()).isEqualTo(401);
    assertThat(handIn("", SECRET, HEADER).statusCode()).isEqualTo(401);
    assertThat(handIn("?publish=2-1", "the-console", HEADER).statusCode()).isEqualTo(400);
  }

  @Test
  void anExportMayBeMuchLargerThanADelivery() {
    String notes = "n".repeat(200);
    String rows =
        IntStream.range(0, 20_000)
            .mapToObj(row -> "m%d;Elm Court;%s\r\n".formatted(row, notes))
            .collect(Collectors.joining());

    assertThat(post("text/csv", HEADER + rows).statusCode()).as("a delivery").isEqualTo(413);
    assertThat(json(handIn("", "the-console", HEADER + rows)).path("rows")).hasSize(20_000);

    HttpResponse<String> some = handIn("?publish=7000-11999", "the-console", HEADER + rows);

    assertThat(some.statusCode()).as(some.body()).isEqualTo(202);
    JsonNode receipts = json(some).path("receipts");
    assertThat(receipts).hasSize(5_000);
    assertThat(receipts.findValuesAsText("receipt")).doesNotHaveDuplicates();
    assertThat(gateway.records("raw.reports-roads-it"))
        .extracting(ConsumerRecord::key)
        .filteredOn(key -> key.startsWith("reports-roads-it:issues/m"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(7_000, 12_000)
                .mapToObj(row -> "reports-roads-it:issues/m" + row)
                .toList());
    assertThat(handIn("", "the-console", HEADER + rows + "x;y;z\r\n").statusCode())
        .as("a row more")
        .isEqualTo(413);
    assertThat(handIn("", "the-console", HEADER + "n".repeat(6_000_000)).statusCode())
        .as("more bytes")
        .isEqualTo(413);
  }

  @Test
  void oneExportIsWorkedOnAtATime() throws IOException {
    URI address = URI.create(gateway.url());
    try (var slow = new Socket(address.getHost(), address.getPort())) {
      slow.getOutputStream()
          .write(
              """
              POST /exports/reports-roads-it HTTP/1.1\r
              Host: test\r
              Authorization: Bearer the-console\r
              Content-Type: text/csv\r
              Content-Length: 100\r
              \r
              Issue\
              """
                  .getBytes(US_ASCII));
      slow.getOutputStream().flush();
      await().until(() -> gateway.get("/health").body().contains("\"in-flight\":1"));

      HttpResponse<String> second = handIn("", "the-console", HEADER);

      assertThat(second.statusCode()).isEqualTo(503);
      assertThat(second.headers().firstValue("retry-after")).isPresent();
      assertThat(post("text/csv", HEADER).statusCode()).as("a delivery").isEqualTo(204);
    }
    await().until(() -> handIn("", "the-console", HEADER).statusCode() == 200);
  }

  private static HttpResponse<String> handIn(String query, String token, String export) {
    return gateway.send(
        HttpRequest.newBuilder(URI.create(gateway.url() + "/exports/reports-roads-it" + query))
            .header("Authorization", "Bearer " + token)
            .header("Tocsin-Operator", "ann")
            .header("Content-Type", "text/csv")
            .POST(BodyPublishers.ofString(export))
            .build());
  }

  @Test
  void theRowsOfAMailsAttachmentAreItsEvents() {
    HttpResponse<String> response = post("message/rfc822", mail(HEADER + "19;Elm Court;x\r\n"));

    assertThat(response.statusCode()).isEqualTo(202);
    RawEvent event =
        gateway
            .record(
                "raw.reports-roads-it",
                json(response).path("receipts").path(0).path("receipt").asText())
            .value();
    assertThat(event.getTransport()).isEqualTo(Transport.MAILBOX);
    assertThat(event.getMediaType()).isEqualTo("text/csv");
    assertThat(text(event)).isEqualTo(HEADER + "19;Elm Court;x\r\n");
  }

  @Test
  void aReportInWhichNothingHappenedIsAcknowledgedAndCounted() {
    assertThat(post("message/rfc822", mail(HEADER)).statusCode()).isEqualTo(204);
    assertThat(post("text/csv", HEADER).statusCode()).isEqualTo(204);

    assertThat(gateway.get("/prometheus").body())
        .containsPattern(
            "tocsin_gateway_reports_empty_total\\{.*source=\"reports-roads-it\""
                + ",transport=\"mailbox\".*} 1");
  }

  @Test
  void aFileWithoutAConfiguredColumnIsRefusedAndNamesIt() {
    HttpResponse<String> response = post("text/csv", "Issue;Property;Notes\r\n1;secret;x\r\n");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(json(response).path("detail").asText())
        .contains("Issue ID#")
        .doesNotContain("secret");
  }

  @Test
  void aRowThatCannotBeReadIsSaidAndTheOthersAreStored() {
    HttpResponse<String> response = post("text/csv", HEADER + "20;Elm;x\r\n21;Elm\r\n");

    assertThat(response.statusCode()).isEqualTo(400);
    JsonNode records = json(response).path("records");
    assertThat(records.path(0).path("receipt").asText()).isNotBlank();
    assertThat(records.path(1).path("reason").asText()).isEqualTo("urn:tocsin:problem:malformed");
  }

  @Test
  void aSourceWithoutSuchSettingsTakesNeither() {
    for (String type : new String[] {"text/csv", "message/rfc822"}) {
      HttpResponse<String> response =
          gateway.post(
              "guard-roads-it",
              BodyPublishers.ofString(HEADER),
              "Content-Type",
              type,
              SECRET_HEADER,
              SECRET);
      assertThat(response.statusCode()).isEqualTo(415);
    }
    assertThat(post("application/json", "{}").statusCode()).isEqualTo(415);
  }

  @Test
  void aLargeBodyIsAClaimCheckAndAStoreThatIsAwayAnOutage() {
    String large = "{\"id\":1,\"note\":\"" + "x".repeat(2000) + "\"}";

    HttpResponse<String> taken = gateway.post("guard-roads-it", large);

    assertThat(taken.statusCode()).isEqualTo(202);
    RawEvent event = gateway.record("raw.guard-roads-it", receipt(taken)).value();
    assertThat(event.getBody().remaining()).isZero();
    assertThat(event.getBodyObject().getSha256()).isEqualTo(Sha256.of(large.getBytes(UTF_8)));
    assertThat(gateway.store().objects)
        .containsEntry(event.getBodyObject().getSha256(), large.getBytes(UTF_8));

    gateway.store().away = true;
    HttpResponse<String> refused = gateway.post("guard-roads-it", large);
    HttpResponse<String> small = gateway.post("guard-roads-it", "{\"id\":2}");
    gateway.store().away = false;

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).isPresent();
    assertThat(small.statusCode()).isEqualTo(202);
    assertThat(gateway.post("guard-roads-it", large).statusCode()).isEqualTo(202);
  }

  private static HttpResponse<String> post(String type, String body) {
    return gateway.post(
        "reports-roads-it",
        BodyPublishers.ofString(body),
        "Content-Type",
        type,
        SECRET_HEADER,
        SECRET);
  }

  private static String mail(String file) {
    return "From: reports@example.org\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + "--b\r\nContent-Type: text/plain\r\n\r\nYour report.\r\n"
        + "--b\r\nContent-Type: text/csv\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder().encodeToString(file.getBytes(UTF_8))
        + "\r\n--b--\r\n";
  }
}
