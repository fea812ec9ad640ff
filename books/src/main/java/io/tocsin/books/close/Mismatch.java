package io.tocsin.books.close;

/// A record that keeps a day from being closed.
///
/// @param kind what is wrong
/// @param record its name: a raw position, an event key, the id of a line
/// @param sentence what is wrong with it
public record Mismatch(Kind kind, String record, String sentence) {
  /// What can be wrong. Each says what an operator looks at.
  public enum Kind {
    /// Kafka deleted records before a close had counted them: the retention of a raw topic is
    /// wrong.
    RECORDS_GONE(false, "stretches of raw records that Kafka has deleted"),
    /// The normalizer or the ledger sink is behind or stopped, or a delivery's row is gone.
    RECORD_WITHOUT_DELIVERY(true, "raw records without a delivery"),
    /// A row that no raw record stands behind: somebody wrote it by hand, or the topic was made
    /// anew.
    DELIVERY_WITHOUT_RECORD(false, "deliveries without a raw record"),
    /// The ledger sink is behind, or an event's row is gone.
    DELIVERY_WITHOUT_EVENT(true, "accepted deliveries without their event"),
    /// The row of an event whose raw record did not become one.
    EVENT_WITHOUT_DELIVERY(false, "events without a delivery"),
    /// The policy stream is behind or stopped, or a decision's row is gone.
    EVENT_WITHOUT_DECISION(true, "events without a decision"),
    /// The billing sink is behind, stopped, or tries it again.
    DECISION_WITHOUT_BILLING(true, "decisions that the billing sink has not answered"),
    /// The billing sink has given it up: redrive its dead letters.
    DECISION_DEAD_LETTERED(false, "decisions that the billing sink gave up"),
    /// The ledger sink is behind the billing sink, or a decision's row is gone.
    LINE_WITHOUT_DECISION(true, "lines without their decision"),
    /// A line says something else than the decision that it names.
    LINE_NOT_DECIDED(false, "lines that differ from their decision"),
    /// A reversal that takes back no charge, or another amount than the charge had.
    REVERSAL_WITHOUT_CHARGE(false, "reversals that do not take back a charge"),
    /// A charge that the newest decision wants has neither its line nor an open conflict.
    CHARGE_WITHOUT_LINE(false, "charges without their line"),
    /// A charge stands that the newest decision does not want.
    CHARGE_NOT_WANTED(false, "charges that nothing wants any more"),
    /// The new deliveries, the events and their end states do not sum up.
    SUM(false, "sums that do not match");

    private final boolean passes;
    private final String words;

    Kind(boolean passes, String words) {
      this.passes = passes;
      this.words = words;
    }

    /// Whether it goes away by itself when what is behind catches up.
    public boolean passes() {
      return passes;
    }

    /// What there are several of.
    public String words() {
      return words;
    }
  }
}
