package io.tocsin.books.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One row of the ledger as it is sealed: its kind, its key, the hash of its columns, and of an
/// invoice line what an invoice needs. No words and no personal data, so what must be erased one
/// day is in none, and the proofs survive it.
///
/// @param kind which table
/// @param key what the row is called, for example an event key and its revision
/// @param text the leaf: one line of canonical JSON. Its hash is in the tree.
public record Leaf(FactKind kind, String key, String text) implements Comparable<Leaf> {
  private static final Comparator<Leaf> ORDER =
      Comparator.comparing(Leaf::kind).thenComparing(Leaf::key);

  /// A leaf.
  ///
  /// @param row SHA-256 of the row's columns, hex
  /// @param open further members that everybody may read; without those that are null
  static Leaf of(FactKind kind, String key, String row, Map<String, @Nullable String> open) {
    ObjectNode members = CanonicalJson.object();
    open.forEach(
        (name, value) -> {
          if (value != null) {
            members.put(name, value);
          }
        });
    members.put("kind", kind.word()).put("key", key).put("row", row);
    return new Leaf(kind, key, CanonicalJson.write(members));
  }

  /// Reads a leaf.
  ///
  /// @throws NotAsSealed where the text is none
  static Leaf read(String text) throws NotAsSealed {
    CanonicalJson.Members members = CanonicalJson.read(text);
    String word = members.text("kind");
    FactKind kind =
        FactKind.of(word)
            .orElseThrow(() -> new NotAsSealed("there is no kind '%s'".formatted(word)));
    members.text("row");
    return new Leaf(kind, members.text("key"), text);
  }

  /// Its members by name, those that everybody may read: of a line, amount, client and so on.
  public Map<String, String> members() {
    try {
      return CanonicalJson.read(text).allTexts();
    } catch (NotAsSealed e) {
      throw new IllegalStateException("a leaf is always canonical JSON", e);
    }
  }

  /// By kind and key: the order of leaves in a tree.
  @Override
  public int compareTo(Leaf other) {
    return ORDER.compare(this, other);
  }

  /// What a person calls it.
  String name() {
    return kind.word() + " " + key;
  }
}
