package io.tocsin.books.proof;

import io.tocsin.books.db.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Whether the rows of the ledger are those that were sealed: each row against its leaf, the leaves
/// against the root of their close, the heads against each other.
public final class LedgerVerification {
  private static final String HEADS =
      """
      select close_no, day, closed_at, cut::text as cut, leaves, root, previous, head, document
      from day_closes order by close_no
      """;

  private static final String LEAVES =
      "select close_no, leaf_no, kind, key, leaf from close_leaves order by close_no, leaf_no";

  private final Connection connection;
  private final Findings findings = new Findings();
  private final List<Kept> heads = new ArrayList<>();
  private final Map<Long, Kept> closes = new HashMap<>();

  /// A row of `day_closes`.
  private record Kept(
      long close,
      LocalDate day,
      Instant at,
      String cut,
      int leaves,
      String root,
      @Nullable String previous,
      String hash,
      String document) {
    String place() {
      return "close %d of %s".formatted(close, day);
    }
  }

  private LedgerVerification(Connection connection) {
    this.connection = connection;
  }

  /// Verifies the ledger as this transaction sees it.
  ///
  /// @param connection in a transaction, so that the rows come bit by bit and are of one moment
  /// @param known hash of a head that was kept elsewhere; the ledger must have it
  public static Verification of(Connection connection, @Nullable String known) throws SQLException {
    return new LedgerVerification(connection).verify(known);
  }

  private Verification verify(@Nullable String known) throws SQLException {
    Sql.list(
            connection,
            HEADS,
            row ->
                new Kept(
                    row.number("close_no"),
                    row.day("day"),
                    row.instant("closed_at"),
                    row.text("cut"),
                    row.integer("leaves"),
                    row.text("root"),
                    row.textOrNull("previous"),
                    row.text("head"),
                    row.text("document")))
        .forEach(heads::add);
    heads.forEach(kept -> closes.put(kept.close(), kept));
    checkHeads();
    Map<Long, Integer> lines = checkLeaves();
    for (FactTable table : FactTables.ALL) {
      checkRows(table);
    }
    checkAdded();
    if (known != null && heads.stream().noneMatch(kept -> kept.hash().equals(known))) {
      findings.add(
          "day_closes",
          "no close has the head %s: the close that it sealed was cut off, replaced or changed%s"
              .formatted(
                  known, heads.isEmpty() ? "" : "; the newest is " + heads.getLast().place()));
    }
    var days = new ArrayList<Verification.Day>();
    for (Kept kept : heads) {
      days.add(
          new Verification.Day(
              kept.day(),
              kept.close(),
              kept.leaves(),
              lines.getOrDefault(kept.close(), 0),
              kept.hash()));
    }
    return new Verification(days, findings.sentences(), null);
  }

  private void checkHeads() {
    Kept before = null;
    for (Kept kept : heads) {
      long expected = before == null ? 1 : before.close() + 1;
      if (kept.close() != expected) {
        findings.add(
            kept.place() + ", day_closes", "close %d before it is missing".formatted(expected));
      } else if (!Objects.equals(kept.previous(), before == null ? null : before.hash())) {
        findings.add(
            kept.place() + ", day_closes",
            "it follows another head than that of the close before: one of the two was replaced or"
                + " changed");
      }
      try {
        checkHead(kept);
      } catch (NotAsSealed e) {
        findings.add(kept.place() + ", day_closes", e.sentence());
      }
      before = kept;
    }
  }

  private static void checkHead(Kept kept) throws NotAsSealed {
    Head head = Head.read(kept.document());
    requireSame("head", head.hash(), kept.hash());
    requireSame("close_no", head.close(), kept.close());
    requireSame("day", head.day(), kept.day());
    requireSame("closed_at", head.at(), kept.at());
    requireSame("cut", head.cut(), Cut.read(CanonicalJson.readAny(kept.cut())));
    requireSame("leaves", head.leaves(), kept.leaves());
    requireSame("root", head.root(), kept.root());
    requireSame("previous", head.previous(), kept.previous());
  }

  private static void requireSame(String column, @Nullable Object sealed, @Nullable Object says)
      throws NotAsSealed {
    if (!Objects.equals(sealed, says)) {
      throw new NotAsSealed(
          "the column %s is %s, and the document beside it says %s"
              .formatted(column, says, sealed));
    }
  }

  /// Checks the leaves of each close against its root.
  ///
  /// @return how many invoice lines each close has
  private Map<Long, Integer> checkLeaves() throws SQLException {
    var lines = new TreeMap<Long, Integer>();
    var left = new TreeSet<>(closes.keySet());
    try (PreparedStatement statement = connection.prepareStatement(LEAVES)) {
      statement.setFetchSize(FactTables.FETCH);
      try (ResultSet row = statement.executeQuery()) {
        LeavesOfClose present = null;
        while (row.next()) {
          long close = row.getLong("close_no");
          if (present == null || present.close != close) {
            finish(present);
            present = new LeavesOfClose(close);
            left.remove(close);
          }
          present.take(row);
          if (row.getString("kind").equals(FactKind.LINE.word())) {
            lines.merge(close, 1, Integer::sum);
          }
        }
        finish(present);
      }
    }
    left.forEach(close -> finish(new LeavesOfClose(close)));
    return lines;
  }

