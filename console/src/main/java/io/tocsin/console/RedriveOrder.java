package io.tocsin.console;

import org.jspecify.annotations.Nullable;

/// What a redrive is asked to do.
///
/// @param sink the only sink that gets anything
/// @param declined true = what a system outside declined; else dead letters
/// @param reason only letters with this reason code
/// @param site only letters of this site key
/// @param event only of this event
/// @param from only letters that first failed then or later: a UTC day or a moment, ISO 8601
/// @param to only letters that first failed before then
/// @param dryRun true = only say what would be put back
/// @param why in the operator's words
record RedriveOrder(
    @Nullable String sink,
    @Nullable Boolean declined,
    @Nullable String reason,
    @Nullable String site,
    @Nullable String event,
    @Nullable String from,
    @Nullable String to,
    @Nullable Boolean dryRun,
    @Nullable String why) {}
