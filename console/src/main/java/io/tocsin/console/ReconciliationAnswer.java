package io.tocsin.console;

import io.tocsin.books.reconcile.Line;
import io.tocsin.books.reconcile.Range;
import io.tocsin.books.reconcile.Reconciler.Ingested;
import io.tocsin.books.reconcile.Reconciliation;
import io.tocsin.books.reconcile.Sum;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A reconciliation as it is answered: every sum, and the first of the lines that a person should
/// look at.
///
/// @param openLines how many such lines there are
/// @param ingestible how many rows an ingestion would hand in
/// @param ingested what was handed in; null where nobody asked for it
record ReconciliationAnswer(
    String source,
    Instant readAt,
    @Nullable Range range,
    int rows,
    int repeated,
    int outside,
    List<Sum> sums,
    long openLines,
    List<Line> lines,
    int ingestible,
    @Nullable List<Ingested> ingested) {
  /// @param most how many lines at most
  static ReconciliationAnswer of(
      Reconciliation whole, @Nullable List<Ingested> ingested, int most) {
    List<Line> open = whole.open();
    return new ReconciliationAnswer(
        whole.source(),
        whole.readAt(),
        whole.range(),
        whole.rows(),
        whole.repeated(),
        whole.outside(),
        whole.sums(),
        open.size(),
        open.stream().limit(most).toList(),
        whole.ingestible().cardinality(),
        ingested);
  }
}