  /// The leaves of one close while they are read.
  private final class LeavesOfClose {
    private final long close;
    private final @Nullable Kept kept;
    private final MerkleTree.Builder tree = new MerkleTree.Builder();
    private final int before = findings.count();
    private int next;

    private LeavesOfClose(long close) {
      this.close = close;
      this.kept = closes.get(close);
    }

    private String place() {
      return (kept == null ? "close " + close : kept.place()) + ", close_leaves";
    }

    private void take(ResultSet row) throws SQLException {
      int number = row.getInt("leaf_no");
      if (number != next) {
        findings.add(
            place(),
            "after leaf %d comes leaf %d: what was between them is missing"
                .formatted(next, number + 1));
      }
      next = number + 1;
      String text = row.getString("leaf");
      tree.add(MerkleTree.leafHash(text));
      try {
        Leaf leaf = Leaf.read(text);
        requireSame("kind", leaf.kind().word(), row.getString("kind"));
        requireSame("key", leaf.key(), row.getString("key"));
      } catch (NotAsSealed e) {
        findings.add("%s, leaf %d".formatted(place(), next), e.sentence());
      }
    }
  }

  private void finish(@Nullable LeavesOfClose read) {
    if (read == null) {
      return;
    }
    Kept kept = read.kept;
    if (kept == null) {
      findings.add(read.place(), "its leaves are there, and its row in day_closes is missing");
      return;
    }
    MerkleTree tree = read.tree.build();
    if (read.next < kept.leaves()) {
      findings.add(
          read.place(),
          "its leaves end after leaf %d: %d of %d are missing"
              .formatted(read.next, kept.leaves() - read.next, kept.leaves()));
    } else if (findings.count() == read.before && !tree.root().equals(kept.root())) {
      findings.add(
          read.place(),
          "its leaves do not give its root: a leaf was altered, or leaves were exchanged");
    }
  }

  /// Checks each row of a table against its leaf.
  private void checkRows(FactTable table) throws SQLException {
    String query =
        """
        select l.close_no, l.leaf_no, l.key as sealed_key, l.leaf, f.*
        from close_leaves l left join (select %s from %s) f on f.key = l.key
        where l.kind = '%s'
        """
            .formatted(table.selected(), table.from(), table.kind().word());
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setFetchSize(FactTables.FETCH);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          checkRow(table, row);
        }
      }
    }
  }

  private void checkRow(FactTable table, ResultSet row) throws SQLException {
    Kept kept = closes.get(row.getLong("close_no"));
    if (kept == null) {
      return; // The missing head is said already, and without its day no leaf can be made.
    }
    String place =
        "%s, leaf %d, %s %s"
            .formatted(
                kept.place(),
                row.getInt("leaf_no") + 1,
                table.kind().word(),
                row.getString("sealed_key"));
    if (row.getString("key") == null) {
      findings.add(place, "its row in %s was deleted".formatted(table.name()));
      return;
    }
    String sealed = row.getString("leaf");
    Leaf present = table.leaf(row, kept.day());
    if (!present.text().equals(sealed)) {
      findings.add(
          place,
          "its row in %s was altered after the close: %s"
              .formatted(table.name(), difference(sealed, present)));
    }
  }

  private static String difference(String sealed, Leaf present) {
    try {
      Map<String, String> before = Leaf.read(sealed).members();
      var all = new TreeSet<>(before.keySet());
      Map<String, String> now = present.members();
      all.addAll(now.keySet());
      all.remove("row");
      var changes = new ArrayList<String>();
      for (String member : all) {
        if (!Objects.equals(before.get(member), now.get(member))) {
          changes.add("%s is %s and was %s".formatted(member, now.get(member), before.get(member)));
        }
      }
      return changes.isEmpty() ? "the hash of its columns is another" : String.join(", ", changes);
    } catch (NotAsSealed e) {
      return "its leaf is none";
    }
  }

  private void checkAdded() throws SQLException {
    if (heads.isEmpty()) {
      return;
    }
    Kept newest = heads.getLast();
    try {
      for (Leaf leaf : FactTables.added(connection, Head.read(newest.document()).cut())) {
        findings.add(
            leaf.name(),
            "this row was added after the close: its raw record belongs to %s or to one before it, and no close has the row"
                .formatted(newest.place()));
      }
    } catch (NotAsSealed e) {
      return; // Said where the heads are checked.
    }
  }
}
