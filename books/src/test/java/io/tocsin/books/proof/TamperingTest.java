package io.tocsin.books.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is changed in exported days is found, and said with its place.
final class TamperingTest {
  private static final int EVENTS = 9;
  private static final LocalDate FIRST = SampleBooks.FIRST;
  private static final LocalDate SECOND = FIRST.plusDays(1);
  private static final LocalDate THIRD = FIRST.plusDays(2);
  private static final String ACME = "clients/ACME%20%26%20S%C3%B6hne/";
  private static final String NORTHGATE = "clients/%3Dnorthgate/";

  @TempDir Path books;
  private List<Head> heads = List.of();

  @BeforeEach
  void closeThreeDays() throws Exception {
    heads = SampleBooks.days(books, 3, EVENTS);
  }

  private Path file(LocalDate day, String name) {
    return books.resolve(day.toString()).resolve(name);
  }

  private void change(LocalDate day, String name, UnaryOperator<String> change) throws IOException {
    Path file = file(day, name);
    String before = Files.readString(file);
    String after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(file, after);
  }

  private void changeLines(LocalDate day, String name, UnaryOperator<List<String>> change)
      throws IOException {
    change(
        day,
        name,
        text -> String.join("\n", change.apply(new ArrayList<>(text.lines().toList()))) + "\n");
  }

  private List<String> findings(@Nullable String known) throws IOException {
    return Verification.of(books, known, null).findings();
  }

  private String newest() {
    return heads.getLast().hash();
  }

  private static Leaf firstLine(LocalDate day) {
    return SampleBooks.leaves(day, EVENTS).stream()
        .filter(leaf -> leaf.kind() == FactKind.LINE)
        .findFirst()
        .orElseThrow();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void whatNobodyChangedHolds() throws Exception {
    Verification all = Verification.of(books, heads.get(1).hash(), SampleBooks.id(SECOND, 3));
    Verification one = Verification.of(books.resolve(SECOND.toString()), null, null);

    assertThat(all.findings()).isEmpty();
    assertThat(all.days()).hasSize(3);
    assertThat(all.days().getLast())
        .isEqualTo(new Verification.Day(THIRD, 3, 4 * EVENTS, EVENTS, newest()));
    assertThat(all.line())
        .contains(SECOND + " (close 2): REVERSAL of -88.00 USD for =northgate, contract c-7");
    assertThat(one.holds()).isTrue();
  }

  @Test
  void theSameDayWrittenAgainHasTheSameBytes(@TempDir Path again) throws Exception {
    SampleBooks.days(again, 3, EVENTS);
    SampleBooks.days(books, 3, EVENTS);

    try (Stream<Path> files = Files.walk(again)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(books.resolve(again.relativize(file))).hasSameBinaryContentAs(file);
      }
    }
    assertThat(findings(newest())).isEmpty();
  }

  @Test
  void aFolderThatWasChangedIsNotWrittenOver() throws Exception {
    change(SECOND, DayFiles.SUMMARY, text -> text + "x");

    assertThatThrownBy(() -> SampleBooks.days(books, 3, EVENTS))
        .isInstanceOf(NotAsSealed.class)
        .hasMessageContaining("has another summary.txt than it had");
    try (Stream<Path> left = Files.list(books)) {
      assertThat(left).hasSize(3);
    }
  }

  @Test
  void anAlteredLeaf() throws Exception {
    changeLines(
        SECOND,
        DayFiles.LEAVES,
        lines -> {
          lines.set(30, lines.get(30).replace("USD", "EUR"));
          return lines;
        });

    assertThat(findings(null))
        .singleElement()
        .asString()
        .startsWith("2026-11-19, leaves.jsonl, line 31: leaf 31 (line ")
        .endsWith("was changed: its hash is not the one beside it");
  }

