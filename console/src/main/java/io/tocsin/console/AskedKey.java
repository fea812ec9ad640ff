package io.tocsin.console;

import java.util.regex.Pattern;

/// What somebody asked for, and which of the three keys it is. They differ in shape: an event key
/// has a colon, a charge key is 64 hexadecimal digits, everything else is a receipt.
///
/// @param text the key, without blanks around it
/// @param kind which key it is
record AskedKey(String text, Kind kind) {
  /// The longest key that is looked up, in characters.
  static final int LONGEST = 1024;

  private static final Pattern CHARGE_KEY = Pattern.compile("[0-9a-f]{64}");

  /// Which of the keys.
  enum Kind {
    /// Names one delivery.
    RECEIPT("receipt"),
    /// Names one fact at one source.
    EVENT_KEY("event key"),
    /// Names one chargeable fact.
    CHARGE_KEY("charge key");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /// The kind in words.
    String words() {
      return words;
    }
  }

  /// Tells a key's kind by its shape.
  ///
  /// @throws ProblemException where it is empty or too long
  static AskedKey of(String typed) {
    String key = typed.strip();
    if (key.isEmpty() || key.length() > LONGEST) {
      throw new ProblemException(
          Problem.of(
              "no-key",
              "That is no key",
              400,
              "Ask for a receipt, an event key (<source>:<event id>) or a charge key, at most %d characters."
                  .formatted(LONGEST)));
    }
    if (key.indexOf(':') >= 0) {
      return new AskedKey(key, Kind.EVENT_KEY);
    }
    return new AskedKey(key, CHARGE_KEY.matcher(key).matches() ? Kind.CHARGE_KEY : Kind.RECEIPT);
  }
}
