package io.tocsin.books.proof;

/// Something is not as it was when the day was closed. The message is one sentence for a person.
public final class NotAsSealed extends Exception {
  private static final long serialVersionUID = 1L;

  public NotAsSealed(String sentence) {
    super(sentence);
  }

  /// What is not as it was, and where.
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
