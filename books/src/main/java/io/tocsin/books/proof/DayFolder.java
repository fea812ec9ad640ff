package io.tocsin.books.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder of a closed day, read to see whether it is as it was sealed.
final class DayFolder {
  private static final Pattern SUM =
      Pattern.compile("([0-9a-f]{64})  (summary\\.txt|clients/[^/\\\\]+/lines\\.csv)");

  private final Path folder;
  private final String day;
  private final Findings findings;
  // The documents in which something was found.
  private final Set<String> named = new HashSet<>();

  /// @param findings where to say what is not as it was
  DayFolder(Path folder, Findings findings) {
    this.folder = folder;
    this.day = folder.toAbsolutePath().normalize().getFileName().toString();
    this.findings = findings;
  }

  /// What a day's folder holds.
  record Contents(Head head, SealedLines lines) {}

  /// Takes each leaf of a day, in their order.
  @FunctionalInterface
  interface Leaves<E extends Exception> {
    /// Takes one.
    ///
    /// @param number from 1
    void take(int number, Leaf leaf) throws E;
  }

  /// Reads the head alone.
  Optional<Head> head() throws IOException {
    try {
      return Optional.of(Head.read(SealedText.whole(folder.resolve(DayFiles.HEAD))));
    } catch (NotAsSealed e) {
      findings.add(place(DayFiles.HEAD), e.sentence());
      return Optional.empty();
    }
  }

  /// Checks everything in the folder against its head.
  ///
  /// @return empty where it has no head that can be read
  Optional<Contents> check() throws IOException {
    Optional<Head> read = head();
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Head head = read.orElseThrow();
    if (!head.day().toString().equals(day)) {
      findings.add(place(DayFiles.HEAD), "this is the head of %s".formatted(head.day()));
    }
    var lines = new SealedLines(head, findings);
    var sums = new TreeMap<String, String>();
    readSums(head, sums);
    // Against leaves that are not whole, every other file would seem to be wrong.
    if (checkLeaves(head, lines)) {
      checkClients(lines);
      checkNames(sums.keySet(), lines);
    }
    checkDocuments(sums);
    return Optional.of(new Contents(head, lines));
  }

  private boolean checkLeaves(Head head, SealedLines lines) throws IOException {
    int before = findings.count();
    var tree = new MerkleTree.Builder();
    read(
        (number, leaf) -> {
          tree.add(MerkleTree.leafHash(leaf.text()));
          if (leaf.kind() == FactKind.LINE) {
            lines.add(leaf, number - 1);
          }
        },
        head.leaves());
    if (findings.count() > before) {
      return false;
    }
    if (!tree.build().root().equals(head.root())) {
      findings.add(
          place(DayFiles.LEAVES),
          "the leaves do not give the root that the head seals: a leaf was changed together with"
              + " its hash, or the head was");
    }
    return true;
  }

  /// Reads the leaves, each checked against its own hash, its number and its neighbour.
  ///
  /// @param expected how many there should be
  <E extends Exception> void read(Leaves<E> to, int expected) throws IOException, E {
    int last = 0;
    int lineNumber = 1;
    Leaf before = null;
    try (SealedText text = SealedText.open(folder.resolve(DayFiles.LEAVES))) {
      for (String line = text.next(); line != null; line = text.next(), lineNumber++) {
        CanonicalJson.Members members = CanonicalJson.read(line);
        int number = members.integer("number");
        Leaf leaf = Leaf.read(members.text("leaf"));
        if (!DayDraft.leafLine(number, leaf.text()).equals(line)) {
          throw new NotAsSealed(
              "leaf %d (%s) was changed: its hash is not the one beside it"
                  .formatted(number, leaf.name()));
        }
        if (number > last + 1) {
          throw new NotAsSealed(
              "after leaf %d%s comes leaf %d: what was between them is missing"
                  .formatted(last, named(before), number));
        }
        if (number <= last || (before != null && before.compareTo(leaf) >= 0)) {
          throw new NotAsSealed(
              "leaf %d (%s) stands after leaf %d%s: their order was changed"
                  .formatted(number, leaf.name(), last, named(before)));
        }
        last = number;
        before = leaf;
        to.take(number, leaf);
      }
      if (last < expected) {
        findings.add(
            place(DayFiles.LEAVES),
            "it ends after leaf %d%s: %d of the %d leaves that the head seals are missing"
                .formatted(last, named(before), expected - last, expected));
      } else if (last > expected) {
        findings.add(
            place(DayFiles.LEAVES),
            "it has %d leaves, and the head seals %d".formatted(last, expected));
      }
    } catch (NotAsSealed e) {
      findings.add("%s, line %d".formatted(place(DayFiles.LEAVES), lineNumber), e.sentence());
    }
  }

  private static String named(@Nullable Leaf leaf) {
    return leaf == null ? "" : " (" + leaf.name() + ")";
  }

  private void checkClients(SealedLines lines) throws IOException {
    for (String client : lines.folders()) {
      String proofs = client(client, DayFiles.PROOFS);
      lines.proofs(folder.resolve(proofs), place(proofs), client);
      String rows = client(client, DayFiles.LINES);
      if (lines.rows(folder.resolve(rows), place(rows), client)) {
        named.add(rows);
      }
    }
  }

  private static String client(String client, String file) {
    return "%s/%s/%s".formatted(DayFiles.CLIENTS, client, file);
  }

  private void checkNames(Set<String> documents, SealedLines lines) throws IOException {
    var expected = new TreeSet<>(documents);
    expected.addAll(Set.of(DayFiles.HEAD, DayFiles.LEAVES, DayFiles.SUMS));
    lines.folders().forEach(client -> expected.add(client(client, DayFiles.PROOFS)));
    for (String found : files()) {
      if (!expected.contains(found)) {
        findings.add(place(found), "this file is no part of the day");
      }
    }
  }

  private void readSums(Head head, Map<String, String> sums) throws IOException {
    Path file = folder.resolve(DayFiles.SUMS);
    try (SealedText text = SealedText.open(file)) {
      for (String line = text.next(); line != null; line = text.next()) {
        var sum = SUM.matcher(line);
        if (!sum.matches()) {
          throw new NotAsSealed("'%s' is not the sum of a document".formatted(line));
        }
        sums.put(sum.group(2), sum.group(1));
      }
      if (!SealedText.sum(file).equals(head.documents())) {
        throw new NotAsSealed("the file is not the one that the head seals");
      }
    } catch (NotAsSealed e) {
      findings.add(place(DayFiles.SUMS), e.sentence());
    }
  }

  private void checkDocuments(Map<String, String> sums) throws IOException {
    for (var sum : sums.entrySet()) {
      String file = sum.getKey();
      // Where a cell was named, that says it better.
      if (!named.contains(file)) {
        try {
          if (!SealedText.sum(folder.resolve(file)).equals(sum.getValue())) {
            findings.add(
                place(file),
                "the file was changed, and not in what a leaf says: its SHA-256 is another than in "
                    + DayFiles.SUMS);
          }
        } catch (NotAsSealed e) {
          findings.add(place(file), e.sentence());
        }
      }
    }
  }

  private Set<String> files() throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      var names = new TreeSet<String>();
      found
          .filter(file -> !Files.isDirectory(file))
          .forEach(file -> names.add(folder.relativize(file).toString().replace('\\', '/')));
      return names;
    }
  }

  private String place(String file) {
    return "%s, %s".formatted(day, file);
  }
}
