package io.tocsin.gateway.auth;

/// Why a sender was not believed. The sentence is for the sender; it names neither the header nor
/// anything that helps to guess.
public enum Refusal {
  /// A header that the scheme needs is not there, or is there more than once.
  MISSING("A header that proves who sends this is missing. Send the one agreed for this source."),
  /// A header of the scheme cannot be read as what it should be.
  MALFORMED("A header that proves who sends this cannot be read. Check its format."),
  /// No live secret gives what was sent.
  MISMATCH(
      "No live secret of this source fits. Check the secret, and that the body is sent as it was"
          + " signed, byte for byte."),
  /// The signature is right, but its time is too far from ours, in the past or in the future.
  STALE(
      "The signed time is too far from this server's clock. Check the sender's clock and sign each"
          + " attempt anew.");

  private final String sentence;

  Refusal(String sentence) {
    this.sentence = sentence;
  }

  /// What the sender is told.
  public String sentence() {
    return sentence;
  }
}
