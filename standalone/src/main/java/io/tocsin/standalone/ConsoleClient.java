package io.tocsin.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Asks the console's HTTP API.
///
/// @param url base address
/// @param token operator token
record ConsoleClient(String url, String token) {
  private static final int OK = 200;

  /// A day's close and a dry run read a whole day.
  private static final Duration WITHIN = Duration.ofMinutes(10);

  /// The console of the running installation.
  ///
  /// @throws IllegalStateException where none is running
  static ConsoleClient of(Layout layout) throws IOException {
    return as(layout, null);
  }

  /// The console of the running installation, asked as a certain operator.
  ///
  /// @param operator name of an operator who was added; null = the first one
  /// @throws IllegalStateException where none is running, or there is no such operator
  static ConsoleClient as(Layout layout, @Nullable String operator) throws IOException {
    Running running = Running.on(layout);
    Path secret = layout.operator(operator);
    if (!Files.exists(secret)) {
      throw new IllegalStateException(
          "there is no operator %s; add one with: tocsin operator add %s"
              .formatted(operator, operator));
    }
    return new ConsoleClient(running.console(), Files.readString(secret).strip());
  }

  /// What the console answered.
  ///
  /// @param status HTTP status
  /// @param body text
  record Answer(int status, String body) {
    /// The text.
    ///
    /// @throws IllegalStateException where it is a problem, with its sentence
    String text() {
      if (status / 100 != OK / 100) {
        throw new IllegalStateException(problem());
      }
      return body;
    }

    /// The sentence of a problem answer.
    String problem() {
      try {
        return new ObjectMapper()
            .readTree(body)
            .path("detail")
            .asText("the console answers " + status);
      } catch (JsonProcessingException e) {
        return "the console answers " + status;
      }
    }
  }

  /// The story of a receipt, an event key or a charge key, for a person.
  Answer story(String key) {
    return get("/api/stories?key=" + encoded(key), "text/plain");
  }

  /// What waits for a person, for a person.
  ///
  /// @param client only of this client; null = of all
  /// @param reason only with this reason; null = with any
  Answer review(@Nullable String client, @Nullable String reason) {
    return get(
        "/api/review?" + parameter("client", client) + parameter("reason", reason), "text/plain");
  }

  private static String parameter(String name, @Nullable String value) {
    return value == null ? "" : "%s=%s&".formatted(name, encoded(value));
  }

  /// A value for a query.
  static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /// What arrived and what became of it.
  ///
  /// @param mediaType text/plain for a person, application/json for a program
  Answer outcomes(String mediaType) {
    return get("/api/reports/outcomes", mediaType);
  }

  /// Asks.
  ///
  /// @param path with its query, encoded
  /// @param mediaType what is wanted back
  Answer get(String path, String mediaType) {
    return send(request(path, mediaType).build());
  }

  /// Commands.
  ///
  /// @param path with its query, encoded
  /// @param json the body, one JSON object
  /// @param mediaType what is wanted back
  Answer post(String path, String json, String mediaType) {
    return send(
        request(path, mediaType)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  /// Commands, with a file for a body.
  ///
  /// @param path with its query, encoded
  /// @param contentType the file's media type
  /// @param mediaType what is wanted back
  Answer post(String path, byte[] file, String contentType, String mediaType) {
    return send(
        request(path, mediaType)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(file))
            .build());
  }

  private HttpRequest.Builder request(String path, String mediaType) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(WITHIN)
        .header("Authorization", "Bearer " + token)
        .header("Accept", mediaType);
  }

  private Answer send(HttpRequest request) {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new IllegalStateException("the console at %s does not answer".formatted(url), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