  @Test
  void anAlteredLeafWithItsHash() throws Exception {
    Leaf line = firstLine(SECOND);
    var other = new Leaf(line.kind(), line.key(), line.text().replace("USD", "EUR"));
    changeLines(
        SECOND,
        DayFiles.LEAVES,
        lines -> {
          lines.replaceAll(l -> l.contains(line.key()) ? leafLine(l, other) : l);
          return lines;
        });

    assertThat(findings(null))
        .anySatisfy(
            said ->
                assertThat(said)
                    .startsWith("2026-11-19, leaves.jsonl: the leaves do not give the root"))
        .anySatisfy(
            said ->
                assertThat(said)
                    .startsWith("2026-11-19, clients/")
                    .contains("line " + line.key() + " is not so in leaves.jsonl"));
  }

  private static String leafLine(String line, Leaf leaf) {
    int number = Integer.parseInt(line.replaceAll(".*\"number\":(\\d+)}", "$1"));
    return DayDraft.leafLine(number, leaf.text());
  }

  @Test
  void aDeletedLeaf() throws Exception {
    Leaf before = SampleBooks.leaves(SECOND, EVENTS).get(4);
    changeLines(
        SECOND,
        DayFiles.LEAVES,
        lines -> {
          lines.remove(5);
          return lines;
        });

    assertThat(findings(null))
        .containsExactly(
            "2026-11-19, leaves.jsonl, line 6: after leaf 5 (%s) comes leaf 7: what was between them is missing"
                .formatted(before.name()));
  }

  @Test
  void swappedLeaves() throws Exception {
    changeLines(
        SECOND,
        DayFiles.LEAVES,
        lines -> {
          Collections.swap(lines, 5, 6);
          return lines;
        });
    assertThat(findings(null))
        .singleElement()
        .asString()
        .startsWith("2026-11-19, leaves.jsonl, line 6: after leaf 5");
  }

  @Test
  void swappedLeavesWithTheirNumbers() throws Exception {
    List<Leaf> leaves = SampleBooks.leaves(SECOND, EVENTS);
    Collections.swap(leaves, 5, 6);
    changeLines(
        SECOND,
        DayFiles.LEAVES,
        lines -> {
          lines.set(5, DayDraft.leafLine(6, leaves.get(5).text()));
          lines.set(6, DayDraft.leafLine(7, leaves.get(6).text()));
          return lines;
        });

    assertThat(findings(null))
        .singleElement()
        .asString()
        .startsWith("2026-11-19, leaves.jsonl, line 7: leaf 7 (")
        .endsWith("their order was changed");
  }

  @Test
  void cutOffLeaves() throws Exception {
    Leaf last = SampleBooks.leaves(THIRD, EVENTS).get(32);
    changeLines(THIRD, DayFiles.LEAVES, lines -> lines.subList(0, 33));

    assertThat(findings(null))
        .containsExactly(
            "2026-11-20, leaves.jsonl: it ends after leaf 33 (%s): 3 of the 36 leaves that the head seals are missing"
                .formatted(last.name()));
  }

  @Test
  void cutOffLeavesOfADaySealedAnew() throws Exception {
    delete(books.resolve(SECOND.toString()));
    List<Leaf> fewer = SampleBooks.leaves(SECOND, EVENTS).subList(0, 33);
    SampleBooks.close(books, SECOND, fewer, heads.getFirst());

    assertThat(findings(null))
        .containsExactly(
            "2026-11-20, head.json: it follows another head than that of 2026-11-19 (close 2): one"
                + " of the two heads was replaced or changed");
  }

  @Test
  void cutOffLeavesOfTheNewestDaySealedAnewAreFoundByItsHeadAlone() throws Exception {
    delete(books.resolve(THIRD.toString()));
    List<Leaf> fewer = SampleBooks.leaves(THIRD, EVENTS).subList(0, 33);
    SampleBooks.close(books, THIRD, fewer, heads.get(1));

    assertThat(findings(null)).as("the files alone fit together").isEmpty();
    assertThat(findings(newest()))
        .singleElement()
        .asString()
        .contains("no day here has the head " + newest())
        .endsWith("the newest day here is 2026-11-20 (close 3)");
  }

