package io.tocsin.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One ticket.
///
/// @param state OPEN or WITHDRAWN
/// @param incidentId the thing in the world that it is about
/// @param ownerTeam team that owns it
/// @param serviceLevel service level promised
/// @param occurredAt when the event happened, UTC
record Ticket(
    String eventKey,
    String state,
    String incidentId,
    @Nullable String clientId,
    String siteKey,
    @Nullable String ownerTeam,
    @Nullable String serviceLevel,
    String subject,
    Instant occurredAt) {}
