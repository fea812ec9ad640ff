package io.tocsin.books.proof;

import io.tocsin.platform.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the rows of one table of facts become leaves.
///
/// @param kind what the leaves are
/// @param name the table
/// @param from SQL: the table as `f` and what its leaf needs beside it; one row for each of the
/// table
/// @param key SQL: the leaf's key
/// @param position SQL of topic, partition and offset of the raw record that made the row; null
///     where no raw record did
/// @param hashed SQL of the columns whose hash the leaf has, in their order. `recorded_at` and
///     numbers that the database gives are not among them: they are others in a ledger that was
/// made
///     anew.
/// @param open names and SQL of further members
record FactTable(
    FactKind kind,
    String name,
    String from,
    String key,
    @Nullable Position position,
    List<String> hashed,
    Map<String, String> open) {
  /// The raw record of a row, in SQL.
  record Position(String topic, String partition, String offset) {
    static final Position OWN = new Position("f.raw_topic", "f.raw_partition", "f.raw_offset");
  }

  FactTable {
    hashed = List.copyOf(hashed);
    open = new LinkedHashMap<>(open);
  }

  /// The same of some of its rows; only where it needs nothing beside the table.
  ///
  /// @param condition SQL
  FactTable where(String condition) {
    String some = "(select * from %s where %s) f".formatted(name, condition);
    return new FactTable(kind, name, some, key, position, hashed, open);
  }

  /// SQL of what [#leaf] reads.
  String selected() {
    var all = new ArrayList<String>();
    all.add(key + " as key");
    for (int i = 0; i < hashed.size(); i++) {
      all.add("%s as h%d".formatted(hashed.get(i), i));
    }
    open.forEach((member, sql) -> all.add("%s as \"o_%s\"".formatted(sql, member)));
    return String.join(", ", all);
  }

  /// The leaf of the present row.
  ///
  /// @param day the day whose close has it
  Leaf leaf(ResultSet row, LocalDate day) throws SQLException {
    var columns = new String[hashed.size() + 1];
    columns[0] = kind.word();
    for (int i = 0; i < hashed.size(); i++) {
      columns[i + 1] = row.getString("h" + i);
    }
    var members = new LinkedHashMap<String, @Nullable String>();
    for (String member : open.keySet()) {
      members.put(member, row.getString("o_" + member));
    }
    if (kind == FactKind.LINE) {
      boolean late = LocalDate.parse(String.valueOf(members.get("serviceDay"))).isBefore(day);
      members.put("run", late ? "ADJUSTMENT" : "REGULAR");
    }
    return Leaf.of(kind, row.getString("key"), Sha256.ofFields(columns), members);
  }
}
