package io.tocsin.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/// A field's text, as far as it may become part of a key: neither blank, nor longer than a name
/// can reasonably be, nor something that UTF-8 cannot hold. A text that is none of this counts as
/// absent, so that the event is accepted and judged by the normalizer.
public final class FieldText {
  /// Longest text that is taken, in characters.
  public static final int MAX_LENGTH = 256;

  private FieldText() {}

  /// The text, unchanged, where it may be taken.
  public static Optional<String> usable(String text) {
    return !text.isBlank() && text.length() <= MAX_LENGTH && UTF_8.newEncoder().canEncode(text)
        ? Optional.of(text)
        : Optional.empty();
  }
}
