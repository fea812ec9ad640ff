package io.tocsin.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/// A secret that does not show itself: its text form is a row of stars, and comparing takes the
/// same time whatever the difference.
public final class Secret {
  private final byte[] value;

  private Secret(byte[] value) {
    this.value = value;
  }

  /// A secret from a setting: the value itself, or `file:<path>` for the contents of a file without
  /// its last line break.
  ///
  /// @param setting name of the setting, for the error message
  /// @throws IllegalArgumentException where it is empty or blank, or its file cannot be read
  public static Secret of(String setting, String valueOrFile) {
    String text = valueOrFile;
    if (valueOrFile.startsWith("file:")) {
      try {
        text = Files.readString(Path.of(valueOrFile.substring("file:".length()))).stripTrailing();
      } catch (IOException e) {
        var refused =
            new IllegalArgumentException(
                "%s names the file %s, which cannot be read"
                    .formatted(setting, valueOrFile.substring("file:".length())));
        refused.addSuppressed(
            e); // Not as its cause: the innermost sentence is the one that is shown.
        throw refused;
      }
    }
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "%s is empty: without a secret nothing can be told from a forgery, so this does not start"
              .formatted(setting));
    }
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Whether a received value is this secret. Both are hashed first, so neither content nor length
  /// shows in the time.
  public boolean matches(byte[] received) {
    return MessageDigest.isEqual(Sha256.digest(value), Sha256.digest(received));
  }

  /// The bytes, for use as a key.
  public byte[] bytes() {
    return value.clone();
  }

  @Override
  public String toString() {
    return "*****";
  }
}
