package io.tocsin.replay.redrive;

/// Kafka or the registry does not answer. What was to be written may have been written in part;
/// doing it again is harmless.
public final class KafkaAway extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KafkaAway(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /// The sentence.
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
