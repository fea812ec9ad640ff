package io.tocsin.replay.redrive;

import io.tocsin.platform.DeadLetter;
import java.time.Instant;

/// A dead letter: the newest of those that one and the same original record became.
///
/// @param at where it stands in the dead-letter topic
/// @param diedAt when it was written there
/// @param died what its headers say
/// @param about what its record is about
public record Letter(Place at, Instant diedAt, DeadLetter died, About about) {
  /// Where the original record stands.
  public Place original() {
    return new Place(died.topic(), died.partition(), died.offset());
  }
}
