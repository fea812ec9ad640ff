package io.tocsin.books.proof;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A column of `lines.csv` that says what the line's leaf says. Every such file has all of them, by
/// these names; other columns may stand beside them.
public enum LineCell {
  /// What the line is called, as in the topic `billing.lines`.
  LINE_ID("key", false),
  /// CHARGE or REVERSAL.
  TYPE("type", false),
  /// The line that a reversal takes back.
  REVERSES("reverses", false),
  /// REGULAR, or ADJUSTMENT where the service day was closed before.
  RUN("run", false),
  CLIENT("client", false),
  CONTRACT("contract", false),
  SERVICE_DAY("serviceDay", false),
  SKU("sku", false),
  QUANTITY("quantity", true),
  UNIT("unit", false),
  UNIT_PRICE("unitPrice", true),
  AMOUNT("amount", true),
  CURRENCY("currency", false);

  // With the full-width forms, which some spreadsheets take for the plain ones.
  private static final String BEGIN_A_FORMULA = "=+-@\t\r\n＝＋－＠";

  private final String member;
  private final boolean figure;

  LineCell(String member, boolean figure) {
    this.member = member;
    this.figure = figure;
  }

  /// The column's name in the file's first row.
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What stands in these columns for a line, in their order.
  public static List<String> of(Leaf line) {
    return List.copyOf(cells(line).values());
  }

  /// The same by column.
  static Map<LineCell, String> cells(Leaf line) {
    Map<String, String> members = line.members();
    var cells = new EnumMap<LineCell, String>(LineCell.class);
    for (LineCell cell : values()) {
      cells.put(cell, cell.in(members));
    }
    return cells;
  }

  private String in(Map<String, String> members) {
    String value = members.getOrDefault(member, "");
    return figure ? value : text(value);
  }

  /// A text as a cell: one that a spreadsheet would take for a formula gets an apostrophe before
  /// it.
  public static String text(String value) {
    return !value.isEmpty() && BEGIN_A_FORMULA.indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
  }
}
