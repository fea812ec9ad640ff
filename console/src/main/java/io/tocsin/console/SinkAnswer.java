package io.tocsin.console;

import java.time.Instant;

/// What a sink last did about an event.
///
/// @param sink name of the sink
/// @param revision revision of the decision that it acted on
/// @param decisionNumber number of that decision
/// @param status WRITTEN, NOTHING_TO_DO, CONFLICT, RETRYING or DEAD_LETTERED
/// @param detail one line of the sink's own
/// @param attempts how often it tried
/// @param writtenAt when, UTC
record SinkAnswer(
    String sink,
    int revision,
    int decisionNumber,
    String status,
    String detail,
    int attempts,
    Instant writtenAt) {}
