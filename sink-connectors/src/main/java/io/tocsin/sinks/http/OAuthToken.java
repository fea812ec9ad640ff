package io.tocsin.sinks.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// A token by OAuth 2.0, fetched when it is needed and again a little before it ends. One that is
/// refused is not asked for again at once: some lock out an address that was refused too often.
final class OAuthToken implements Credentials {
  private static final Duration EARLY = Duration.ofSeconds(30);
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(15);
  private static final long LIFE_WHERE_UNSAID = 300;

  /// TrackTik locks out an address for two hours after 40 refusals in two minutes; a process that
  /// waits so long makes 12.
  private static final Duration AFTER_A_REFUSAL = Duration.ofSeconds(10);

  private final HttpClient client;
  private final URI address;
  private final Grant grant;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private String token = "";
  private Instant until = Instant.MIN;
  private Instant notBefore = Instant.MIN;

  OAuthToken(HttpClient client, URI address, Grant grant, InstantSource clock) {
    this.client = client;
    this.address = address;
    this.grant = grant;
    this.clock = clock;
  }

  @Override
  public void apply(HttpRequest.Builder request) throws IOException, InterruptedException {
    request.setHeader("Authorization", "Bearer " + token());
  }

  @Override
  public boolean renew() {
    lock.lock();
    try {
      until = Instant.MIN;
    } finally {
      lock.unlock();
    }
    return true;
  }

  private String token() throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!clock.instant().isBefore(until)) {
        fetch();
      }
      return token;
    } finally {
      lock.unlock();
    }
  }

  private void fetch() throws IOException, InterruptedException {
    if (clock.instant().isBefore(notBefore)) {
      throw new IOException("the token was refused; it is asked for again from " + notBefore);
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(ANSWERED_WITHIN);
    Map<String, String> form = new LinkedHashMap<>();
    grant.put(form, request);
    HttpResponse<String> answer =
        client.send(
            request
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        form.entrySet().stream()
                            .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
                            .collect(Collectors.joining("&"))))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode json = Json.read(answer.body());
    String fetched = json.path("access_token").asText("");
    if (answer.statusCode() != 200 || fetched.isEmpty()) {
      if (answer.statusCode() / 100 == 4) {
        notBefore = clock.instant().plus(AFTER_A_REFUSAL);
      }
      // The body may quote the secret: only its status is told.
      throw new IOException(
          "the token address answers %d without a token".formatted(answer.statusCode()));
    }
    token = fetched;
    until =
        clock.instant().plusSeconds(json.path("expires_in").asLong(LIFE_WHERE_UNSAID)).minus(EARLY);
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
