package io.tocsin.gateway;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads a Content-Type as far as the gateway needs it.
final class MediaTypes {
  private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii");

  private MediaTypes() {}

  /// The media type in lower case without its parameters; empty where its charset is not UTF-8 or
  /// part of it.
  static Optional<String> read(String contentType) {
    String[] parts = contentType.split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("charset=")
          && !CHARSETS.contains(parameter.substring("charset=".length()).replace("\"", ""))) {
        return Optional.empty();
      }
    }
    return Optional.of(parts[0].strip().toLowerCase(Locale.ROOT));
  }
}
