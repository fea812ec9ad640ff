package io.tocsin.replay.redrive;

/// A command that cannot be done, with a sentence that says why and what to do instead. Nothing was
/// written.
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Why it cannot be done.
  public enum Cause {
    /// What it names is not there.
    UNKNOWN,
    /// What it asks for makes no sense, or is too much at once.
    WRONG
  }

  private final Cause why;

  public Refused(Cause why, String sentence) {
    super(sentence);
    this.why = why;
  }

  /// Why it cannot be done.
  public Cause why() {
    return why;
  }

  /// The sentence.
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
