package io.tocsin.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Calls a stand-in as a sink would.
public final class Caller {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Simulator simulator;

  /// A caller of this one.
  public Caller(Simulator simulator) {
    this.simulator = simulator;
  }

  /// What came back.
  public record Reply(HttpResponse<String> response) {
    /// The HTTP status.
    public int status() {
      return response.statusCode();
    }

    /// The body as text.
    public String body() {
      return response.body();
    }

    /// The body as JSON.
    public JsonNode json() {
      return Json.read(response.body()).orElseThrow();
    }

    /// A header; empty if there is none.
    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  public Reply get(String path) {
    return call("GET", path, "");
  }

  public Reply post(String path, String body, String... headers) {
    return call("POST", path, body, headers);
  }

  /// Calls with single quotes of the body taken as double ones.
  public Reply call(String method, String path, String body, String... headers) {
    try {
      return new Reply(
          HTTP.send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest request(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(simulator.url() + path.replace(" ", "%20").replace("'", "%27")))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body.replace('\'', '"')));
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }
}
