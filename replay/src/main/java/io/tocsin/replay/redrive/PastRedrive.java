package io.tocsin.replay.redrive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A redrive that was done.
///
/// @param redriveId its name
/// @param sink where to
/// @param at when
/// @param actor who
/// @param why in the actor's words
/// @param records how many it put back
/// @param selection which ones, as JSON
public record PastRedrive(
    String redriveId,
    String sink,
    Instant at,
    String actor,
    @Nullable String why,
    int records,
    String selection) {}
