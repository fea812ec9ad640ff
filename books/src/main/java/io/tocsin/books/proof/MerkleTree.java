package io.tocsin.books.proof;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The Merkle tree of RFC 6962 section 2.1 over leaves in their order. Its root changes where any
/// leaf changes, is missing, is added or moves. Keeps two hashes for each leaf.
public final class MerkleTree {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  // Level 0 has the hashes of the leaves, one after the other, the last level the root. A node
  // without a neighbour stands on the next level as it is, which gives the splits of the standard:
  // the left side is always the largest power of two.
  private final List<byte[]> levels;
  private final int size;

  private MerkleTree(List<byte[]> levels, int size) {
    this.levels = levels;
    this.size = size;
  }

  /// The tree of some leaves.
  public static MerkleTree of(List<Leaf> leaves) {
    var builder = new Builder();
    leaves.forEach(leaf -> builder.add(leafHash(leaf.text())));
    return builder.build();
  }

  /// The hash of a leaf: of a zero byte and the leaf.
  static byte[] leafHash(String leaf) {
    return Hashes.of(LEAF, leaf.getBytes(StandardCharsets.UTF_8));
  }

  /// Collects the hashes of leaves, one by one.
  static final class Builder {
    private static final int FIRST = 1024;

    private byte[] hashes = new byte[FIRST * Hashes.LENGTH];
    private int size;

    void add(byte[] leafHash) {
      int end = Math.multiplyExact(size, Hashes.LENGTH);
      if (end == hashes.length) {
        hashes = Arrays.copyOf(hashes, Math.multiplyExact(2, hashes.length));
      }
      System.arraycopy(leafHash, 0, hashes, end, Hashes.LENGTH);
      size++;
    }

    MerkleTree build() {
      var levels = new ArrayList<byte[]>();
      levels.add(Arrays.copyOf(hashes, size * Hashes.LENGTH));
      MessageDigest digest = Hashes.digest();
      while (levels.getLast().length > Hashes.LENGTH) {
        levels.add(above(levels.getLast(), digest));
      }
      return new MerkleTree(levels, size);
    }

    private static byte[] above(byte[] level, MessageDigest digest) {
      int nodes = level.length / Hashes.LENGTH;
      byte[] above = new byte[(nodes + 1) / 2 * Hashes.LENGTH];
      for (int left = 0; left < nodes; left += 2) {
        int from = left * Hashes.LENGTH;
        byte[] node = Arrays.copyOfRange(level, from, from + Hashes.LENGTH);
        if (left + 1 < nodes) {
          digest.update(NODE);
          digest.update(level, from, 2 * Hashes.LENGTH);
          node = digest.digest();
        }
        System.arraycopy(node, 0, above, from / 2, Hashes.LENGTH);
      }
      return above;
    }
  }

  /// How many leaves it has.
  public int size() {
    return size;
  }

  /// Its root, hex; of no leaves the hash of nothing.
  public String root() {
    return Hashes.hex(size == 0 ? Hashes.digest().digest() : levels.getLast());
  }

  /// What proves that a leaf is in the tree.
  ///
  /// @param index of the leaf, from 0
  public Inclusion inclusion(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("leaf %d of %d".formatted(index, size));
    }
    var path = new ArrayList<String>();
    int node = index;
    for (byte[] level : levels.subList(0, levels.size() - 1)) {
      int from = (node ^ 1) * Hashes.LENGTH;
      if (from < level.length) {
        path.add(HexFormat.of().formatHex(level, from, from + Hashes.LENGTH));
      }
      node /= 2;
    }
    return new Inclusion(index, size, path);
  }

  static byte[] node(byte[] left, byte[] right) {
    MessageDigest digest = Hashes.digest();
    digest.update(NODE);
    digest.update(left);
    return digest.digest(right);
  }
}
