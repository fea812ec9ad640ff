package io.tocsin.console;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// Which entries of the review queue are asked for; what is null does not matter.
///
/// @param client only those of this client
/// @param site only those of this site key
/// @param reason only those with this reason code
/// @param since only those that have waited since this UTC day or a later one; the first of days =
/// all
/// @param after only those behind this place in the queue
/// @param limit most items of the answer
record ReviewQuestion(
    @Nullable String client,
    @Nullable String site,
    @Nullable String reason,
    LocalDate since,
    @Nullable ReviewPlace after,
    int limit) {}
