package io.tocsin.gateway.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.platform.Sha256;
import java.util.regex.Pattern;

/// Keeps what names a person out of keys. Keys are in logs, metrics and every topic after the raw
/// one; an e-mail address or a telephone number is not to be there.
public final class KeyText {
  private static final Pattern EMAIL = Pattern.compile("[^\\s@/]@[^\\s@/]+\\.[^\\s@/]");

  /// With its country code, as a number is written that can be told from other digits, among them
  /// the exponent of one.
  private static final Pattern TELEPHONE =
      Pattern.compile("(?<![A-Za-z0-9])\\+[1-9](?:[ ().-]{0,2}\\d){6,14}");

  private static final int HEX_DIGITS = 32;

  private KeyText() {}

  /// The text itself; where it holds an e-mail address or a telephone number with `+`, `h-` and the
  /// first 32 hex digits of its SHA-256 as UTF-8.
  public static String safe(String text) {
    return EMAIL.matcher(text).find() || TELEPHONE.matcher(text).find()
        ? "h-" + Sha256.of(text.getBytes(UTF_8)).substring(0, HEX_DIGITS)
        : text;
  }
}
