package io.tocsin.replay.job;

/// A command that is not carried out; nothing was changed.
public final class ReplayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What kind of no it is.
  public enum Kind {
    /// The command itself is wrong.
    WRONG,
    /// Not this person.
    FORBIDDEN,
    /// There is no such replay.
    UNKNOWN,
    /// Not in the state that the replay is in.
    CONFLICT,
    /// Not now: something that is needed is away.
    UNAVAILABLE
  }

  private final Kind kind;
  private final String sentence;

  public ReplayException(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
    this.sentence = sentence;
  }

  public Kind kind() {
    return kind;
  }

  /// Why, for who gave it.
  public String sentence() {
    return sentence;
  }

  static ReplayException wrong(String sentence) {
    return new ReplayException(Kind.WRONG, sentence);
  }
}
