package io.tocsin.books.close;

import io.tocsin.books.audit.Audit;
import io.tocsin.books.db.Database;
import io.tocsin.books.db.DatabaseException;
import io.tocsin.books.proof.Cut;
import io.tocsin.books.proof.DayDraft;
import io.tocsin.books.proof.FactTables;
import io.tocsin.books.proof.Head;
import io.tocsin.books.proof.Leaf;
import io.tocsin.books.proof.MerkleTree;
import io.tocsin.books.proof.NotAsSealed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes days, one after the other. A day is closed when everything that was received up to its
/// cut balances; where the pipeline is still behind, it waits; where something is wrong, the day
/// stays open and what is wrong is named. Of several consoles one closes a day; the others wait for
/// it, and make the same folder.
public final class DailyClose {
  private static final Logger LOG = LoggerFactory.getLogger(DailyClose.class);
  private static final String ALREADY_THERE = "23505";
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

  private final Database database;
  private final RawLog log;
  private final Path books;
  private final CloseTime time;
  private final Duration patience;
  private final InstantSource clock;
  private final Pause pause;

  /// How to wait.
  @FunctionalInterface
  public interface Pause {
    void pause(Duration time) throws InterruptedException;
  }

  /// @param books where the folders of the closed days are
  /// @param patience how long to wait for a pipeline that is behind
  public DailyClose(
      Database database,
      RawLog log,
      Path books,
      CloseTime time,
      Duration patience,
      InstantSource clock,
      Pause pause) {
    this.database = database;
    this.log = log;
    this.books = books;
    this.time = time;
    this.patience = patience;
    this.clock = clock;
    this.pause = pause;
  }

  /// The newest day that can be closed now.
  public LocalDate newestEnded() {
    return time.newestEnded(clock.instant());
  }

  /// The next day that the schedule closes; empty where all that can be closed are, or nothing was
  /// ever received.
  public Optional<LocalDate> due() {
    Optional<LocalDate> next =
        database
            .read(CloseTables::last)
            .map(last -> last.day().plusDays(1))
            .or(() -> log.beginning().map(time::dayOf));
    return next.filter(day -> !day.isAfter(newestEnded()));
  }

  /// How many days could be closed and are not.
  public long openDays() {
    return due().map(day -> ChronoUnit.DAYS.between(day, newestEnded()) + 1).orElse(0L);
  }

  /// When the next day can be closed.
  public Instant nextCut() {
    return time.of(newestEnded().plusDays(1));
  }

  /// The day that it is now.
  public LocalDate today() {
    return time.dayOf(clock.instant());
  }

  /// Closes a day, and before it those that are missing since the last one. The day that is asked
  /// for takes what was received until now, a missing one what was received until its own time. Of
  /// a day that is closed already nothing is written but its folder, where that is missing.
  ///
  /// @param by who closes it
  /// @param progress is told what is waited for
  /// @throws CloseRefused where it is not closed
  public ClosedDay close(LocalDate day, String by, Consumer<String> progress)
      throws CloseRefused, InterruptedException {
    Optional<ClosedDay> before = database.read(connection -> CloseTables.of(connection, day));
    if (before.isPresent()) {
      progress.accept("%s is closed, its folder is made again and compared".formatted(day));
      publish(before.get());
      return before.get();
    }
    if (day.isAfter(newestEnded())) {
      throw new CloseRefused("%s cannot be closed before %s".formatted(day, time.of(day)));
    }
    Optional<ClosedDay> last = database.read(CloseTables::last);
    if (last.isPresent() && day.isBefore(last.get().day())) {
      throw new CloseRefused(
          "%s cannot be closed any more: the books are closed up to %s"
              .formatted(day, last.get().day()));
    }
    LocalDate next =
        last.map(l -> l.day().plusDays(1)).or(() -> log.beginning().map(time::dayOf)).orElse(day);
    for (; next.isBefore(day); next = next.plusDays(1)) {
      one(next, time.of(next), by, progress);
    }
    return one(day, clock.instant(), by, progress);
  }

