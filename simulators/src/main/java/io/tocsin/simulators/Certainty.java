package io.tocsin.simulators;

/// What a behaviour of a stand-in rests on.
public enum Certainty {
  /// The vendor's own page says so.
  DOCUMENTED("documented"),
  /// Public code, or the public notes of somebody who talks to the system, shows it; it may be
  /// different for another customer of the vendor.
  SEEN_IN_CODE("seen in code"),
  /// Our own conclusion, or the narrowest guess that lets the stand-in answer at all.
  INFERRED("inferred");

  private final String words;

  Certainty(String words) {
    this.words = words;
  }

  /// For people, for example `seen in code`.
  public String words() {
    return words;
  }
}
