package io.tocsin.replay.redrive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A letter that still matters: what it asked the sink for has not been done since.
///
/// @param letter the letter
/// @param siteKey its site; null where neither it nor the ledger says it
/// @param redriven how often it was put back before
/// @param lastRedrivenAt when the last time; null = never
public record OpenLetter(
    Letter letter, @Nullable String siteKey, int redriven, @Nullable Instant lastRedrivenAt) {}