  private ClosedDay one(LocalDate day, Instant until, String by, Consumer<String> progress)
      throws CloseRefused, InterruptedException {
    Instant deadline = clock.instant().plus(patience);
    Cut before =
        database
            .read(CloseTables::last)
            .map(last -> last.head().cut())
            .orElseGet(() -> new Cut(new TreeMap<>()));
    Cut cut = log.cut(until, before);
    RawInterval records = log.between(before, cut);
    Set<String> deadInPolicy = log.deadInPolicy();
    for (Duration wait = FIRST_PAUSE; ; wait = longer(wait)) {
      Attempt attempt = attempt(new Asked(day, until, by), cut, records, deadInPolicy);
      switch (attempt) {
        case Attempt.Done done -> {
          publish(done);
          LOG.info(
              "day={} close={} leaves={} head={} closed by {}",
              day,
              done.closed().head().close(),
              done.leaves().size(),
              done.closed().head().hash(),
              by);
          return done.closed();
        }
        case Attempt.Elsewhere _ -> {
          Optional<ClosedDay> there = of(day);
          if (there.isPresent()) {
            publish(there.get());
            return there.get();
          }
          if (!clock.instant().isBefore(deadline)) {
            throw new CloseRefused("another instance of the console is closing the books now");
          }
          progress.accept("%s waits for another instance of the console".formatted(day));
          pause.pause(wait);
        }
        case Attempt.Open open -> {
          String sentence = open.mismatches().sentence();
          if (!open.mismatches().mayPass() || !clock.instant().isBefore(deadline)) {
            LOG.error("day={} is not closed: {}", day, sentence);
            throw new CloseRefused(
                "%s is not closed, it does not balance: %s".formatted(day, sentence),
                open.mismatches());
          }
          progress.accept("%s waits for what is behind: %s".formatted(day, sentence));
          pause.pause(wait);
        }
      }
    }
  }

  /// What is to be closed.
  ///
  /// @param until what was received before it belongs to the close
  private record Asked(LocalDate day, Instant until, String by) {}

  private Attempt attempt(Asked asked, Cut cut, RawInterval records, Set<String> deadInPolicy) {
    try {
      return database.write(connection -> attempt(connection, asked, cut, records, deadInPolicy));
    } catch (DatabaseException e) {
      if (ALREADY_THERE.equals(e.failure().getSQLState())) {
        return new Attempt.Elsewhere(); // Closed between our snapshot and our lock.
      }
      throw e;
    }
  }

