package io.tocsin.sinks.rebuild;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Compares tables of two databases row by row, in one pass over each.
///
/// @param live the database in use; one snapshot
/// @param rebuilt the other; one snapshot
/// @param later the events, charge keys and raw positions that changed after the topics were read:
/// their rows are counted and not compared
/// @param why explains differences
record Comparison(Connection live, Connection rebuilt, Later later, Reasons why) {
  // Money is compared digit by digit.
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();
  private static final int FETCH = 1_000;

  /// How a table compares.
  ///
  /// @param rebuiltRows how many rows the rebuilt database has
  /// @param liveRows how many the database in use has, those that changed since left out
  /// @param later how many were left out because they changed since
  record Counts(
      Table table,
      long rebuiltRows,
      long liveRows,
      long missing,
      long extra,
      long different,
      long later) {
    boolean same() {
      return missing == 0 && extra == 0 && different == 0;
    }
  }

  private record Content(String key, JsonNode fields) {}

  /// Compares one table.
  Counts of(Table table, Consumer<Difference> each) throws SQLException {
    long[] count = new long[6];
    try (var here = new Rows(rebuilt, table);
        var there = new Rows(live, table)) {
      Content a = here.next();
      Content b = there.next();
      while (a != null || b != null) {
        int order = a == null ? 1 : b == null ? -1 : compare(a.key(), b.key());
        Content one = order <= 0 ? a : b;
        boolean left =
            (a != null && order <= 0 && later.has(a.fields()))
                || (b != null && order >= 0 && later.has(b.fields()));
        count[0] += order <= 0 ? 1 : 0;
        if (left) {
          count[5]++;
        } else {
          count[1] += order >= 0 ? 1 : 0;
          difference(table, order, a, b, one)
              .forEach(
                  d -> {
                    count[
                        switch (d.kind()) {
                          case MISSING -> 2;
                          case EXTRA -> 3;
                          case DIFFERENT -> 4;
                        }]++;
                    each.accept(d);
                  });
        }
        a = order <= 0 ? here.next() : a;
        b = order >= 0 ? there.next() : b;
      }
    }
    return new Counts(table, count[0], count[1], count[2], count[3], count[4], count[5]);
  }

  /// As PostgreSQL orders texts of collation C.
  private static int compare(String one, String other) {
    return Arrays.compareUnsigned(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private List<Difference> difference(
      Table table, int order, @Nullable Content a, @Nullable Content b, @Nullable Content one) {
    if (one == null || (order == 0 && a != null && b != null && a.fields().equals(b.fields()))) {
      return List.of();
    }
    Difference.Kind kind =
        order < 0
            ? Difference.Kind.EXTRA
            : order > 0 ? Difference.Kind.MISSING : Difference.Kind.DIFFERENT;
    SortedMap<String, String> fields =
        a != null && b != null && order == 0 ? fields(a.fields(), b.fields()) : new TreeMap<>();
    return List.of(
        new Difference(
            table,
            one.key().replace('\u001f', ' '),
            kind,
            String.join("; ", fields.values()),
            why.of(table, kind, one.fields(), fields.keySet())));
  }

  /// The fields that differ, each with both values.
  private static SortedMap<String, String> fields(JsonNode rebuilt, JsonNode live) {
    var fields = new TreeMap<String, String>();
    rebuilt.fieldNames().forEachRemaining(name -> fields.put(name, ""));
    live.fieldNames().forEachRemaining(name -> fields.put(name, ""));
    fields.keySet().removeIf(name -> rebuilt.path(name).equals(live.path(name)));
    fields.replaceAll(
        (name, _) -> "%s is %s, in use %s".formatted(name, rebuilt.path(name), live.path(name)));
    return fields;
  }

  /// The rows of a table, one after another; not held in memory.
  private static final class Rows implements AutoCloseable {
    private final Statement statement;
    private final ResultSet rows;

    Rows(Connection connection, Table table) throws SQLException {
      this.statement = connection.createStatement();
      statement.setFetchSize(FETCH);
      this.rows = statement.executeQuery(table.query());
    }

    @Nullable Content next() throws SQLException {
      if (!rows.next()) {
        return null;
      }
      try {
        return new Content(rows.getString(1), JSON.readTree(rows.getString(2)));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("PostgreSQL writes JSON", e);
      }
    }

    @Override
    public void close() throws SQLException {
      rows.close();
      statement.close();
    }
  }

  /// The lines of a report: what was counted, as a table for a person.
  static List<String> table(List<Counts> all) {
    var lines = new ArrayList<String>();
    String format = "  %-24s %12s %12s %9s %7s %10s %14s";
    lines.add(
        format.formatted(
            "table", "rows here", "rows in use", "missing", "extra", "different", "changed since"));
    Iterator<Counts> each = all.iterator();
    while (each.hasNext()) {
      Counts c = each.next();
      lines.add(
          format.formatted(
              c.table().label(),
              c.rebuiltRows(),
              c.liveRows(),
              c.missing(),
              c.extra(),
              c.different(),
              c.later()));
    }
    return lines;
  }
}
