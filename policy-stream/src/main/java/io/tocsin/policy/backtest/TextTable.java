package io.tocsin.policy.backtest;

import java.util.ArrayList;
import java.util.List;

/// A table of plain text: first columns of words, then columns of figures.
final class TextTable {
  private static final String GAP = "  ";

  private final int words;
  private final List<List<String>> rows = new ArrayList<>();

  /// @param words how many columns begin at their left edge; the others end at their right one
  TextTable(int words, String... titles) {
    this.words = words;
    rows.add(List.of(titles));
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  /// The table, each row a line.
  String text() {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var text = new StringBuilder();
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String blank = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? "" : GAP);
        line.append(i < words ? row.get(i) + blank : blank + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
