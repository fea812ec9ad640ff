package io.tocsin.books.reconcile;

import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An export against the ledger, and what is in both against what is billed.
///
/// @param source name of the source
/// @param readAt when the ledger was read, UTC
/// @param range the time that is compared; null where no row has a time and nobody said one: then
/// nothing is looked for beyond the export's rows
/// @param rows rows of the export
/// @param repeated rows that name an event that an earlier row names; the last one counts
/// @param outside rows beyond the range, which are left out
/// @param sums every kind of line
/// @param lines every line: first what is missing, then what differs, what is extra, what cannot be
/// used, and the rest
public record Reconciliation(
    String source,
    Instant readAt,
    @Nullable Range range,
    int rows,
    int repeated,
    int outside,
    List<Sum> sums,
    List<Line> lines) {
  public Reconciliation {
    sums = List.copyOf(sums);
    lines = List.copyOf(lines);
  }

  /// The lines that a person should look at.
  public List<Line> open() {
    return lines.stream().filter(Line::open).toList();
  }

  /// Places in the export, from 0, of the rows that `--ingest` hands in.
  public BitSet ingestible() {
    var rows = new BitSet();
    for (Line line : lines) {
      Integer row = line.row();
      if (line.ingestible() && row != null) {
        rows.set(row - 1);
      }
    }
    return rows;
  }

  /// How many lines a finding has.
  public long count(Finding finding) {
    return lines.stream().filter(line -> line.finding() == finding).count();
  }
}
