package io.tocsin.books.proof;

import io.tocsin.books.db.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the closes of an empty ledger back from the folders that were exported.
public final class Restore {
  private static final int BATCH = 2_000;

  private static final String CLOSE =
      """
      insert into day_closes (close_no, day, closed_at, closed_by, cut, leaves, root, previous, head, document, summary)
      values (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)
      """;

  private static final String LEAF =
      "insert into close_leaves (close_no, leaf_no, kind, key, leaf) values (?, ?, ?, ?, ?)";

  private Restore() {}

  /// Writes `day_closes` and `close_leaves` as the folders have them. The facts themselves are not
  /// looked at; [LedgerVerification] does that afterwards.
  ///
  /// @param connection in a transaction
  /// @param books where the folders of all days are
  /// @param known hash of the newest head, kept elsewhere; null where nobody knows it
  /// @param by who restores; the folders do not say who closed
  /// @return what was put back
  /// @throws NotAsSealed where the folders are not as they were sealed, or the ledger has closes
  public static Verification from(
      Connection connection, Path books, @Nullable String known, String by)
      throws IOException, SQLException, NotAsSealed {
    if (!Sql.one(
        connection,
        "select not exists (select from day_closes) as empty",
        row -> row.truth("empty"))) {
      throw new NotAsSealed(
          "the ledger has closes already; they are put back into an empty one only");
    }
    Verification verified = Verification.of(books, known, null);
    if (!verified.holds()) {
      throw new NotAsSealed(
          "the folders are not as they were sealed: " + verified.findings().getFirst());
    }
    for (Verification.Day day : verified.days()) {
      restore(connection, books.resolve(day.day().toString()), by);
    }
    return verified;
  }

  private static void restore(Connection connection, Path folder, String by)
      throws IOException, SQLException, NotAsSealed {
    Head head = Head.read(SealedText.whole(folder.resolve(DayFiles.HEAD)));
    Sql.change(
        connection,
        CLOSE,
        head.close(),
        head.day(),
        head.at().atOffset(ZoneOffset.UTC),
        by,
        head.cut().json(),
        head.leaves(),
        head.root(),
        head.previous(),
        head.hash(),
        head.document(),
        Files.readString(folder.resolve(DayFiles.SUMMARY)));
    var findings = new Findings();
    try (PreparedStatement insert = connection.prepareStatement(LEAF)) {
      new DayFolder(folder, findings)
          .read((number, leaf) -> add(insert, head.close(), number, leaf), head.leaves());
      insert.executeBatch();
    }
    List<String> changed = findings.sentences();
    if (!changed.isEmpty()) {
      throw new NotAsSealed(changed.getFirst());
    }
  }

  private static void add(PreparedStatement insert, long close, int number, Leaf leaf)
      throws SQLException {
    insert.setLong(1, close);
    insert.setInt(2, number - 1);
    insert.setString(3, leaf.kind().word());
    insert.setString(4, leaf.key());
    insert.setString(5, leaf.text());
    insert.addBatch();
    if (number % BATCH == 0) {
      insert.executeBatch();
    }
  }
}
