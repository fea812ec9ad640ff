package io.tocsin.console;

import java.time.Instant;

/// Who answers for a test window, by its newest version.
///
/// @param id its name
/// @param version its newest version
/// @param actor who is answerable for it
/// @param reason why
/// @param recordedAt when that version was written, UTC
record TestWindow(String id, int version, String actor, String reason, Instant recordedAt) {}
