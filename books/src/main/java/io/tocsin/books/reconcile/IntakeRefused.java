package io.tocsin.books.reconcile;

/// The intake did not take or read an export.
public final class IntakeRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /// @param status HTTP status that says it best: of the intake, or 503 where it is away
  /// @param sentence what to do about it
  public IntakeRefused(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  public int status() {
    return status;
  }

  /// What to do about it.
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
