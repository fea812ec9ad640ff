package io.tocsin.platform;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks the registry over its Confluent-compatible API whether it has a schema.
public final class RegistryLookup implements SchemaLookup {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /// The registry's own code of "no such schema", which no proxy's 404 carries.
  private static final String NO_SUCH_SCHEMA = "40403";

  private final String url;

  /// @param url base address of the registry, without path
  public RegistryLookup(String url) {
    this.url = url;
  }

  @Override
  public boolean knows(int schemaId) throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create(url + "/apis/ccompat/v7/schemas/ids/" + schemaId))
            .timeout(TIMEOUT)
            .build();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 200) {
        return true;
      }
      if (answer.statusCode() == 404 && answer.body().contains(NO_SUCH_SCHEMA)) {
        return false;
      }
      throw new IOException(
          "the schema registry answers %d about schema %d"
              .formatted(answer.statusCode(), schemaId));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
