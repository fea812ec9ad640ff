package io.tocsin.policy.backtest;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/// The lines that differ as CSV (RFC 4180): a header, then one row for each.
///
/// A text that a spreadsheet would take for a formula gets an apostrophe before it. Figures stay
/// figures: a minus before one is no formula.
final class CsvReport {
  private static final String BEGIN_A_FORMULA = "=+-@\t\r\n";

  private CsvReport() {}

  static void write(List<LineChange> changes, Writer to) throws IOException {
    try (CsvWriter csv = CsvWriter.builder().build(to)) {
      csv.writeRecord(ChangeColumn.ALL.stream().map(ChangeColumn::name).toList());
      for (LineChange change : changes) {
        csv.writeRecord(ChangeColumn.ALL.stream().map(column -> cell(column, change)).toList());
      }
    }
  }

  private static String cell(ChangeColumn column, LineChange change) {
    String value = column.of().apply(change);
    return !column.figure() && !value.isEmpty() && BEGIN_A_FORMULA.indexOf(value.charAt(0)) >= 0
        ? "'" + value
        : value;
  }
}
