package io.tocsin.books.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A table as CSV (RFC 4180): a header, then one line for each row.
///
/// A text that a spreadsheet would take for a formula gets an apostrophe before it. Figures stay
/// figures: a minus before one is no formula.
///
/// @param <T> a row
public final class Sheet<T> {
  private static final String BEGIN_A_FORMULA = "=+-@\t\r\n";

  private record Column<T>(String name, boolean figure, Function<T, @Nullable Object> of) {}

  private final List<Column<T>> columns = new ArrayList<>();

  /// Adds a column of words; what is null is an empty cell.
  public Sheet<T> text(String name, Function<T, @Nullable Object> of) {
    columns.add(new Column<>(name, false, of));
    return this;
  }

  /// Adds a column of numbers.
  public Sheet<T> figure(String name, Function<T, @Nullable Object> of) {
    columns.add(new Column<>(name, true, of));
    return this;
  }

  /// The file.
  public String of(List<T> rows) {
    var file = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(file)) {
      csv.writeRecord(columns.stream().map(Column::name).toList());
      for (T row : rows) {
        csv.writeRecord(columns.stream().map(column -> cell(column, row)).toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot be written", e);
    }
    return file.toString();
  }

  private static <T> String cell(Column<T> column, T row) {
    Object value = column.of().apply(row);
    String text = value == null ? "" : value.toString();
    return !column.figure() && !text.isEmpty() && BEGIN_A_FORMULA.indexOf(text.charAt(0)) >= 0
        ? "'" + text
        : text;
  }
}
