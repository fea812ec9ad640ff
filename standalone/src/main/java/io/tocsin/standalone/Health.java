package io.tocsin.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Waits until an app says that it is healthy.
final class Health {
  private static final Duration WITHIN = Duration.ofMinutes(3);
  private static final Duration SAY_AFTER = Duration.ofSeconds(5);
  private static final Pattern WAITING = Pattern.compile("\"detail\"\\s*:\\s*\"([^\"]{1,200})\"");

  private Health() {}

  /// Returns once `/health` answers 200; says after five seconds, and again when it changes, what
  /// the app waits for.
  ///
  /// @throws IllegalStateException where it is not healthy within three minutes
  static void await(String app, String url, Progress progress) {
    long since = System.nanoTime();
    String said = "";
    String last = "its first answer";
    var request =
        HttpRequest.newBuilder(URI.create(url + "/health")).timeout(Duration.ofSeconds(10)).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (System.nanoTime() - since < WITHIN.toNanos()) {
        try {
          HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
          if (answer.statusCode() == 200) {
            return;
          }
          Matcher waiting = WAITING.matcher(answer.body());
          last = waiting.find() ? waiting.group(1) : "HTTP status " + answer.statusCode();
        } catch (IOException e) {
          last = "its HTTP server";
        }
        if (System.nanoTime() - since > SAY_AFTER.toNanos() && !last.equals(said)) {
          said = last;
          progress.waiting(app, last);
        }
        Thread.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    throw new IllegalStateException(
        "%s is not healthy after %d minutes; it waits for: %s"
            .formatted(app, WITHIN.toMinutes(), last));
  }
}
