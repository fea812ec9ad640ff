package io.tocsin.books.proof;

import java.util.ArrayList;
import java.util.List;

/// The columns of a row `f` whose hash a leaf has, in their order, each as an SQL expression whose
/// text does not depend on a setting of the server or of the session.
final class Columns {
  private final List<String> expressions = new ArrayList<>();

  Columns texts(String... names) {
    return each("f.%s", names);
  }

  /// Whole numbers, truth values.
  Columns plain(String... names) {
    return each("f.%s::text", names);
  }

  /// Decimals without zeros at their end.
  Columns decimals(String... names) {
    return each("trim_scale(f.%s)::text", names);
  }

  Columns days(String... names) {
    return each("to_char(f.%s, 'YYYY-MM-DD')", names);
  }

  /// UTC, to the microsecond.
  Columns times(String... names) {
    for (String name : names) {
      expressions.add(time("f." + name));
    }
    return this;
  }

  /// Arrays of text and `jsonb`, as PostgreSQL writes `jsonb`.
  Columns json(String... names) {
    return each("to_jsonb(f.%s)::text", names);
  }

  Columns expression(String expression) {
    expressions.add(expression);
    return this;
  }

  List<String> all() {
    return List.copyOf(expressions);
  }

  private Columns each(String pattern, String... names) {
    for (String name : names) {
      expressions.add(pattern.formatted(name));
    }
    return this;
  }

  static String time(String column) {
    return "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')".formatted(column);
  }

  /// An amount or a price: two decimals, more only where it has more.
  static String money(String column) {
    return "(case when scale(trim_scale(%1$s)) < 2 then round(%1$s, 2) else trim_scale(%1$s) end)::text"
        .formatted(column);
  }

  /// The `lineId` of a row of `charge_lines`, as the sinks publish it in `billing.lines`: the hash
  /// of what is unique in the table, each field with its length before it.
  static String lineId(String row) {
    var fields = new ArrayList<String>();
    for (String name :
        List.of("charge_key", "kind", "event_key", "revision::text", "decision_number::text")) {
      String field = row + "." + name;
      fields.add("int4send(octet_length(%1$s)) || convert_to(%1$s, 'UTF8')".formatted(field));
    }
    return "encode(sha256(%s), 'hex')".formatted(String.join(" || ", fields));
  }
}
