package io.tocsin.books.proof;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The invoice lines that a tree has, and whether the files of clients have each of them once and
/// as it is.
final class SealedLines {
  /// An invoice line of the tree.
  private static final class Line {
    private final Leaf leaf;
    private final int index;
    private final String folder;
    private boolean inProofs;
    private boolean inRows;

    private Line(Leaf leaf, int index, String folder) {
      this.leaf = leaf;
      this.index = index;
      this.folder = folder;
    }
  }

  private final Head head;
  private final Findings findings;
  private final Map<String, Line> byId = new HashMap<>();
  private final SortedMap<String, List<Line>> byFolder = new TreeMap<>();

  SealedLines(Head head, Findings findings) {
    this.head = head;
    this.findings = findings;
  }

  /// A line of the tree.
  ///
  /// @param index of its leaf, from 0
  void add(Leaf leaf, int index) {
    String folder = DayFiles.folder(leaf.members().getOrDefault("client", ""));
    var line = new Line(leaf, index, folder);
    byId.put(leaf.key(), line);
    byFolder.computeIfAbsent(folder, _ -> new ArrayList<>()).add(line);
  }

  int count() {
    return byId.size();
  }

  /// A line in words, by its id; null where the tree has it not.
  @Nullable String found(String id) {
    Line line = byId.get(id);
    if (line == null) {
      return null;
    }
    Map<String, String> says = line.leaf.members();
    return "line %s is leaf %d of %s (close %d): %s of %s %s for %s, contract %s, %s %s of %s, service day %s"
        .formatted(
            id,
            line.index + 1,
            head.day(),
            head.close(),
            says.get("type"),
            says.get("amount"),
            says.get("currency"),
            says.get("client"),
            says.get("contract"),
            says.get("quantity"),
            says.get("unit"),
            says.get("sku"),
            says.get("serviceDay"));
  }

  /// The folders of the clients that have lines.
  Set<String> folders() {
    return byFolder.keySet();
  }

  private void requireEach(
      Predicate<Line> there, String place, @Nullable String folder, String sentence) {
    for (var lines : byFolder.entrySet()) {
      if (folder == null || folder.equals(lines.getKey())) {
        for (Line line : lines.getValue()) {
          if (!there.test(line)) {
            findings.add(place, sentence.formatted(line.leaf.key()));
          }
        }
      }
    }
  }

  /// Whether a client's `proofs.jsonl` proves lines of the tree, and only of this client.
  ///
  /// @param place what the file is called in a finding
  /// @param folder of the client; null = lines of whoever it is, which the tree need not have yet
  void proofs(Path file, String place, @Nullable String folder) throws IOException {
    int number = 1;
    if (!Files.exists(file)) {
      findings.add(place, "the file is missing");
      return;
    }
    try (SealedText text = SealedText.open(file)) {
      if (!DayDraft.headLine(head.document()).equals(text.next())) {
        throw new NotAsSealed("the head is another one");
      }
      for (String line = text.next(); line != null; line = text.next()) {
        number++;
        proof(line, "%s, line %d".formatted(place, number), folder);
      }
      requireEach(line -> line.inProofs, place, folder, "the proof of line %s is missing");
    } catch (NotAsSealed e) {
      findings.add("%s, line %d".formatted(place, number), e.sentence());
    }
  }

  private void proof(String text, String place, @Nullable String folder) {
    try {
      CanonicalJson.Members members = CanonicalJson.read(text);
      Leaf leaf = Leaf.read(members.text("leaf"));
      var inclusion =
          new Inclusion(members.integer("index"), members.integer("size"), members.texts("path"));
      if (!DayDraft.proofLine(leaf, inclusion).equals(text) || leaf.kind() != FactKind.LINE) {
        throw new NotAsSealed("this is not the proof of an invoice line");
      }
      if (inclusion.size() != head.leaves() || !inclusion.proves(leaf.text(), head.root())) {
        throw new NotAsSealed(
            "the proof of line %s does not lead to the root of %s"
                .formatted(leaf.key(), head.day()));
      }
      if (folder == null && !byId.containsKey(leaf.key())) {
        add(leaf, inclusion.index());
      }
      Line line = byId.get(leaf.key());
      if (line == null || !line.leaf.equals(leaf) || line.index != inclusion.index()) {
        throw new NotAsSealed("line %s is not so in %s".formatted(leaf.key(), DayFiles.LEAVES));
      }
      if (line.inProofs) {
        throw new NotAsSealed("line %s is proved twice".formatted(leaf.key()));
      }
      if (folder != null && !folder.equals(line.folder)) {
        throw new NotAsSealed("line %s is another client's".formatted(leaf.key()));
      }
      line.inProofs = true;
    } catch (NotAsSealed e) {
      findings.add(place, e.sentence());
    }
  }

