package io.tocsin.replay.redrive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which of a sink's open letters.
///
/// @param reason only those with this reason code; null = with any
/// @param site only those of this site key; null = of any
/// @param event only those of this event; null = of any
/// @param from only those that first failed then or later; null = from the beginning
/// @param to only those that first failed before then; null = to the end
public record Selection(
    @Nullable String reason,
    @Nullable String site,
    @Nullable String event,
    @Nullable Instant from,
    @Nullable Instant to) {
  /// All of them.
  public static final Selection ALL = new Selection(null, null, null, null, null);

  public Selection {
    if (from != null && to != null && !from.isBefore(to)) {
      throw new Refused(
          Refused.Cause.WRONG,
          "The range is empty: from (%s) is not before to (%s).".formatted(from, to));
    }
  }

  boolean during(Instant firstFailedAt) {
    return (from == null || !firstFailedAt.isBefore(from))
        && (to == null || firstFailedAt.isBefore(to));
  }

  boolean admits(OpenLetter open) {
    Letter letter = open.letter();
    return during(letter.died().firstFailedAt())
        && (reason == null || reason.equals(letter.died().code().name()))
        && (site == null || site.equals(open.siteKey()))
        && (event == null || event.equals(letter.about().eventKey()));
  }
}
