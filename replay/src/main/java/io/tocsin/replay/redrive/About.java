package io.tocsin.replay.redrive;

import io.tocsin.schemas.BillingLine;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.DeliveryOutcome;
import java.util.Comparator;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/// What a letter's record is about.
///
/// @param fact which fact it is
/// @param eventKey the event; null where it is about none
/// @param siteKey the site; null where the record does not say it
public record About(Fact fact, @Nullable String eventKey, @Nullable String siteKey) {
  /// Which fact a record is.
  public sealed interface Fact {
    /// A revision or a decision of an event.
    ///
    /// @param decisionNumber 0 = the revision itself
    record Version(int revision, int decisionNumber) implements Fact, Comparable<Version> {
      private static final Comparator<Version> ORDER =
          Comparator.comparingInt(Version::revision).thenComparingInt(Version::decisionNumber);

      @Override
      public int compareTo(Version other) {
        return ORDER.compare(this, other);
      }
    }

    /// An invoice line.
    record Line(String lineId) implements Fact {}

    /// What became of a raw record.
    record Delivery(Place raw) implements Fact {}

    /// Anything else, or nothing that can be read.
    record Unknown() implements Fact {}
  }

  /// Nothing is known of it.
  static final About NOTHING = new About(new Fact.Unknown(), null, null);

  /// What a record is about; empty where it is of no event.
  static Optional<About> of(SpecificRecord value) {
    return switch (value) {
      case Decision d ->
          Optional.of(
              new About(
                  new Fact.Version(d.getRevision(), d.getDecisionNumber()),
                  plain(d.getEventKey()),
                  d.getSiteKey()));
      case CanonicalEvent e ->
          Optional.of(
              new About(
                  new Fact.Version(e.getRevision(), 0), plain(e.getEventKey()), e.getSiteKey()));
      case BillingLine l ->
          Optional.of(new About(new Fact.Line(l.getLineId()), plain(l.getEventKey()), null));
      case DeliveryOutcome d ->
          Optional.of(
              new About(
                  new Fact.Delivery(
                      new Place(
                          d.getRaw().getTopic(),
                          d.getRaw().getPartition(),
                          d.getRaw().getOffset())),
                  plain(d.getEventKey()),
                  null));
      default -> Optional.empty();
    };
  }

  // PostgreSQL has no such character: it may be the very reason why the record is dead.
  private static @Nullable String plain(@Nullable String key) {
    return key == null || key.indexOf('\0') >= 0 ? null : key;
  }
}
