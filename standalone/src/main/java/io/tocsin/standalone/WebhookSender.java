package io.tocsin.standalone;

import io.tocsin.standalone.SampleDay.Delivery;
import io.tocsin.standalone.SampleDay.Sender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Sends deliveries the way the platforms do: over HTTP, with their secret or their signature. An
/// answer other than 2xx is repeated a few times when the gateway says that it is busy.
final class WebhookSender implements AutoCloseable {
  private static final int TRIES = 20;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final String gateway;
  private final Map<String, Sender> senders;
  private final Map<String, String> secrets;

  /// @param gateway base address
  /// @param senders how each source proves itself, by its name
  /// @param secrets secret of each source, by its name
  WebhookSender(String gateway, Map<String, Sender> senders, Map<String, String> secrets) {
    this.gateway = gateway;
    this.senders = senders;
    this.secrets = secrets;
  }

  /// What the gateway answered.
  ///
  /// @param status HTTP status
  /// @param body JSON
  record Answer(int status, String body) {}

  Answer send(Delivery delivery) throws IOException, InterruptedException {
    Answer answer = sendOnce(delivery);
    for (int i = 1; i < TRIES && (answer.status() == 503 || answer.status() == 429); i++) {
      Thread.sleep(500);
      answer = sendOnce(delivery);
    }
    return answer;
  }

  private Answer sendOnce(Delivery delivery) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(gateway + "/webhooks/" + delivery.source()))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", delivery.mediaType())
            .POST(HttpRequest.BodyPublishers.ofString(delivery.body()));
    prove(delivery, request);
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body());
  }

  private void prove(Delivery delivery, HttpRequest.Builder request) {
    Sender sender = senders.get(delivery.source());
    String secret = delivery.forged() ? "forged" : secrets.get(delivery.source());
    if (sender == null || secret == null) {
      throw new IllegalArgumentException(
          "the sample day names no sender, or there is no secret, for " + delivery.source());
    }
    if (!sender.secretHeader().isEmpty()) {
      request.header(sender.secretHeader(), secret);
    }
    if (!sender.signatureHeader().isEmpty()) {
      String timestamp = Long.toString(Instant.now().getEpochSecond());
      request.header(sender.timestampHeader(), timestamp);
      request.header(sender.signatureHeader(), signature(secret, timestamp, delivery.body()));
    }
  }

  private static String signature(String secret, String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));

      return HexFormat.of()
          .formatHex(mac.doFinal((timestamp + "." + body).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
