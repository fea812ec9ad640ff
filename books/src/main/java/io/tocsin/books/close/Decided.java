package io.tocsin.books.close;

import io.tocsin.schemas.EndState;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One decision on an event.
///
/// @param version which
/// @param clientId who pays what it wants
/// @param wanted the charges that it wants to stand, by charge key: that of the response, where it
/// goes to billing, and that of the signal meter
/// @param replayId the replay that made it; null where none did
record Decided(
    Version version,
    EndState state,
    @Nullable String reasonCode,
    String reason,
    @Nullable String clientId,
    Map<String, Terms> wanted,
    @Nullable String replayId) {
  /// Orders the decisions on an event: the highest stands.
  record Version(int revision, int number) implements Comparable<Version> {
    private static final Comparator<Version> ORDER =
        Comparator.comparingInt(Version::revision).thenComparingInt(Version::number);

    @Override
    public int compareTo(Version other) {
      return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
      return "%d.%d".formatted(revision, number);
    }
  }
}
