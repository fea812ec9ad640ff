package io.tocsin.gateway;

import static io.tocsin.gateway.GatewayFixture.SECRET;
import static io.tocsin.gateway.GatewayFixture.SECRET_HEADER;
import static io.tocsin.gateway.GatewayFixture.json;
import static io.tocsin.gateway.GatewayFixture.receipt;
import static io.tocsin.gateway.GatewayFixture.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.embedded.TestStack;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.Header;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Transport;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The gateway over HTTP, on a real broker and registry.
final class GatewayIT {
  private static final String EVENT =
      "{ \"id\": 28475,\n  \"account\": {\"id\": 50}, \"reportTemplate\": 28,"
          + " \"reportDateTime\": \"2023-06-19T08:00:00-04:00\" , \"note\":\"Tür\"}\n";
  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);

  private static GatewayFixture gateway;

  @BeforeAll
  static void start() {
    var settings = new HashMap<String, Object>();
    settings.putAll(GatewayFixture.trackTik("guard-it"));
    settings.putAll(GatewayFixture.trackTik("slow-it"));
    settings.putAll(GatewayFixture.trackTik("burst-it"));
    settings.put("tocsin.gateway.sources.slow-it.rate-limit-per-second", 1);
    settings.putAll(
        Map.of(
            "tocsin.gateway.sources.signed-it.vendor", "tracktik",
            "tocsin.gateway.sources.signed-it.auth.scheme", "hmac-sha256",
            "tocsin.gateway.sources.signed-it.auth.header", "x-signature",
            "tocsin.gateway.sources.signed-it.auth.encoding", "hex",
            "tocsin.gateway.sources.signed-it.auth.prefix", "sha256=",
            "tocsin.gateway.sources.signed-it.auth.secrets[0].id", "only",
            "tocsin.gateway.sources.signed-it.auth.secrets[0].value", new String(KEY, UTF_8)));
    settings.putAll(
        Map.of(
            "tocsin.gateway.sources.standard-it.vendor", "tracktik",
            "tocsin.gateway.sources.standard-it.auth.scheme", "hmac-sha256",
            "tocsin.gateway.sources.standard-it.auth.header", "webhook-signature",
            "tocsin.gateway.sources.standard-it.auth.encoding", "base64",
            "tocsin.gateway.sources.standard-it.auth.prefix", "v1,",
            "tocsin.gateway.sources.standard-it.auth.separator", "space"));
    settings.putAll(
        Map.of(
            "tocsin.gateway.sources.standard-it.auth.signed-content", "{id}.{timestamp}.{body}",
            "tocsin.gateway.sources.standard-it.auth.timestamp-header", "webhook-timestamp",
            "tocsin.gateway.sources.standard-it.auth.id-header", "webhook-id",
            "tocsin.gateway.sources.standard-it.auth.secret-encoding", "base64",
            "tocsin.gateway.sources.standard-it.auth.secrets[0].id", "only",
            "tocsin.gateway.sources.standard-it.auth.secrets[0].value",
                "whsec_" + Base64.getEncoder().encodeToString(KEY)));
    settings.putAll(
        Map.of(
            "tocsin.gateway.sources.signals-it.vendor", "manitou",
            "tocsin.gateway.sources.signals-it.auth.scheme", "none",
            "tocsin.gateway.sources.signals-it.manitou.receiver-line-prefix", "A1",
            "tocsin.gateway.sources.signals-it.manitou.json.account", "/txid",
            "tocsin.gateway.sources.signals-it.manitou.json.event-code", "/event/code"));
    gateway = GatewayFixture.start(TestStack.kafka().bootstrapServers(), settings);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @Test
  void anAcceptedEventIsInTheTopicWithItsExactBytes() {
    Instant before = Instant.now().minusMillis(1);

    HttpResponse<String> response =
        gateway.post(
            "guard-it",
            BodyPublishers.ofString(EVENT),
            "Content-Type",
            "Application/JSON; charset=UTF-8",
            SECRET_HEADER,
            SECRET,
            "Authorization",
            "Bearer abc",
            "Cookie",
            "a=b",
            "X-Trace",
            "Kept");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    ConsumerRecord<String, RawEvent> record = gateway.record("raw.guard-it", receipt(response));
    RawEvent event = record.value();
    assertThat(text(event)).isEqualTo(EVENT);
    assertThat(record.key()).isEqualTo("guard-it:reports/28475");
    assertThat(new String(record.headers().lastHeader(DeadLetterHeaders.RECEIPT).value(), UTF_8))
        .isEqualTo(receipt(response));
    assertThat(UUID.fromString(event.getReceipt()).version()).isEqualTo(7);
    assertThat(event.getTopic()).isEqualTo("raw.guard-it");
    assertThat(event.getSource()).isEqualTo("guard-it");
    assertThat(event.getVendor()).isEqualTo("tracktik");
    assertThat(event.getSourceEventId()).isEqualTo("reports/28475");
    assertThat(event.getIdentityRecipe()).isEqualTo("tracktik/entity-id/1");
    assertThat(event.getTransport()).isEqualTo(Transport.WEBHOOK);
    assertThat(event.getReceivedAt()).isBetween(before, Instant.now());
    assertThat(event.getSentAt()).isEqualTo("2023-06-19T08:00:00-04:00");
    assertThat(event.getSiteRef()).isEqualTo("50");
    assertThat(event.getCode()).isEqualTo("28");
    assertThat(event.getMediaType()).isEqualTo("application/json");
    assertThat(event.getAuth().getScheme()).isEqualTo(AuthScheme.STATIC_HEADER);
    assertThat(event.getAuth().getKeyId()).isEqualTo("spring");
    assertThat(event.getBatchIndex()).isNull();
    assertThat(event.getHeaders()).contains(new Header("x-trace", "Kept"));
    assertThat(event.getHeaders())
        .extracting(Header::getName)
        .doesNotContain("authorization", "cookie", "x-site-secret");
  }

  @Test
  void aBatchIsOneRecordForEachElement() {
    String first = "{\"id\":1, \"x\":[ 1 ,2 ]}";
    String second = "{ \"id\" : 2 }";
    HttpResponse<String> response =
        gateway.post(
            "guard-it",
            "{\"meta\":{\"resource\":\"dispatch-tasks\",\"count\":2},\"data\":[ "
                + first
                + " ,\n"
                + second
                + "]}");

    assertThat(response.statusCode()).isEqualTo(202);
    JsonNode receipts = json(response).path("receipts");
    assertThat(receipts).hasSize(2);
    RawEvent one =
        gateway.record("raw.guard-it", receipts.path(0).path("receipt").asText()).value();
    RawEvent two =
        gateway.record("raw.guard-it", receipts.path(1).path("receipt").asText()).value();
    assertThat(text(one)).isEqualTo(first);
    assertThat(text(two)).isEqualTo(second);
    assertThat(one.getBatchIndex()).isZero();
    assertThat(two.getBatchIndex()).isEqualTo(1);
    assertThat(two.getSourceEventId()).isEqualTo("dispatch-tasks/2");
  }

  @Test
  void theGoodElementsOfABatchAreStoredAndTheBadOnesSaidOneByOne() {
    HttpResponse<String> response = gateway.post("guard-it", "[{\"id\":7},8,{\"id\":9}]");

    assertThat(response.statusCode()).isEqualTo(400);
    assertProblem(response);
    JsonNode records = json(response).path("records");
    assertThat(records).hasSize(3);
    assertThat(records.path(1).path("index").asInt()).isEqualTo(1);
    assertThat(records.path(1).has("receipt")).isFalse();
    assertThat(records.path(1).path("reason").asText()).isEqualTo("urn:tocsin:problem:malformed");
    assertThat(
            gateway
                .record("raw.guard-it", records.path(2).path("receipt").asText())
                .value()
                .getBatchIndex())
        .isEqualTo(2);
  }

  @Test
  void anEventWithoutIdentityIsAcceptedWithoutKey() {
    HttpResponse<String> response = gateway.post("guard-it", "{\"account\":5}");

    assertThat(response.statusCode()).isEqualTo(202);
    ConsumerRecord<String, RawEvent> record = gateway.record("raw.guard-it", receipt(response));
    assertThat(record.key()).isNull();
    assertThat(record.value().getSourceEventId()).isNull();
    assertThat(record.value().getSiteRef()).isEqualTo("5");
  }

  @Test
  void whatCannotBeReadIsRefusedWithoutEchoingIt() {
    for (String body :
        new String[] {"", "{\"id\":1", "{\"id\":1}{}", "[]", "\"pa55\"", "{\"pa55\": nope}"}) {
      HttpResponse<String> response = gateway.post("guard-it", body);
      assertThat(response.statusCode()).as(body).isEqualTo(400);
      assertProblem(response);
      assertThat(response.body()).doesNotContain("pa55", "nope");
    }
  }

  @Test
  void aWrongOrMissingSecretIsRefused() {
    HttpResponse<String> wrong =
        gateway.post(
            "guard-it",
            BodyPublishers.ofString(EVENT),
            "Content-Type",
            "application/json",
            SECRET_HEADER,
            SECRET + "r");
    HttpResponse<String> missing =
        gateway.post(
            "guard-it", BodyPublishers.ofString(EVENT), "Content-Type", "application/json");

    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(missing.statusCode()).isEqualTo(401);
    assertProblem(wrong);
    assertProblem(missing);
    assertThat(wrong.headers().firstValue("www-authenticate")).isPresent();
    assertThat(wrong.body() + missing.body()).doesNotContain(SECRET, SECRET_HEADER);
  }

  @Test
  void aStrangersBodyIsNotReadAndDoesNotHoldUpItsConnection() {
    for (int i = 0; i < 20; i++) {
      assertProblem(
          gateway.post(
              "guard-it",
              BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(padded(1_500_000))),
              "Content-Type",
              "application/json",
              SECRET_HEADER,
              "wrong"),
          401);
    }
    assertThat(gateway.post("guard-it", EVENT).statusCode()).isEqualTo(202);
  }

  @Test
  void anUnknownSourceIsNotFoundWhateverItSends() {
    assertProblem(gateway.post("nobody", EVENT), 404);
    assertProblem(gateway.post("No-Body", "{"), 404);
    assertProblem(gateway.get("/elsewhere"), 404);
  }

  @Test
  void onlyPostIsAllowed() {
    assertProblem(gateway.get("/webhooks/guard-it"), 405);
  }

  @Test
  void anotherMediaTypeIsRefused() {
    assertProblem(
        gateway.post(
            "guard-it",
            BodyPublishers.ofString("id=1"),
            "Content-Type",
            "application/x-www-form-urlencoded",
            SECRET_HEADER,
            SECRET),
        415);
    assertProblem(
        gateway.post("guard-it", BodyPublishers.ofString(EVENT), SECRET_HEADER, SECRET), 415);
    assertProblem(
        gateway.post(
            "guard-it",
            BodyPublishers.ofString(EVENT),
            "Content-Type",
            "application/json; charset=iso-8859-1",
            SECRET_HEADER,
            SECRET),
        415);
    assertProblem(
        gateway.post(
            "guard-it",
            BodyPublishers.ofString(EVENT),
            "Content-Type",
            "application/json",
            "Content-Encoding",
            "gzip",
            SECRET_HEADER,
            SECRET),
        415);
  }

  @Test
  void aBodyOfTheLargestSizeIsTakenAndOneByteMoreIsNot() {
    byte[] largest = padded(2 * 1024 * 1024);
    byte[] larger = padded(2 * 1024 * 1024 + 1);

    HttpResponse<String> taken = postBytes(largest, false);
    assertThat(taken.statusCode()).isEqualTo(202);
    assertThat(GatewayFixture.body(gateway.record("raw.guard-it", receipt(taken)).value()))
        .isEqualTo(largest);
    assertProblem(postBytes(larger, false), 413);
  }

  @Test
  void aBodyWithoutDeclaredLengthIsBoundedAllTheSame() {
    assertThat(postBytes(padded(2 * 1024 * 1024), true).statusCode()).isEqualTo(202);
    assertProblem(postBytes(padded(2 * 1024 * 1024 + 1), true), 413);
    assertProblem(postBytes(padded(9 * 1024 * 1024), true), 413);
  }

  @Test
  void manyFirstDeliveriesAtOnceAgreeOnOneSchema() throws Exception {
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      var deliveries =
          IntStream.range(0, 16)
              .mapToObj(i -> senders.submit(() -> gateway.post("burst-it", "{\"id\":" + i + "}")))
              .toList();
      for (var delivery : deliveries) {
        assertThat(delivery.get().statusCode()).isEqualTo(202);
      }
    }
    HttpResponse<String> versions =
        gateway.send(
            HttpRequest.newBuilder(
                    URI.create(
                        TestStack.registry().url()
                            + "/apis/ccompat/v7/subjects/raw.burst-it-value/versions"))
                .build());
    assertThat(versions.body()).isEqualTo("[1]");
  }

  @Test
  void moreThanTheRateIsToldToWait() {
    HttpResponse<String> limited =
        IntStream.range(0, 20)
            .mapToObj(i -> gateway.post("slow-it", "{\"id\":" + i + "}"))
            .filter(response -> response.statusCode() != 202)
            .findFirst()
            .orElseThrow();

    assertProblem(limited, 429);
    assertThat(limited.headers().firstValue("retry-after")).hasValue("1");
  }

  @Test
  void aSignatureIsOverTheRawBytes() {
    String signature = "sha256=" + HexFormat.of().formatHex(hmac(EVENT));

    assertThat(postSigned(EVENT, signature).statusCode()).isEqualTo(202);
    assertProblem(postSigned(EVENT.replace(" ", ""), signature), 401);
    assertProblem(postSigned(EVENT, "sha256=00ff"), 401);
    assertProblem(postSigned(EVENT, "sha256=xyz"), 401);
  }

  @Test
  void standardWebhooksCanBeExpressed() {
    String now = Long.toString(Instant.now().getEpochSecond());
    String signature = Base64.getEncoder().encodeToString(hmac("msg_1." + now + "." + EVENT));

    HttpResponse<String> response =
        gateway.post(
            "standard-it",
            BodyPublishers.ofString(EVENT),
            "Content-Type",
            "application/json",
            "webhook-id",
            "msg_1",
            "webhook-timestamp",
            now,
            "webhook-signature",
            "v1a,AAAA v1,AAAA v1," + signature);

    assertThat(response.statusCode()).isEqualTo(202);
    RawEvent event = gateway.record("raw.standard-it", receipt(response)).value();
    assertThat(event.getAuth().getScheme()).isEqualTo(AuthScheme.HMAC_SHA256);
    assertThat(event.getAuth().getSignedAt()).isEqualTo(Instant.ofEpochSecond(Long.parseLong(now)));
    assertThat(event.getHeaders())
        .extracting(Header::getName)
        .contains("webhook-signature", "webhook-id", "webhook-timestamp");
  }

  @Test
  void aPacketOfTwoSignalsIsTwoEventsAndAHeartbeatNone() {
    String packet =
        "\u0002<Packet ID=\"0042\"><Signal EvType=\"SIA\" Event=\"BA\"><Zone>001</Zone></Signal>"
            + "<Signal EvType=\"SIA\" Event=\"BR\"><Zone>001</Zone></Signal></Packet>\u0003";

    HttpResponse<String> response =
        gateway.post(
            "signals-it", BodyPublishers.ofString(packet), "Content-Type", "application/xml");
    HttpResponse<String> heartbeat =
        gateway.post(
            "signals-it", BodyPublishers.ofString("<Heartbeat/>"), "Content-Type", "text/xml");

    assertThat(response.statusCode()).isEqualTo(202);
    String second = json(response).path("receipts").path(1).path("receipt").asText();
    RawEvent event = gateway.record("raw.signals-it", second).value();
    assertThat(text(event)).isEqualTo(packet);
    assertThat(event.getSiteRef()).isEqualTo("A1-0042");
    assertThat(event.getCode()).isEqualTo("BR");
    assertThat(event.getAuth().getScheme()).isEqualTo(AuthScheme.NONE);
    assertThat(heartbeat.statusCode()).isEqualTo(204);
    assertThat(heartbeat.body()).isEmpty();
    assertThat(gateway.get("/health").body()).contains("\"heartbeats\":1");
  }

  @Test
  void anExternalEntityIsRefused() {
    assertProblem(
        gateway.post(
            "signals-it",
            BodyPublishers.ofString(
                "<!DOCTYPE p [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                    + "<Packet ID=\"1\"><Signal Event=\"&x;\"/></Packet>"),
            "Content-Type",
            "application/xml"),
        400);
  }

  @Test
  void aSignalInJsonIsRead() {
    HttpResponse<String> response =
        gateway.post(
            "signals-it",
            BodyPublishers.ofString("{\"txid\":\"0042\",\"event\":{\"code\":\"130\"}}"),
            "Content-Type",
            "application/json");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(gateway.record("raw.signals-it", receipt(response)).value().getSiteRef())
        .isEqualTo("A1-0042");
  }

  private static HttpResponse<String> postBytes(byte[] body, boolean chunked) {
    return gateway.post(
        "guard-it",
        chunked
            ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
            : BodyPublishers.ofByteArray(body),
        "Content-Type",
        "application/json",
        SECRET_HEADER,
        SECRET);
  }

  private static HttpResponse<String> postSigned(String body, String signature) {
    return gateway.send(
        HttpRequest.newBuilder(URI.create(gateway.url() + "/webhooks/signed-it"))
            .POST(BodyPublishers.ofString(body))
            .headers("Content-Type", "application/json", "x-signature", signature)
            .build());
  }

  private static byte[] padded(int size) {
    byte[] body = new byte[size];
    Arrays.fill(body, (byte) ' ');
    byte[] event = "{\"id\":1}".getBytes(UTF_8);
    System.arraycopy(event, 0, body, 0, event.length);
    return body;
  }

  private static byte[] hmac(String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
      return mac.doFinal(content.getBytes(UTF_8));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertProblem(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertProblem(response);
  }

  private static void assertProblem(HttpResponse<String> response) {
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    JsonNode problem = json(response);
    assertThat(problem.path("status").asInt()).isEqualTo(response.statusCode());
    assertThat(problem.path("type").asText()).startsWith("urn:tocsin:problem:");
    assertThat(problem.path("title").asText()).isNotBlank();
    assertThat(problem.path("detail").asText()).isNotBlank();
  }
}
