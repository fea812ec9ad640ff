package io.tocsin.simulators;

/// One thing that a stand-in does because the outside system does it.
///
/// @param what the behaviour, in one sentence
/// @param certainty what it rests on
/// @param source the page or the code; empty where it is our own conclusion
public record Behaviour(String what, Certainty certainty, String source) {
  /// A behaviour that the vendor's page describes.
  public static Behaviour documented(String what, String source) {
    return new Behaviour(what, Certainty.DOCUMENTED, source);
  }

  /// A behaviour that public code relies on.
  public static Behaviour seenInCode(String what, String source) {
    return new Behaviour(what, Certainty.SEEN_IN_CODE, source);
  }

  /// A behaviour that nobody wrote down.
  public static Behaviour inferred(String what) {
    return new Behaviour(what, Certainty.INFERRED, "");
  }

  /// For example `documented: blogs.intuit.com/2015/04/06/15346`.
  public String ground() {
    return source.isEmpty() ? certainty.words() : certainty.words() + ": " + source;
  }
}
