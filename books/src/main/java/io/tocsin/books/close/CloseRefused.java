package io.tocsin.books.close;

import org.jspecify.annotations.Nullable;

/// A day is not closed. The message is one sentence for whoever asked.
public final class CloseRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Mismatches mismatches;

  /// It cannot be closed now, or not at all.
  CloseRefused(String sentence) {
    super(sentence);
    this.mismatches = null;
  }

  /// It does not balance.
  CloseRefused(String sentence, Mismatches mismatches) {
    super(sentence);
    this.mismatches = mismatches;
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }

  /// What does not match; null where it was not weighed.
  public @Nullable Mismatches mismatches() {
    return mismatches;
  }
}
