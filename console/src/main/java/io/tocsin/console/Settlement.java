package io.tocsin.console;

import org.jspecify.annotations.Nullable;

/// What a person has found out about an effect of which nobody knew whether it was made.
///
/// @param sink the sink
/// @param effectKey the effect, as the review queue names it
/// @param stands its id in the system outside; nothing where it is not there
/// @param absent true = it is not there and cannot come any more
/// @param why in the operator's words
record Settlement(
    @Nullable String sink,
    @Nullable String effectKey,
    @Nullable String stands,
    @Nullable Boolean absent,
    @Nullable String why) {}
