package io.tocsin.console;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Everything that is known of one event, or of one delivery that became none.
///
/// @param asked what was asked for
/// @param eventKey the event; null where the delivery became none
/// @param otherEvents further events under the key that was asked for: elements of one batch, or
///     claims on one charge key
/// @param counts outcomes of all its deliveries
/// @param deliveries its deliveries, oldest first, at most [#MOST]; the asked ones are always there
/// @param revisions its revisions, oldest first; of more than [#MOST] the newest
/// @param decisions its decisions, oldest first; of more than [#MOST] the newest
/// @param testWindow the test window that the standing decision names; null where it names none, or
///     nothing is recorded of it
/// @param rulings what operators ruled of it, oldest first; of more than [#MOST] the newest
/// @param lines its invoice lines, oldest first; of more than [#MOST] the newest
/// @param conflicts its charge conflicts
/// @param sinks what each sink last did about it, by name; of one sink the newest first, at most
///     [#MOST]
/// @param activity its CRM activity
/// @param ticket its ticket
record Story(
    AskedKey asked,
    @Nullable String eventKey,
    List<String> otherEvents,
    DeliveryCounts counts,
    List<Delivery> deliveries,
    List<Revision> revisions,
    List<Verdict> decisions,
    @Nullable TestWindow testWindow,
    List<Ruling> rulings,
    List<InvoiceLine> lines,
    List<Conflict> conflicts,
    List<SinkAnswer> sinks,
    @Nullable Activity activity,
    @Nullable Ticket ticket) {
  /// The longest list in a story.
  static final int MOST = 100;

  /// The event as it stands now; empty where the delivery became none or the event is still on its
  /// way.
  Optional<Revision> currentRevision() {
    return revisions.isEmpty() ? Optional.empty() : Optional.of(revisions.getLast());
  }

  /// The decision that stands; empty where there is none yet.
  Optional<Verdict> currentDecision() {
    return decisions.isEmpty() ? Optional.empty() : Optional.of(decisions.getLast());
  }
}
