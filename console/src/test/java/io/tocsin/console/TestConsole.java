package io.tocsin.console;

import io.tocsin.platform.App;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// A console of a test's own, on a free port, and a client for it.
final class TestConsole implements AutoCloseable {
  static final String TOKEN = "operators-only";

  private final App app;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestConsole(App app) {
    this.app = app;
  }

  static TestConsole on(String jdbcUrl, String password, Map<String, Object> settings) {
    var all = new HashMap<String, Object>(settings);
    all.put("micronaut.server.port", -1);
    all.put("tocsin.console.token", TOKEN);
    all.put("tocsin.console.postgres.url", jdbcUrl);
    all.put("tocsin.console.postgres.password", password);
    all.putIfAbsent("tocsin.console.postgres.operator-password", "irrelevant");
    return new TestConsole(App.start("console", all));
  }

  /// A console whose PostgreSQL is not there: nobody listens on port 1.
  static TestConsole withoutPostgres() {
    return on("jdbc:postgresql://127.0.0.1:1/tocsin", "irrelevant", Map.of());
  }

  App app() {
    return app;
  }

  HttpResponse<String> text(String path) {
    return send("GET", path, "Bearer " + TOKEN, "text/plain");
  }

  HttpResponse<String> json(String path) {
    return send("GET", path, "Bearer " + TOKEN, "application/json");
  }

  HttpResponse<String> story(String key) {
    return text("/api/stories?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8));
  }

  /// Posts a body as the first operator.
  HttpResponse<String> post(String path, String body, String contentType, String accept) {
    return send(
        HttpRequest.newBuilder(URI.create(app.url() + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", contentType)
            .header("Accept", accept)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  /// @param authorization null = none
  HttpResponse<String> send(String method, String path, String authorization, String accept) {
    var request =
        HttpRequest.newBuilder(URI.create(app.url() + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    if (accept != null) {
      request.header("Accept", accept);
    }
    return send(request.build());
  }

  /// A command.
  ///
  /// @param token the operator's
  /// @param json the body
  HttpResponse<String> post(String path, String token, String json) {
    return send(
        HttpRequest.newBuilder(URI.create(app.url() + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token)
            .header("Accept", "application/json")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// A file of the tests' resources.
  static String resource(String name) {
    try (InputStream in = TestConsole.class.getResourceAsStream("/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    http.close();
    app.close();
  }
}
