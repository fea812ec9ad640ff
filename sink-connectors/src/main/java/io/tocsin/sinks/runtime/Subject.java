package io.tocsin.sinks.runtime;

import io.tocsin.schemas.BillingLine;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/// What a record is about, for `sink_writes`.
///
/// @param eventKey the event
/// @param version which decision on it
public record Subject(String eventKey, Version version) {
  /// The subject of a record; empty for a record that is about no event, such as the outcome of a
  /// delivery.
  public static Optional<Subject> of(SpecificRecord value) {
    return switch (value) {
      case Decision d -> Optional.of(of(d));
      case CanonicalEvent e ->
          Optional.of(new Subject(e.getEventKey(), new Version(e.getRevision(), 0)));
      case BillingLine l -> Optional.of(of(l));
      default -> Optional.empty();
    };
  }

  /// The subject of an invoice line: the event and the decision that made it.
  public static Subject of(BillingLine line) {
    return new Subject(
        line.getEventKey(), new Version(line.getRevision(), line.getDecisionNumber()));
  }

  /// The subject of a decision.
  public static Subject of(Decision decision) {
    return new Subject(
        decision.getEventKey(), new Version(decision.getRevision(), decision.getDecisionNumber()));
  }
}
