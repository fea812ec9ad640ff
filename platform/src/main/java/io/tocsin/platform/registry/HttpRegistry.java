package io.tocsin.platform.registry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Pattern;

/// Asks a registry over the interface that it shares with Confluent's.
///
/// It is asked only after a failure, so each question has a client of its own and nothing is left
/// open between them.
public final class HttpRegistry implements Registry {
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  /// Confluent's code for "schema not found". A 404 without it comes from something in between, for
  /// example a proxy whose registry is away.
  private static final Pattern NO_SUCH_SCHEMA = Pattern.compile("\"error_code\"\\s*:\\s*40403\\b");

  private final String url;

  /// @param url base address of the registry, without path
  public HttpRegistry(String url) {
    this.url = url;
  }

  @Override
  public boolean knows(int schemaId) {
    String path = "/schemas/ids/" + Integer.toUnsignedString(schemaId);
    HttpResponse<String> answer = get(path);
    if (answer.statusCode() == OK) {
      return true;
    }
    if (answer.statusCode() == NOT_FOUND && NO_SUCH_SCHEMA.matcher(answer.body()).find()) {
      return false;
    }
    throw noClearAnswer(path, answer);
  }

  @Override
  public void requireUp() {
    HttpResponse<String> answer = get("/subjects");
    if (answer.statusCode() != OK) {
      throw noClearAnswer("/subjects", answer);
    }
  }

  private HttpResponse<String> get(String path) {
    var request =
        HttpRequest.newBuilder(URI.create(url + "/apis/ccompat/v7" + path)).timeout(WITHIN).build();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(WITHIN).build()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new RegistryAwayException(
          "the schema registry at %s does not answer".formatted(url), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryAwayException("interrupted while asking the schema registry", e);
    }
  }

  private static RegistryAwayException noClearAnswer(String path, HttpResponse<String> answer) {
    return new RegistryAwayException(
        "the schema registry answers %d to GET %s".formatted(answer.statusCode(), path));
  }
}
