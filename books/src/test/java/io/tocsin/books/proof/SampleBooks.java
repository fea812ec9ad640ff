package io.tocsin.books.proof;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.tocsin.platform.Sha256;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Days of an invented ledger, closed and exported.
final class SampleBooks {
  static final LocalDate FIRST = LocalDate.of(2026, 11, 18);
  static final ZoneId ZONE = ZoneId.of("America/New_York");

  private SampleBooks() {}

  /// The leaves of a day: deliveries, events, decisions, and invoice lines of two clients, one of
  /// them a reversal.
  static List<Leaf> leaves(LocalDate day, int events) {
    var leaves = new ArrayList<Leaf>();
    for (int i = 0; i < events; i++) {
      String event = "manitou:%s-%d".formatted(day, i);
      leaves.add(
          leaf(
              FactKind.DELIVERY,
              "raw.manitou/0/%s%d".formatted(day.getDayOfMonth(), i),
              Map.of("outcome", "NEW")));
      leaves.add(leaf(FactKind.EVENT, event + "#1", Map.of()));
      leaves.add(leaf(FactKind.DECISION, event + "#1.1", Map.of("state", "BILLABLE")));
      leaves.add(line(day, i, i % 3 == 1 ? "ACME & Söhne" : "=northgate"));
    }
    Collections.sort(leaves);
    return leaves;
  }

  static Leaf line(LocalDate day, int number, String client) {
    boolean reversal = number % 4 == 3;
    var open = new LinkedHashMap<String, @Nullable String>();
    open.put("type", reversal ? "REVERSAL" : "CHARGE");
    open.put("reverses", reversal ? id(day, number - 1) : null);
    open.put("run", "REGULAR");
    open.put("client", client);
    open.put("contract", "c-7");
    open.put("sku", "DISPATCH");
    open.put("quantity", reversal ? "-1" : "1");
    open.put("unit", "dispatch");
    open.put("unitPrice", "85.00");
    open.put("amount", (reversal ? "-" : "") + (85 + number) + ".00");
    open.put("currency", "USD");
    open.put("serviceDay", day.toString());
    return leaf(FactKind.LINE, id(day, number), open);
  }

  static String id(LocalDate day, int number) {
    return Sha256.ofFields("line", day.toString(), Integer.toString(number));
  }

  private static Leaf leaf(FactKind kind, String key, Map<String, @Nullable String> open) {
    return Leaf.of(kind, key, Sha256.ofFields(kind.word(), key), open);
  }

  /// Exports a day, sealed as Tocsin would.
  static Head close(Path books, LocalDate day, List<Leaf> leaves, @Nullable Head before)
      throws IOException, NotAsSealed {
    var cut = new Cut(new TreeMap<>(Map.of("raw.manitou", new TreeMap<>(Map.of(0, 7L, 1, 0L)))));
    return close(books, day, cut, leaves, before);
  }

  static Head close(Path books, LocalDate day, Cut cut, List<Leaf> leaves, @Nullable Head before)
      throws IOException, NotAsSealed {
    try (DayDraft draft = DayDraft.begin(books, day)) {
      try (var to = new OutputStreamWriter(draft.summary(), StandardCharsets.UTF_8)) {
        to.write("The books of " + day + "\n");
      }
      for (var client : byClient(leaves).entrySet()) {
        try (Writer to =
            new OutputStreamWriter(draft.lines(client.getKey()), StandardCharsets.UTF_8)) {
          csv(client.getValue(), to);
        }
      }
      MerkleTree tree = MerkleTree.of(leaves);
      var head =
          new Head(
              Head.FORMAT,
              before == null ? 1 : before.close() + 1,
              day,
              ZONE,
              Instant.parse("2026-11-19T07:10:00.123456Z"),
              cut,
              tree.size(),
              tree.root(),
              draft.documents(),
              before == null ? null : before.hash());
      draft.publish(head, leaves);
      return head;
    }
  }

  /// Exports so many days in a row.
  static List<Head> days(Path books, int days, int events) throws IOException, NotAsSealed {
    var heads = new ArrayList<Head>();
    for (int i = 0; i < days; i++) {
      LocalDate day = FIRST.plusDays(i);
      heads.add(close(books, day, leaves(day, events), heads.isEmpty() ? null : heads.getLast()));
    }
    return heads;
  }

  static Map<String, List<Leaf>> byClient(List<Leaf> leaves) {
    var byClient = new TreeMap<String, List<Leaf>>();
    for (Leaf leaf : leaves) {
      if (leaf.kind() == FactKind.LINE) {
        byClient
            .computeIfAbsent(leaf.members().getOrDefault("client", ""), _ -> new ArrayList<>())
            .add(leaf);
      }
    }
    return byClient;
  }

  private static void csv(List<Leaf> lines, Writer to) throws IOException {
    try (CsvWriter csv = CsvWriter.builder().build(to)) {
      var header = new ArrayList<>(Arrays.stream(LineCell.values()).map(LineCell::column).toList());
      header.add("memo");
      csv.writeRecord(header);
      for (Leaf line : lines) {
        var cells = new ArrayList<>(LineCell.of(line));
        cells.add("Dispatch, \"north\" gate");
        csv.writeRecord(cells);
      }
    }
  }
}
