package io.tocsin.books.proof;

import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

/// The proof that a leaf is in a tree: the audit path of RFC 6962 section 2.1.1.
///
/// @param index of the leaf, from 0
/// @param size how many leaves the tree has
/// @param path hashes of the neighbours on the way from the leaf to the root, hex
public record Inclusion(int index, int size, List<String> path) {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  public Inclusion {
    path = List.copyOf(path);
  }

  /// Whether this way leads from a leaf to a root.
  ///
  /// @param leaf the leaf's text
  /// @param root hex
  public boolean proves(String leaf, String root) {
    if (index < 0 || index >= size || !path.stream().allMatch(h -> HASH.matcher(h).matches())) {
      return false;
    }
    byte[] hash = MerkleTree.leafHash(leaf);
    Iterator<String> way = path.iterator();
    int node = index;
    for (int last = size - 1; last > 0; last /= 2) {
      if (node % 2 == 1 || node < last) {
        if (!way.hasNext()) {
          return false;
        }
        byte[] neighbour = HexFormat.of().parseHex(way.next());
        hash = node % 2 == 1 ? MerkleTree.node(neighbour, hash) : MerkleTree.node(hash, neighbour);
      }
      node /= 2;
    }
    return !way.hasNext() && Hashes.hex(hash).equals(root);
  }
}
