package io.tocsin.console;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// A reason why a person must look at an event: its decision is in review, or a system outside has
/// declined or not answered. One event may wait for several reasons.
///
/// @param since UTC; of a decision: since when the event has been in review without a break, as the
/// ledger heard it. Of a sink: when it was declined, or first sent
/// @param eventKey the event
/// @param revision the revision that the standing decision judged
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
/// @param reasonCode why it waits, stable code: the decision's, [#SINK_REFUSED] or
/// [#SINK_OUTCOME_UNKNOWN]
/// @param reason the same as a sentence; of a sink, with the words of the system outside
/// @param ownerTeam team of the follow-up
/// @param sink the sink that met it; null where the decision says it
/// @param effectKey names the thing outside; null where the decision says it
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
    @Nullable String ownerTeam,
    @Nullable String sink,
    @Nullable String effectKey) {
  /// A system outside understood and declined.
  static final String SINK_REFUSED = "SINK_REFUSED";

  /// It was sent to a system outside, which has not said whether it came.
  static final String SINK_OUTCOME_UNKNOWN = "SINK_OUTCOME_UNKNOWN";

  /// What tells this reason from the others of the same event: empty for the decision, else the
  /// sink and its effect.
  String cause() {
    return sink == null ? "" : sink + "/" + effectKey;
  }
}
