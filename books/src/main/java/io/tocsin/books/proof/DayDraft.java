package io.tocsin.books.proof;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.platform.Sha256;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The folder of a closed day while it is written, beside the place where it will be. First the
/// documents (the summary, the invoice lines of each client), whose hash goes into the head; then
/// the head, the leaves and the proofs. The folder is there whole or not at all, and its bytes
/// depend on nothing but what is written.
public final class DayDraft implements AutoCloseable {
  private final Path place;
  private final Path draft;
  private final SortedMap<String, String> sums = new TreeMap<>();

  private DayDraft(Path place, Path draft) {
    this.place = place;
    this.draft = draft;
  }

  /// Begins the folder of a day.
  ///
  /// @param books where the folders of all days are; made if missing
  public static DayDraft begin(Path books, LocalDate day) throws IOException {
    Files.createDirectories(books);
    // The dot: what a crash leaves behind is not taken for a day.
    return new DayDraft(
        books.resolve(day.toString()), Files.createTempDirectory(books, "." + day + "-"));
  }

  /// Writes `summary.txt`.
  public OutputStream summary() throws IOException {
    return document(DayFiles.SUMMARY);
  }

  /// Writes the `lines.csv` of a client: the columns of [LineCell], in any order and with others
  /// beside them.
  public OutputStream lines(String client) throws IOException {
    return document(
        "%s/%s/%s".formatted(DayFiles.CLIENTS, DayFiles.folder(client), DayFiles.LINES));
  }

  private OutputStream document(String name) throws IOException {
    Path file = draft.resolve(name);
    Files.createDirectories(file.getParent());
    OutputStream to =
        new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
    return new DigestOutputStream(to, Hashes.digest()) {
      private boolean closed;

      @Override
      public void close() throws IOException {
        super.close();
        if (!closed) {
          closed = true;
          sums.put(name, Hashes.hex(getMessageDigest().digest()));
        }
      }
    };
  }

  /// The hash of all documents, for the head. To be asked when they are written and closed.
  public String documents() {
    return Sha256.of(sumsFile().getBytes(StandardCharsets.UTF_8));
  }

  private String sumsFile() {
    var text = new StringBuilder();
    sums.forEach((name, sum) -> text.append(sum).append("  ").append(name).append('\n'));
    return text.toString();
  }

  /// Writes the rest and puts the folder in its place. A folder that is there with the same bytes
  /// is left as it is.
  ///
  /// @param leaves in the order of the tree
  /// @return the folder
  /// @throws NotAsSealed where head, leaves and documents do not fit together, or the folder is
  ///     there with other bytes
  public Path publish(Head head, List<Leaf> leaves) throws IOException, NotAsSealed {
    MerkleTree tree = MerkleTree.of(leaves);
    if (!head.documents().equals(documents())) {
      throw new NotAsSealed(
          "%s: the documents are not those that the head seals".formatted(head.day()));
    }
    if (!head.root().equals(tree.root()) || head.leaves() != tree.size()) {
      throw new NotAsSealed(
          "%s: the leaves are not those that the head seals".formatted(head.day()));
    }
    Files.writeString(draft.resolve(DayFiles.HEAD), head.document());
    Files.writeString(draft.resolve(DayFiles.SUMS), sumsFile());
    writeLeaves(leaves);
    writeProofs(head, leaves, tree);
    force();
    if (Files.exists(place) || !moved()) {
      requireSame();
    }
    return place;
  }

  /// Puts the folder in its place.
  ///
  /// @return false where one is there now: two consoles may have one disk
  private boolean moved() throws IOException {
    try {
      Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (Files.exists(place)) {
        return false;
      }
      throw e;
    }
    forceFile(draft.resolveSibling("."));
    return true;
  }

  private void writeLeaves(List<Leaf> leaves) throws IOException {
    try (BufferedWriter to = Files.newBufferedWriter(draft.resolve(DayFiles.LEAVES))) {
      int number = 0;
      for (Leaf leaf : leaves) {
        number++;
        to.write(leafLine(number, leaf.text()));
        to.write('\n');
      }
    }
  }

  /// A line of `leaves.jsonl`.
  ///
  /// @param number from 1
  static String leafLine(int number, String leaf) {
    return CanonicalJson.write(
        CanonicalJson.object()
            .put("hash", Hashes.hex(MerkleTree.leafHash(leaf)))
            .put("leaf", leaf)
            .put("number", number));
  }

  private void writeProofs(Head head, List<Leaf> leaves, MerkleTree tree) throws IOException {
    var byClient = new TreeMap<String, List<Integer>>();
    for (int i = 0; i < leaves.size(); i++) {
      if (leaves.get(i).kind() == FactKind.LINE) {
        String client = leaves.get(i).members().getOrDefault("client", "");
        byClient.computeIfAbsent(client, _ -> new ArrayList<>()).add(i);
      }
    }
    for (var client : byClient.entrySet()) {
      Path folder = draft.resolve(DayFiles.CLIENTS).resolve(DayFiles.folder(client.getKey()));
      Files.createDirectories(folder);
      try (BufferedWriter to = Files.newBufferedWriter(folder.resolve(DayFiles.PROOFS))) {
        to.write(headLine(head.document()));
        to.write('\n');
        for (int index : client.getValue()) {
          to.write(proofLine(leaves.get(index), tree.inclusion(index)));
          to.write('\n');
        }
      }
    }
  }

  /// The first line of `proofs.jsonl`.
  static String headLine(String document) {
    return CanonicalJson.write(CanonicalJson.object().put("head", document));
  }

  /// A further line of `proofs.jsonl`.
  static String proofLine(Leaf line, Inclusion inclusion) {
    ObjectNode members =
        CanonicalJson.object()
            .put("index", inclusion.index())
            .put("leaf", line.text())
            .put("line", line.key())
            .put("size", inclusion.size());
    ArrayNode path = members.putArray("path");
    inclusion.path().forEach(path::add);
    return CanonicalJson.write(members);
  }

  private void force() throws IOException {
    for (Path file : all(draft)) {
      forceFile(file);
    }
  }

  private static void forceFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static List<Path> all(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      return found.sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void requireSame() throws IOException, NotAsSealed {
    List<Path> written = all(draft).stream().map(draft::relativize).toList();
    List<Path> there = all(place).stream().map(place::relativize).toList();
    if (!written.equals(there)) {
      throw other("has other files than it had");
    }
    for (Path file : written) {
      boolean folder = Files.isDirectory(draft.resolve(file));
      if (!folder && Files.mismatch(draft.resolve(file), place.resolve(file)) >= 0) {
        throw other("has another %s than it had".formatted(file));
      }
    }
  }

  private NotAsSealed other(String what) {
    return new NotAsSealed(
        "the folder %s %s; keep it as evidence: move it away, and ask again"
            .formatted(place, what));
  }

  /// Deletes what was not put in its place.
  @Override
  public void close() throws IOException {
    if (Files.exists(draft)) {
      for (Path file : all(draft).stream().sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