  /// Whether each row of a client's `lines.csv` says what the leaf says.
  ///
  /// @param place what the file is called in a finding
  /// @param folder of the client; null = whoever it is
  /// @return whether something was found
  boolean rows(Path file, String place, @Nullable String folder) throws IOException {
    int before = findings.count();
    int number = 0;
    try (CsvReader<CsvRecord> rows = reader(file)) {
      Map<LineCell, Integer> columns = Map.of();
      for (CsvRecord row : rows) {
        number++;
        if (number == 1) {
          columns = columns(row.getFields());
        } else {
          row(row.getFields(), columns, place, number, folder);
        }
      }
      if (number == 0) {
        throw new NotAsSealed("the first row, with the names of the columns, is missing");
      }
      requireEach(line -> line.inRows, place, folder, "line %s is missing");
    } catch (NoSuchFileException e) {
      findings.add(place, "the file is missing");
    } catch (NotAsSealed e) {
      findings.add("%s, row %d".formatted(place, number), e.sentence());
    } catch (CsvParseException | CharacterCodingException e) {
      findings.add("%s, after row %d".formatted(place, number), "this is not CSV");
    } catch (UncheckedIOException e) {
      if (!(e.getCause() instanceof CharacterCodingException)) {
        throw e.getCause();
      }
      findings.add("%s, after row %d".formatted(place, number), "this is no text");
    }
    return findings.count() > before;
  }

  private static CsvReader<CsvRecord> reader(Path file) throws IOException {
    Reader text =
        new InputStreamReader(
            Files.newInputStream(file),
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    return CsvReader.builder()
        .commentStrategy(CommentStrategy.NONE)
        .skipEmptyLines(false)
        .allowUnclosedQuote(false)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .ofCsvRecord(text);
  }

  private static Map<LineCell, Integer> columns(List<String> names) throws NotAsSealed {
    var columns = new TreeMap<LineCell, Integer>();
    for (LineCell cell : LineCell.values()) {
      if (Collections.frequency(names, cell.column()) != 1) {
        throw new NotAsSealed("the column '%s' must be there once".formatted(cell.column()));
      }
      columns.put(cell, names.indexOf(cell.column()));
    }
    return columns;
  }

  private void row(
      List<String> cells,
      Map<LineCell, Integer> columns,
      String place,
      int number,
      @Nullable String folder) {
    String id = cell(cells, columns.getOrDefault(LineCell.LINE_ID, 0));
    String where = "%s, row %d".formatted(place, number);
    Line line = byId.get(id);
    if (line == null) {
      findings.add(where, "line '%s' is in no leaf of %s".formatted(id, head.day()));
      return;
    }
    if (line.inRows) {
      findings.add(where, "line %s is there twice".formatted(id));
    }
    line.inRows = true;
    if (folder != null && !folder.equals(line.folder)) {
      findings.add(where, "line %s is another client's".formatted(id));
    }
    LineCell.cells(line.leaf)
        .forEach(
            (cell, was) -> {
              String says = cell(cells, columns.getOrDefault(cell, 0));
              if (!says.equals(was)) {
                findings.add(
                    "%s, column %s".formatted(where, cell.column()),
                    "it says '%s', and '%s' was sealed".formatted(says, was));
              }
            });
  }

  private static String cell(List<String> cells, int column) {
    return column < cells.size() ? cells.get(column) : "";
  }
}
