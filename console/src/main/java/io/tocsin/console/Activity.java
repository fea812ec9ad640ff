package io.tocsin.console;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One activity in the CRM.
///
/// @param state OPEN or WITHDRAWN
/// @param ownerTeam team that owns it
/// @param occurredAt when the event happened, UTC
record Activity(
    String eventKey,
    String state,
    @Nullable String clientId,
    String siteKey,
    @Nullable String ownerTeam,
    String subject,
    Instant occurredAt) {}
