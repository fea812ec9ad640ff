package io.tocsin.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a sink last did about an event. A sink of a system outside may have several answers: one
/// for each thing that the event makes there, such as a charge line and its reversal.
///
/// @param sink name of the sink
/// @param revision revision of the decision that it acted on
/// @param decisionNumber number of that decision
/// @param status WRITTEN, NOTHING_TO_DO, CONFLICT, REFUSED, UNKNOWN_OUTCOME, RETRYING or
/// DEAD_LETTERED
/// @param detail one line of the sink's own
/// @param attempts how often it tried
/// @param writtenAt when, UTC
/// @param effectKey names the thing outside; null where the sink writes to our database
/// @param remoteId what the system outside calls it; null where it has none or it is not known
record SinkAnswer(
    String sink,
    int revision,
    int decisionNumber,
    String status,
    String detail,
    int attempts,
    Instant writtenAt,
    @Nullable String effectKey,
    @Nullable String remoteId) {}
