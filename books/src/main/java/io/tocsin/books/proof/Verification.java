package io.tocsin.books.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whether exported days are as they were sealed, from their files alone.
///
/// @param days the days that were looked into, oldest first
/// @param findings what is not as it was sealed: one sentence each, with its place; none where all
/// is
/// @param line the line that was asked for, in words; null where none was, or it was not found
public record Verification(List<Day> days, List<String> findings, @Nullable String line) {
  /// A day whose head could be read.
  ///
  /// @param leaves how many rows of the ledger it seals
  /// @param lines how many of them are invoice lines
  /// @param head hash of its head
  public record Day(LocalDate day, long close, int leaves, int lines, String head) {}

  public Verification {
    days = List.copyOf(days);
    findings = List.copyOf(findings);
  }

  /// Whether nothing was found.
  public boolean holds() {
    return findings.isEmpty();
  }

  /// What a person reads: one line for each day, then what was found, each line ended by a line
  /// feed.
  public String text() {
    var text = new StringBuilder();
    for (Day day : days) {
      text.append(
          "%s  close %d  rows %d  invoice lines %d  head %s\n"
              .formatted(day.day(), day.close(), day.leaves(), day.lines(), day.head()));
    }
    if (line != null) {
      text.append(line).append('\n');
    }
    if (holds()) {
      text.append(
          days.isEmpty()
              ? "No day is closed yet.\n"
              : "All of it is as it was sealed. Newest head: %s\n"
                  .formatted(days.getLast().head()));
    } else {
      text.append("NOT AS IT WAS SEALED:\n");
      findings.forEach(finding -> text.append("- ").append(finding).append('\n'));
    }
    return text.toString();
  }

  /// Verifies the folder of one day, or a folder of such folders: then also that the days are a
  /// chain from the first close on.
  ///
  /// @param known hash of a head that was kept elsewhere; it must be among those of the days
  /// @param line the id of an invoice line that must be in one of the days
  public static Verification of(Path folder, @Nullable String known, @Nullable String line)
      throws IOException {
    var findings = new Findings();
    boolean one = Files.exists(folder.resolve(DayFiles.HEAD));
    var days = new ArrayList<Day>();
    String found = null;
    Head before = null;
    for (Path day : one ? List.of(folder) : dayFolders(folder)) {
      Optional<DayFolder.Contents> read = new DayFolder(day, findings).check();
      if (read.isPresent()) {
        DayFolder.Contents contents = read.orElseThrow();
        Head head = contents.head();
        days.add(
            new Day(
                head.day(), head.close(), head.leaves(), contents.lines().count(), head.hash()));
        if (line != null && found == null) {
          found = contents.lines().found(line);
        }
        if (!one) {
          checkChain(before, head, findings);
        }
        before = head;
      }
    }
    if (days.isEmpty() && findings.count() == 0) {
      findings.add(folder.toString(), "there is no closed day in this folder");
    }
    if (known != null && days.stream().noneMatch(day -> day.head().equals(known))) {
      findings.add(folder.toString(), noSuchHead(known, days));
    }
    if (line != null && found == null) {
      findings.add(folder.toString(), "no leaf is of the line %s".formatted(line));
    }
    return new Verification(days, findings.sentences(), found);
  }

  private static String noSuchHead(String known, List<Day> days) {
    String newest =
        days.isEmpty()
            ? ""
            : "; the newest day here is %s (close %d)"
                .formatted(days.getLast().day(), days.getLast().close());
    return "no day here has the head %s: the day that it sealed was cut off, replaced or changed%s"
        .formatted(known, newest);
  }

  private static List<Path> dayFolders(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> Files.isDirectory(entry) && isDay(entry)).sorted().toList();
    }
  }

  private static boolean isDay(Path folder) {
    try {
      LocalDate.parse(folder.getFileName().toString());
      return true;
    } catch (DateTimeException e) {
      return false; // The answer, not a failure.
    }
  }

  private static void checkChain(@Nullable Head before, Head head, Findings findings) {
    long expected = before == null ? 1 : before.close() + 1;
    String place = "%s, %s".formatted(head.day(), DayFiles.HEAD);
    if (head.close() > expected) {
      findings.add(
          place,
          "this is close %d, and %s: the folders between are missing"
              .formatted(
                  head.close(),
                  before == null
                      ? "no close is here before it"
                      : "the one before it here is close %d of %s"
                          .formatted(before.close(), before.day())));
    } else if (head.close() < expected) {
      findings.add(
          place,
          "this is close %d, and it comes after close %d: days were exchanged"
              .formatted(head.close(), expected - 1));
    } else if (before != null && !before.hash().equals(head.previous())) {
      findings.add(
          place,
          "it follows another head than that of %s (close %d): one of the two heads was replaced or changed"
              .formatted(before.day(), before.close()));
    }
  }

  /// Verifies what one client was given: that each of his lines is proved and is what the proof
  /// says.
  ///
  /// @param proofs his `proofs.jsonl`
  /// @param lines his `lines.csv`
  /// @param known hash of the day's head
  public static Verification ofClient(Path proofs, Path lines, String known) throws IOException {
    var findings = new Findings();
    var days = new ArrayList<Day>();
    try (SealedText text = SealedText.open(proofs)) {
      String first = text.next();
      Head head = Head.read(CanonicalJson.read(first == null ? "" : first).text("head"));
      if (head.hash().equals(known)) {
        var sealed = new SealedLines(head, findings);
        sealed.proofs(proofs, proofs.toString(), null);
        sealed.rows(lines, lines.toString(), null);
        days.add(new Day(head.day(), head.close(), head.leaves(), sealed.count(), head.hash()));
      } else {
        findings.add(
            "%s, line 1".formatted(proofs),
            "these proofs are for the head %s, and not for %s".formatted(head.hash(), known));
      }
    } catch (NotAsSealed e) {
      findings.add("%s, line 1".formatted(proofs), e.sentence());
    }
    return new Verification(days, findings.sentences(), null);
  }
}
