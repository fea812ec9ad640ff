package io.tocsin.console;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Serves the description of this API.
@Controller
final class OpenApiController {
  /// Named after the app: in one process all apps share one class path.
  static final String RESOURCE = "/console-openapi.yml";

  private final String document = read();

  /// The OpenAPI document, YAML.
  @Get("/openapi.yml")
  @Produces("application/yaml")
  String document() {
    return document;
  }

  private static String read() {
    try (InputStream in = OpenApiController.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the class path has no " + RESOURCE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
