package io.tocsin.books.close;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Why a line of a closed day is in a later close, in words.
final class AdjustmentReason {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private AdjustmentReason() {}

  /// What is known of how the line came to be.
  ///
  /// @param firstClose whether its close is the first one
  /// @param decision the one that made it; null where it is not known any more
  /// @param receivedAt when the revision was received that it decides; null where not known
  /// @param conflict whether its charge had been in conflict before
  /// @param replays the reasons of replays, by id
  record Origin(
      boolean firstClose,
      @Nullable Decided decision,
      @Nullable Instant receivedAt,
      boolean conflict,
      Map<String, String> replays) {}

  /// The reason, one sentence.
  static String of(Line line, Origin origin) {
    if (origin.firstClose()) {
      return "before the books were opened";
    }
    Decided decision = origin.decision();
    String replay = decision == null ? null : decision.replayId();
    if (replay != null) {
      return "replay %s: %s"
          .formatted(replay, origin.replays().getOrDefault(replay, "no reason given"));
    }
    if (origin.conflict() && !line.isReversal()) {
      return "was in conflict until another event gave the charge up";
    }
    if (decision != null && line.version().number() > 1) {
      return "decided again: " + decision.reason();
    }
    String received = origin.receivedAt() == null ? "" : UTC.format(origin.receivedAt());
    if (line.version().revision() > 1) {
      return "revision %d, received %s".formatted(line.version().revision(), received);
    }
    return "arrived late: received %s, after its day was closed".formatted(received);
  }
}
