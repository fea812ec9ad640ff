package io.tocsin.replay.redrive;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a redrive put back, or would.
///
/// @param redriveId its name, on every record that it wrote; null where nothing was written
/// @param sink the only sink that gets them
/// @param dryRun whether nothing was to be written
/// @param records what was put back, the oldest first
/// @param gone what is to be put back but is no more in its topic
public record Redriven(
    @Nullable String redriveId, String sink, boolean dryRun, List<Back> records, List<Place> gone) {
  /// One record.
  ///
  /// @param original where it stands in the pipeline's topic
  /// @param eventKey its event; null where nobody knows
  /// @param reason why it was dead or declined
  /// @param redriven how often it had been put back before
  /// @param lastRedrivenAt when the last time; null = never
  public record Back(
      Place original,
      @Nullable String eventKey,
      String reason,
      int redriven,
      @Nullable Instant lastRedrivenAt) {}
}
