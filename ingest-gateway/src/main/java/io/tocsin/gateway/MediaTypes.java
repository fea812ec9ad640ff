package io.tocsin.gateway;

import io.tocsin.gateway.body.CsvFormat;
import io.tocsin.gateway.body.MailFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads a Content-Type as far as the gateway needs it.
final class MediaTypes {
  private static final Set<String> CHARSETS = Set.of("utf-8", "utf8", "us-ascii");

  private static final Set<String> ANY_CHARSET =
      Set.of(CsvFormat.MEDIA_TYPE, MailFormat.MEDIA_TYPE);

  private MediaTypes() {}

  /// The media type in lower case without its parameters; empty where its charset is not UTF-8 or
  /// part of it. The charset of CSV is the source's settings' to say, and a mail says its own.
  static Optional<String> read(String contentType) {
    String[] parts = contentType.split(";", -1);
    String type = parts[0].strip().toLowerCase(Locale.ROOT);
    for (int i = 1; i < parts.length && !ANY_CHARSET.contains(type); i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("charset=")
          && !CHARSETS.contains(parameter.substring("charset=".length()).replace("\"", ""))) {
        return Optional.empty();
      }
    }
    return Optional.of(type);
  }
}