  @Test
  void aCell() throws Exception {
    change(FIRST, ACME + "lines.csv", text -> text.replace(",86.00,", ",68.00,"));

    assertThat(findings(null))
        .singleElement()
        .asString()
        .matches(
            "2026-11-18, %slines.csv, row \\d, column amount: it says '68.00', and '86.00' was sealed"
                .formatted(ACME));
  }

  @Test
  void aNegativeSign() throws Exception {
    change(FIRST, NORTHGATE + "lines.csv", text -> text.replace(",-88.00,", ",88.00,"));

    assertThat(findings(null))
        .singleElement()
        .asString()
        .contains(NORTHGATE, "column amount: it says '88.00', and '-88.00' was sealed");
  }

  @Test
  void aTextThatNoLeafHas() throws Exception {
    change(FIRST, ACME + "lines.csv", text -> text.replace("north", "south"));

    assertThat(findings(null))
        .singleElement()
        .asString()
        .startsWith("2026-11-18, " + ACME + "lines.csv: the file was changed");
  }

  @Test
  void aRowMissingTwiceOrAnotherClients() throws Exception {
    String row = Files.readAllLines(file(FIRST, ACME + "lines.csv")).get(1);
    changeLines(
        FIRST,
        NORTHGATE + "lines.csv",
        lines -> {
          lines.add(row);
          return lines;
        });
    changeLines(
        SECOND,
        ACME + "lines.csv",
        lines -> {
          lines.add(lines.remove(1));
          lines.add(lines.getLast());
          lines.remove(1);
          return lines;
        });

    assertThat(findings(null))
        .anySatisfy(said -> assertThat(said).startsWith("2026-11-18").endsWith("is there twice"))
        .anySatisfy(
            said -> assertThat(said).startsWith("2026-11-18").endsWith("is another client's"))
        .anySatisfy(
            said ->
                assertThat(said)
                    .startsWith("2026-11-19, " + ACME + "lines.csv: line ")
                    .endsWith("is missing"));
  }

  @Test
  void aDeletedFileAndOneMore() throws Exception {
    Files.delete(file(FIRST, ACME + "lines.csv"));
    Files.delete(file(SECOND, NORTHGATE + "proofs.jsonl"));
    Files.writeString(file(THIRD, "clients/more.csv"), "a");

    assertThat(findings(null))
        .containsExactly(
            "2026-11-18, " + ACME + "lines.csv: the file is missing",
            "2026-11-19, " + NORTHGATE + "proofs.jsonl: the file is missing",
            "2026-11-20, clients/more.csv: this file is no part of the day");
  }

  @Test
  void aDeletedDay() throws Exception {
    delete(books.resolve(SECOND.toString()));
    assertThat(findings(null))
        .containsExactly(
            "2026-11-20, head.json: this is close 3, and the one before it here is close 1 of"
                + " 2026-11-18: the folders between are missing");

    delete(books.resolve(FIRST.toString()));
    assertThat(findings(null))
        .containsExactly(
            "2026-11-20, head.json: this is close 3, and no close is here before it: the folders"
                + " between are missing");

    delete(books.resolve(THIRD.toString()));
    assertThat(findings(null)).singleElement().asString().endsWith("no closed day in this folder");
  }

  @Test
  void theNewestDayDeletedIsFoundByItsHead() throws Exception {
    delete(books.resolve(THIRD.toString()));

    assertThat(findings(null)).isEmpty();
    assertThat(findings(newest()))
        .singleElement()
        .asString()
        .contains("was cut off, replaced or changed")
        .endsWith("the newest day here is 2026-11-19 (close 2)");
  }

  @Test
  void exchangedDays() throws Exception {
    Path aside = books.resolve("aside");
    Files.move(books.resolve(SECOND.toString()), aside);
    Files.move(books.resolve(THIRD.toString()), books.resolve(SECOND.toString()));
    Files.move(aside, books.resolve(THIRD.toString()));

    assertThat(findings(null))
        .contains("2026-11-19, head.json: this is the head of 2026-11-20")
        .contains(
            "2026-11-19, head.json: this is close 2, and it comes after close 3: days were"
                + " exchanged");
  }