  private static Duration longer(Duration wait) {
    Duration twice = wait.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /// What came of one look at the facts.
  private sealed interface Attempt {
    record Done(ClosedDay closed, List<Leaf> leaves, DayDraft draft) implements Attempt {}

    record Open(Mismatches mismatches) implements Attempt {}

    record Elsewhere() implements Attempt {}
  }

  private Attempt attempt(
      Connection connection, Asked asked, Cut cut, RawInterval records, Set<String> deadInPolicy)
      throws SQLException {
    LocalDate day = asked.day();
    String by = asked.by();
    if (!CloseTables.lock(connection)) {
      return new Attempt.Elsewhere();
    }
    Optional<ClosedDay> last = CloseTables.last(connection);
    if (last.isPresent() && !last.get().day().isBefore(day)) {
      return new Attempt.Elsewhere(); // It has just been closed elsewhere.
    }
    boolean first = last.isEmpty();
    var balance = new Balance(records, day, first);
    var facts = new DayFacts(connection, cut);
    Map<String, Map<Integer, RawPosition>> delivered = facts.deliveries(records, balance);
    if (!balance.mismatches().isEmpty()) {
      return new Attempt.Open(balance.mismatches());
    }
    List<Leaf> leaves = FactTables.open(connection, cut, day);
    List<Entry> entries = new LinesOfClose(connection, facts).of(leaves, day, first);
    weigh(balance, facts, leaves, entries, delivered, deadInPolicy);
    if (!balance.mismatches().isEmpty()) {
      return new Attempt.Open(balance.mismatches());
    }
    long number = last.map(l -> l.head().close()).orElse(0L) + 1;
    Instant now = clock.instant();
    String summary =
        new Summary(
                number,
                day,
                time.zone(),
                asked.until(),
                now,
                by,
                balance.counts(),
                Exceptions.read(connection),
                MoneySums.of(entries))
            .text();
    try {
      DayDraft draft = draft(day, summary, entries);
      var head =
          new Head(
              Head.FORMAT,
              number,
              day,
              time.zone(),
              now,
              cut,
              leaves.size(),
              MerkleTree.of(leaves).root(),
              draft.documents(),
              last.map(l -> l.head().hash()).orElse(null));
      var closed = new ClosedDay(head, by, summary, null);
      CloseTables.write(connection, closed, leaves);
      Audit.write(
          connection,
          by,
          "CLOSE_DAY",
          day.toString(),
          null,
          "{\"close\":%d,\"head\":\"%s\"}".formatted(number, head.hash()));
      return new Attempt.Done(closed, leaves, draft);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder %s cannot be written".formatted(books), e);
    }
  }

  private static void weigh(
      Balance balance,
      DayFacts facts,
      List<Leaf> leaves,
      List<Entry> entries,
      Map<String, Map<Integer, RawPosition>> delivered,
      Set<String> deadInPolicy)
      throws SQLException {
    var first = new LinkedHashSet<String>();
    var keys = new LinkedHashSet<>(delivered.keySet());
    for (Leaf leaf : leaves) {
      switch (leaf.kind()) {
        case EVENT -> {
          keys.add(eventKey(leaf.key()));
          if (leaf.key().endsWith("#1")) {
            first.add(eventKey(leaf.key()));
          }
        }
        case DECISION -> keys.add(eventKey(leaf.key()));
        case AUDIT, COMMAND, CONFLICT, DELIVERY, LINE, REPLAYED -> {}
      }
    }
    entries.forEach(entry -> keys.add(entry.line().eventKey()));
    for (List<String> some : LinesOfClose.chunks(keys)) {
      facts
          .stories(some, delivered, deadInPolicy)
          .forEach(story -> balance.event(story, first.contains(story.eventKey())));
    }
    balance.eventsDone();
  }

  /// The event of a leaf's key, before `#<revision>`.
  private static String eventKey(String key) {
    return key.substring(0, key.lastIndexOf('#'));
  }

  private DayDraft draft(LocalDate day, String summary, List<Entry> entries) throws IOException {
    DayDraft draft = DayDraft.begin(books, day);
    boolean written = false;
    try {
      Documents.write(draft, summary, entries);
      written = true;
      return draft;
    } finally {
      if (!written) {
        draft.close();
      }
    }
  }

  private void publish(Attempt.Done done) {
    try (DayDraft draft = done.draft()) {
      draft.publish(done.closed().head(), done.leaves());
    } catch (IOException | NotAsSealed e) {
      // The day is closed; its folder is made again when somebody asks for it.
      LOG.error("day={} its folder cannot be written: {}", done.closed().day(), e.getMessage());
    }
  }

  /// Makes the folder of a closed day again, from what the ledger has.
  ///
  /// @return the folder
  /// @throws CloseRefused where it is there with other bytes, or the ledger is not as it was sealed
  public Path publish(ClosedDay closed) throws CloseRefused {
    Head head = closed.head();
    record Kept(List<Leaf> leaves, List<Entry> entries) {}
    Kept kept =
        database.read(
            connection -> {
              List<Leaf> leaves = CloseTables.leaves(connection, head.close());
              var facts = new DayFacts(connection, head.cut());
              return new Kept(
                  leaves,
                  new LinesOfClose(connection, facts).of(leaves, head.day(), head.close() == 1));
            });
    try (DayDraft draft = draft(head.day(), closed.summary(), kept.entries())) {
      return draft.publish(head, kept.leaves());
    } catch (NotAsSealed e) {
      throw new CloseRefused(e.sentence());
    } catch (IOException e) {
      throw new UncheckedIOException("the folder %s cannot be written".formatted(books), e);
    }
  }

  /// The folder of a closed day, made again where it is missing.
  public Path folder(ClosedDay closed) throws CloseRefused {
    Path folder = books.resolve(closed.day().toString());
    return Files.isDirectory(folder) ? folder : publish(closed);
  }

  /// The close of a day.
  public Optional<ClosedDay> of(LocalDate day) {
    return database.read(connection -> CloseTables.of(connection, day));
  }

  /// The closes, the newest first.
  public List<ClosedDay> newest(int most) {
    return database.read(connection -> CloseTables.newest(connection, most));
  }
}
