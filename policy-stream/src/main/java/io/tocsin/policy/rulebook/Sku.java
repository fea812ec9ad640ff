package io.tocsin.policy.rulebook;

import java.util.regex.Pattern;

/// The form of a sku, the name of what is sold.
final class Sku {
  /// As finance systems take it.
  static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,59}");

  /// The same in words.
  static final String MADE_OF = "letters, digits, dots, hyphens";

  private Sku() {}
}
