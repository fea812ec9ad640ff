package io.tocsin.console;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A table of text with aligned columns, two blanks before each.
final class TextTable {
  private static final int WIDEST = 100;
  private static final String GAP = "  ";

  /// One column.
  ///
  /// @param heading its heading
  /// @param right whether it is aligned to the right, as numbers are
  private record Column(String heading, boolean right) {}

  private final List<Column> columns = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /// Adds a column of words.
  TextTable left(String heading) {
    columns.add(new Column(heading, false));
    return this;
  }

  /// Adds a column of numbers.
  TextTable right(String heading) {
    columns.add(new Column(heading, true));
    return this;
  }

  /// Adds a row; one cell for each column.
  TextTable row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          "%d cells for %d columns".formatted(cells.length, columns.size()));
    }
    rows.add(List.of(cells).stream().map(c -> Words.atMost(WIDEST, Words.printable(c))).toList());
    return this;
  }

  /// The table, each line ended by a line feed.
  @Override
  public String toString() {
    List<List<String>> all = new ArrayList<>();
    all.add(columns.stream().map(Column::heading).toList());
    all.addAll(rows);
    int[] widths = new int[columns.size()];
    for (List<String> cells : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(cells.get(i)));
      }
    }
    return all.stream().map(cells -> line(cells, widths) + "\n").collect(Collectors.joining());
  }

  private String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      String blanks = " ".repeat(widths[i] - length(cell));
      line.append(GAP).append(columns.get(i).right() ? blanks + cell : cell + blanks);
    }
    return line.toString().stripTrailing();
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
