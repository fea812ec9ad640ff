package io.tocsin.books.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.embedded.EmbeddedDatabase;
import io.tocsin.embedded.TestStack;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody does to the ledger who may do anything, past the triggers, is found and named. Two
/// days are closed; each test changes something and takes it back.
final class LedgerVerificationIT {
  private static final int ROWS = Integer.getInteger("tocsin.proof.rows", 50);
  private static final int FIRST_CUT = 30;
  private static final LocalDate FIRST = LocalDate.of(2026, 11, 18);
  private static final LocalDate SECOND = FIRST.plusDays(1);

  @TempDir static Path books;
  private static Connection connection;
  private static final List<Head> HEADS = new ArrayList<>();

  @BeforeAll
  static void closeTwoDays() throws Exception {
    EmbeddedDatabase server = TestStack.database();
    server.createDatabase("proof");
    Flyway.configure()
        .dataSource(server.jdbcUrl("proof"), server.user(), server.password())
        .placeholders(Map.of("readerRole", "nobody", "operatorRole", "nobody"))
        .load()
        .migrate();
    connection =
        DriverManager.getConnection(
            server.jdbcUrl("proof") + "?reWriteBatchedInserts=true",
            server.user(),
            server.password());
    connection.setAutoCommit(false);
    try (InputStream facts = LedgerVerificationIT.class.getResourceAsStream("facts.sql")) {
      run(
          new String(facts.readAllBytes(), StandardCharsets.UTF_8)
              .replace(":rows", Integer.toString(ROWS)));
    }
    connection.commit();
    close(FIRST, cut(FIRST_CUT));
    close(SECOND, cut(ROWS));
    connection.commit();
  }

  /// Closes as Tocsin does: what is open below the cut, sealed and exported, is put into the
  /// ledger.
  private static void close(LocalDate day, Cut cut) throws Exception {
    List<Leaf> leaves = FactTables.open(connection, cut, day);
    HEADS.add(SampleBooks.close(books, day, cut, leaves, HEADS.isEmpty() ? null : HEADS.getLast()));
    run("set local session_replication_role = replica");
    run("delete from close_leaves");
    run("delete from day_closes");
    Restore.from(connection, books, HEADS.getLast().hash(), "test");
    connection.commit();
  }

  private static Cut cut(long next) {
    return new Cut(new TreeMap<>(Map.of("raw.manitou", new TreeMap<>(Map.of(0, next)))));
  }

  @AfterEach
  void takeBack() throws SQLException {
    connection.rollback();
  }

  @AfterAll
  static void disconnect() throws SQLException {
    connection.close();
  }

