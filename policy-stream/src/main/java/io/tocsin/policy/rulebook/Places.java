package io.tocsin.policy.rulebook;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.nodes.Node;

/// Where the parts of a rulebook stand, for remarks that are made after it was read.
final class Places {
  /// Kinds of parts that remarks are made on.
  enum Kind {
    /// The whole document, or the section that says what becomes of events.
    TOP,
    /// A rule: its condition.
    RULE,
    /// The default of a type.
    DEFAULT,
    /// A contract.
    CONTRACT,
    /// What a contract says of a sku; named by [#termsOf].
    TERMS,
    /// An entry of the price list.
    PRICE,
    /// A schedule.
    SCHEDULE
  }

  private record Part(Kind kind, String name) {}

  private static final Place START = new Place(1, 1);
  private static final String ONLY = "";

  private final Map<Part, Place> places = new HashMap<>();

  /// The name of what a contract says of a sku.
  static String termsOf(String contract, String sku) {
    return contract + " " + sku;
  }

  void put(Kind kind, String name, Node node) {
    put(kind, name, Document.place(node.getStartMark()));
  }

  void put(Kind kind, String name, Place place) {
    places.put(new Part(kind, name), place);
  }

  void top(Node node) {
    put(Kind.TOP, ONLY, node);
  }

  Place top() {
    return of(Kind.TOP, ONLY);
  }

  /// All parts of one kind, by their names.
  Map<String, Place> all(Kind kind) {
    var all = new TreeMap<String, Place>();
    places.forEach(
        (part, place) -> {
          if (part.kind() == kind) {
            all.put(part.name(), place);
          }
        });
    return all;
  }

  Place of(Kind kind, String name) {
    return places.getOrDefault(new Part(kind, name), START);
  }
}