  @Test
  void aReplacedHead() throws Exception {
    Files.copy(
        file(FIRST, DayFiles.HEAD),
        file(SECOND, DayFiles.HEAD),
        StandardCopyOption.REPLACE_EXISTING);

    assertThat(findings(null))
        .contains("2026-11-19, head.json: this is the head of 2026-11-18")
        .contains("2026-11-19, SHA256SUMS: the file is not the one that the head seals")
        .anySatisfy(said -> assertThat(said).startsWith("2026-11-18, head.json: this is close 1"));
  }

  @Test
  void aHeadThatIsNone() throws Exception {
    change(SECOND, DayFiles.HEAD, text -> text.replace("\"close\":2", "\"close\":2.0"));
    assertThat(findings(null)).anyMatch(said -> said.startsWith("2026-11-19, head.json: 'close'"));

    Files.writeString(file(SECOND, DayFiles.HEAD), "x".repeat(1 << 21));
    assertThat(findings(null))
        .contains("2026-11-19, head.json: the file is larger than Tocsin writes it");
  }

  @Test
  void aForeignProof() throws Exception {
    String foreign = Files.readAllLines(file(SECOND, ACME + "proofs.jsonl")).get(1);
    changeLines(
        THIRD,
        ACME + "proofs.jsonl",
        lines -> {
          lines.set(1, foreign);
          return lines;
        });

    assertThat(findings(null))
        .anySatisfy(
            said ->
                assertThat(said)
                    .startsWith("2026-11-20, " + ACME + "proofs.jsonl, line 2: the proof of line ")
                    .endsWith("does not lead to the root of 2026-11-20"));
  }

  @Test
  void aClientVerifiesHisOwnLines() throws Exception {
    Path proofs = file(SECOND, ACME + "proofs.jsonl");
    Path lines = file(SECOND, ACME + "lines.csv");
    String head = heads.get(1).hash();

    assertThat(Verification.ofClient(proofs, lines, head).findings()).isEmpty();
    assertThat(Verification.ofClient(proofs, lines, head).days().getFirst().lines()).isEqualTo(3);
    assertThat(Verification.ofClient(proofs, lines, newest()).findings())
        .singleElement()
        .asString()
        .contains("these proofs are for the head " + head);
    assertThat(
            Verification.ofClient(proofs, file(SECOND, NORTHGATE + "lines.csv"), head).findings())
        .anySatisfy(said -> assertThat(said).contains("row 2: line '").contains("is in no leaf"));

    change(SECOND, ACME + "lines.csv", text -> text.replace("USD", "EUR"));
    assertThat(Verification.ofClient(proofs, lines, head).findings())
        .allSatisfy(said -> assertThat(said).contains("column currency: it says 'EUR'"))
        .hasSize(3);
    changeLines(SECOND, ACME + "proofs.jsonl", all -> all.subList(0, 3));
    assertThat(Verification.ofClient(proofs, lines, head).findings())
        .anySatisfy(said -> assertThat(said).contains("row 4: line '").contains("is in no leaf"));
  }

  @Test
  void aLineThatIsNowhere() throws Exception {
    assertThat(Verification.of(books, null, "abc").findings())
        .singleElement()
        .asString()
        .endsWith("no leaf is of the line abc");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void anyByteOfAnyFile(long seed) throws Exception {
    var random = new Random(seed);
    List<Path> files;
    try (Stream<Path> all = Files.walk(books)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (int i = 0; i < 60; i++) {
      Path file = files.get(random.nextInt(files.size()));
      byte[] before = Files.readAllBytes(file);
      byte[] after = before.clone();
      int at = random.nextInt(after.length);
      after[at] ^= (byte) (1 + random.nextInt(255));
      Files.write(file, after);

      assertThat(findings(newest())).as("seed %d: byte %d of %s", seed, at, file).isNotEmpty();

      Files.write(file, before);
    }
    assertThat(findings(newest())).isEmpty();
  }
}
