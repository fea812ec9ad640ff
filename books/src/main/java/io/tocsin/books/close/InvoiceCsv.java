package io.tocsin.books.close;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.tocsin.books.proof.LineCell;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The lines of one client as a CSV file to make an invoice from: UTF-8, RFC 4180, one header line;
/// regular lines first, then adjustments, each by service day.
///
/// Prices, quantities and amounts are plain decimals with '.', so that -85.00 stays a number. A
/// text that a spreadsheet would take for a formula gets an apostrophe before it.
///
/// @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>
final class InvoiceCsv {
  private static final List<String> WORDS = List.of("memo", "event_key", "reason");

  private static final Comparator<Entry> ORDER =
      Comparator.<Entry, Boolean>comparing(entry -> entry.reason() != null)
          .thenComparing(entry -> entry.line().serviceDay())
          .thenComparing(entry -> entry.line().eventKey())
          .thenComparing(entry -> entry.line().id());

  private InvoiceCsv() {}

  /// Writes the file and closes it.
  static void write(List<Entry> entries, OutputStream to) throws IOException {
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(to)) {
      var header = new ArrayList<>(Arrays.stream(LineCell.values()).map(LineCell::column).toList());
      header.addAll(WORDS);
      csv.writeRecord(header);
      for (Entry entry : entries.stream().sorted(ORDER).toList()) {
        var cells = new ArrayList<>(LineCell.of(entry.leaf()));
        cells.add(LineCell.text(entry.line().memo()));
        cells.add(LineCell.text(entry.line().eventKey()));
        cells.add(entry.reason() == null ? "" : LineCell.text(entry.reason()));
        csv.writeRecord(cells);
      }
    }
  }
}
