package io.tocsin.platform;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/// JSON string literals.
final class JsonText {
  private JsonText() {}

  /// The text as a quoted JSON string.
  static String quote(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }
}
