package io.tocsin.console;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// An event that waits for a person.
///
/// @param since since when it has been in review without a break, as the ledger heard it, UTC
/// @param eventKey the event
/// @param revision the revision that was decided
/// @param decisionNumber which decision on it
/// @param incidentId the incident that it belongs to
/// @param source name of the source
/// @param clientId the client; null where the site is unknown
/// @param siteKey site id, or `<source>:<site ref>` while the site is unknown
/// @param siteName the site's name; null where it is unknown
/// @param type what happened
/// @param lifeSafety fire, panic, hold-up or medical
/// @param occurredAt when it happened, UTC
/// @param serviceDay the day that would be billed
/// @param reasonCode why it waits, stable code
/// @param reason the same as a sentence
/// @param ownerTeam team of the follow-up
record ReviewItem(
    Instant since,
    String eventKey,
    int revision,
    int decisionNumber,
    String incidentId,
    String source,
    @Nullable String clientId,
    String siteKey,
    @Nullable String siteName,
    String type,
    boolean lifeSafety,
    Instant occurredAt,
    LocalDate serviceDay,
    @Nullable String reasonCode,
    String reason,
    @Nullable String ownerTeam) {}