  private static void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// Runs as somebody whom no trigger holds.
  private static void tamper(String sql) throws SQLException {
    run("set local session_replication_role = replica");
    try (Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).as("rows changed by %s", sql).isPositive();
    }
  }

  /// Nor any constraint.
  private static void dropConstraints() throws SQLException {
    for (int i = 0; i < 2; i++) { // What the months inherit from their table, and what is theirs.
      run(
          """
          do $$ declare c record; begin
            for c in select conrelid::regclass as name, conname from pg_constraint
              where contype = 'c' and coninhcount = 0 and connamespace = 'public'::regnamespace and conrelid <> 0
            loop execute format('alter table %s drop constraint %I', c.name, c.conname); end loop;
          end $$
          """);
    }
    run("alter table audit alter audit_no drop identity");
  }

  private static List<String> findings(@Nullable String known) throws SQLException {
    return LedgerVerification.of(connection, known).findings();
  }

  private static List<String> texts(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      var texts = new ArrayList<String>();
      while (row.next()) {
        texts.add(row.getString(1));
      }
      return texts;
    }
  }

  @Test
  void whatNobodyChangedHolds() throws Exception {
    Verification verified = LedgerVerification.of(connection, HEADS.getFirst().hash());

    assertThat(verified.findings()).isEmpty();
    assertThat(verified.days()).hasSize(2);
    assertThat(verified.days())
        .isEqualTo(Verification.of(books, HEADS.getLast().hash(), null).days());
    assertThat(verified.days().stream().mapToInt(Verification.Day::leaves).sum())
        .as("every row is a leaf of one close")
        .isEqualTo(
            Integer.parseInt(
                texts(
                        """
                        select (select count(*) from audit) + (select count(*) from operator_commands)
                          + (select count(*) from charge_conflicts) + (select count(*) from decisions)
                          + (select count(*) from deliveries) + (select count(*) from events)
                          + (select count(*) from charge_lines) + (select count(*) from replayed_deliveries)
                        """)
                    .getFirst()));
  }

  @Test
  void aLineOfALaterDayWaitsAndOneOfAClosedDayIsAnAdjustment() throws Exception {
    tamper("delete from close_leaves");
    tamper("delete from day_closes");

    List<Leaf> first = FactTables.open(connection, cut(ROWS), FIRST);
    List<Leaf> both = FactTables.open(connection, cut(ROWS), SECOND);

    assertThat(lines(first, "REGULAR")).isEqualTo(30 + 7);
    assertThat(lines(first, "ADJUSTMENT")).isZero();
    assertThat(lines(both, "ADJUSTMENT")).isEqualTo(30 + 7);
    assertThat(both).isSorted().doesNotHaveDuplicates();
  }

  private static long lines(List<Leaf> leaves, String run) {
    return leaves.stream()
        .filter(leaf -> leaf.kind() == FactKind.LINE && run.equals(leaf.members().get("run")))
        .count();
  }

  @ParameterizedTest
  @EnumSource(FactKind.class)
  void aDeletedRow(FactKind kind) throws Exception {
    FactTable table = FactTables.ALL.get(kind.ordinal());
    tamper(
        "delete from %1$s where ctid = (select max(ctid) from %1$s) and tableoid = (select max(tableoid) from %1$s)"
            .formatted(table.name()));

    assertThat(findings(null))
        .anySatisfy(
            said ->
                assertThat(said)
                    .matches("close \\d of 2026-11-1[89], leaf \\d+, %s .+".formatted(kind.word()))
                    .endsWith("its row in %s was deleted".formatted(table.name())));
  }

  @ParameterizedTest
  @EnumSource(FactKind.class)
  void anyColumnOfARow(FactKind kind) throws Exception {
    String table = FactTables.ALL.get(kind.ordinal()).name();
    // What the database gives, or what it makes of another column.
    Set<String> free = Set.of("recorded_at", "line_no", "command_no", "received_day");
    List<String> columns =
        texts(
            "select column_name || ' ' || udt_name from information_schema.columns where table_schema = 'public' and table_name = '%s'"
                .formatted(table));
    assertThat(columns).hasSizeGreaterThan(5);
    dropConstraints();
    run("savepoint untouched");
    for (String each : columns) {
      String column = each.split(" ")[0];
      if (!free.contains(column)) {
        tamper(
            "update %1$s set %2$s = %3$s where ctid = (select max(ctid) from %1$s) and tableoid = (select max(tableoid) from %1$s)"
                .formatted(table, column, other(column, each.split(" ")[1])));

        assertThat(findings(null)).as(each).isNotEmpty();
        run("rollback to untouched");
      }
    }
  }

  private static String other(String column, String type) {
    return switch (type) {
      case "int4" -> "coalesce(%s, 0) + 1".formatted(column);
      case "int8" ->
          column.endsWith("reverses") || column.equals("live_line_no")
              ? "case when %1$s = 1 then 2 else 1 end".formatted(column)
              : "coalesce(%s, 0) + 1".formatted(column);
      case "numeric" -> "coalesce(%s, 0) + 0.0001".formatted(column);
      case "bool" -> "not " + column;
      case "timestamptz" -> "coalesce(%s + interval '1 microsecond', now())".formatted(column);
      case "date" -> "coalesce(%s + 1, current_date)".formatted(column);
      case "_text" -> "array_append(%s, 'x')".formatted(column);
      case "jsonb" -> "'{\"x\": 1}'";
      default -> "coalesce(%s, '') || 'x'".formatted(column);
    };
  }

  @Test
  void anAlteredAmountIsNamedWithWhatItWas() throws Exception {
    tamper(
        "update charge_lines set amount = 12.75 where event_key = 'manitou:7' and kind = 'CHARGE'");

    assertThat(findings(null))
        .singleElement()
        .asString()
        .startsWith("close 1 of 2026-11-18, leaf ")
        .endsWith(
            "its row in charge_lines was altered after the close: amount is 12.75 and was 127.50");
  }

  @Test
  void aMemo() throws Exception {
    tamper("update charge_lines set memo = 'Nothing' where event_key = 'manitou:40'");

    assertThat(findings(null))
        .singleElement()
        .asString()
        .startsWith("close 2 of 2026-11-19, leaf ")
        .endsWith("the hash of its columns is another");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deliveries", "events"})
  void rowsCutOffAndRowsAdded(String table) throws Exception {
    tamper("delete from %s where raw_offset >= %d".formatted(table, ROWS - 3));
    assertThat(findings(null)).hasSize(3).allMatch(said -> said.endsWith("was deleted"));

    connection.rollback();
    tamper(
        "insert into %1$s select (jsonb_populate_record(r, '{\"raw_offset\": -1, \"event_key\": \"added\"}')).* from %1$s r where raw_offset = 1"
            .formatted(table));
    assertThat(findings(null))
        .singleElement()
        .asString()
        .contains("this row was added after the close", "close 2 of 2026-11-19");
  }

  @Test
  void aRowThatAReplayAddsIsNoTampering() throws Exception {
    run(
        "insert into events select (jsonb_populate_record(r, '{\"revision\": 2, \"replay_id\":"
            + " \"r1\"}')).* from events r where raw_offset = 1");

    assertThat(findings(null)).isEmpty();
    assertThat(FactTables.open(connection, cut(ROWS), SECOND))
        .extracting(Leaf::key)
        .containsExactly("manitou:1#2");
  }

  @Test
  void aColumnOfALaterMigrationIsInNoOldLeaf() throws Exception {
    for (FactTable table : FactTables.ALL) {
      run("alter table %s add column later text default 'x'".formatted(table.name()));
    }

    assertThat(findings(null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          update close_leaves set leaf = replace(leaf, '127.50', '12.75') where kind = 'line' and close_no = 1 | close 1 of 2026-11-18, close_leaves: its leaves do not give its root
          delete from close_leaves where close_no = 1 and leaf_no = 5 | close 1 of 2026-11-18, close_leaves: after leaf 5 comes leaf 7
          delete from close_leaves where close_no = 2 and leaf_no > 5 | close 2 of 2026-11-19, close_leaves: its leaves end after leaf 6
          delete from close_leaves where close_no = 2 | close 2 of 2026-11-19, close_leaves: its leaves end after leaf 0
          update close_leaves set key = 'x' where close_no = 1 and leaf_no = 5 | close 1 of 2026-11-18, close_leaves, leaf 6: the column key is x
          update close_leaves set kind = 'x' where close_no = 1 and leaf_no = 5 | close 1 of 2026-11-18, close_leaves, leaf 6: the column kind is x
          update close_leaves set leaf = 'x' where close_no = 1 and leaf_no = 5 | close 1 of 2026-11-18, close_leaves, leaf 6: this is not JSON
          delete from day_closes where close_no = 1 | close 2 of 2026-11-19, day_closes: close 1 before it is missing
          delete from day_closes where close_no = 2 | close 2, close_leaves: its leaves are there, and its row in day_closes is missing
          update day_closes set day = day + 5 where close_no = 1 | close 1 of 2026-11-23, day_closes: the column day is 2026-11-23
          update day_closes set closed_at = closed_at + interval '1 second' where close_no = 1 | close 1 of 2026-11-18, day_closes: the column closed_at is
          update day_closes set cut = '{}' where close_no = 1 | close 1 of 2026-11-18, day_closes: the column cut is
          update day_closes set leaves = 1 where close_no = 1 | close 1 of 2026-11-18, day_closes: the column leaves is 1
          update day_closes set root = 'x' where close_no = 1 | close 1 of 2026-11-18, day_closes: the column root is x
          update day_closes set previous = 'x' where close_no = 2 | close 2 of 2026-11-19, day_closes: it follows another head
          update day_closes set head = 'x' where close_no = 1 | close 1 of 2026-11-18, day_closes: the column head is x
          update day_closes set document = replace(document, '18', '17') where close_no = 1 | close 1 of 2026-11-18, day_closes: the column head is
          update day_closes set document = 'x' where close_no = 2 | close 2 of 2026-11-19, day_closes: this is not JSON
          """)
  void aLeafOrAHead(String tampering, String found) throws Exception {
    tamper(tampering);

    assertThat(findings(null)).anySatisfy(said -> assertThat(said).startsWith(found));
  }

  @Test
  void theNewestCloseWithItsRowsIsFoundByItsHeadAlone() throws Exception {
    for (String deletion :
        List.of(
            "delete from charge_lines using close_leaves l where l.close_no = 2 and event_key in"
                + " (select event_key from events where raw_offset >= 30)",
            "delete from decisions where service_day = '2026-11-19'",
            "delete from events where service_day = '2026-11-19'",
            "delete from deliveries where raw_offset >= 30",
            "delete from close_leaves where close_no = 2",
            "delete from day_closes where close_no = 2")) {
      tamper(deletion);
    }

    assertThat(findings(null)).isEmpty();
    assertThat(findings(HEADS.getLast().hash()))
        .singleElement()
        .asString()
        .startsWith("day_closes: no close has the head " + HEADS.getLast().hash())
        .endsWith("the newest is close 1 of 2026-11-18");
  }

  @Test
  void closesArePutBackIntoAnEmptyLedgerOnlyAndFromWholeFoldersOnly(@TempDir Path other)
      throws Exception {
    assertThatThrownBy(() -> Restore.from(connection, books, null, "test"))
        .isInstanceOf(NotAsSealed.class)
        .hasMessageContaining("the ledger has closes already");

    tamper("delete from close_leaves");
    tamper("delete from day_closes");
    SampleBooks.days(other, 2, 2);
    Path summary = other.resolve(SampleBooks.FIRST.toString()).resolve(DayFiles.SUMMARY);
    Files.writeString(summary, "All is well");
    assertThatThrownBy(() -> Restore.from(connection, other, null, "test"))
        .isInstanceOf(NotAsSealed.class)
        .hasMessageContaining("summary.txt: the file was changed");
    assertThat(texts("select close_no::text from day_closes")).isEmpty();

    Restore.from(connection, books, HEADS.getLast().hash(), "test");
    assertThat(findings(HEADS.getLast().hash())).isEmpty();
    assertThat(texts("select distinct closed_by from day_closes")).containsExactly("test");
  }
}
