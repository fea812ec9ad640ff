package io.tocsin.books.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The tree is that of RFC 6962: by the reference values of Certificate Transparency, and by the
/// definition in the standard written down as it stands there.
final class MerkleTreeTest {
  private static final List<String> LEAVES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static MerkleTree tree(List<byte[]> leaves) {
    var builder = new MerkleTree.Builder();
    leaves.forEach(leaf -> builder.add(Hashes.of((byte) 0, leaf)));
    return builder.build();
  }

  private static List<byte[]> reference(int size) {
    return LEAVES.subList(0, size).stream().map(HexFormat.of()::parseHex).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
  })
  void hasTheRootsOfTheReference(int size, String root) {
    assertThat(tree(reference(size)).root()).isEqualTo(root);
  }

  @Test
  void hasThePathOfTheReference() {
    assertThat(tree(reference(8)).inclusion(0).path())
        .containsExactly(
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
  }

  @Test
  void isWhatTheStandardDefines() {
    var random = new Random(6962);
    for (int size = 0; size < 70; size++) {
      List<byte[]> leaves = leaves(random, size);
      MerkleTree tree = tree(leaves);
      assertThat(tree.root()).as("%d leaves", size).isEqualTo(Hashes.hex(hash(leaves)));
      for (int index = 0; index < size; index++) {
        assertThat(tree.inclusion(index).path())
            .as("leaf %d of %d", index, size)
            .isEqualTo(path(index, leaves));
      }
    }
  }

  /// MTH of section 2.1.
  private static byte[] hash(List<byte[]> leaves) {
    if (leaves.size() < 2) {
      return leaves.isEmpty() ? Hashes.digest().digest() : Hashes.of((byte) 0, leaves.getFirst());
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    return MerkleTree.node(
        hash(leaves.subList(0, split)), hash(leaves.subList(split, leaves.size())));
  }

  /// PATH of section 2.1.1.
  private static List<String> path(int index, List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return List.of();
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    List<byte[]> left = leaves.subList(0, split);
    List<byte[]> right = leaves.subList(split, leaves.size());
    var path = new ArrayList<>(index < split ? path(index, left) : path(index - split, right));
    path.add(Hashes.hex(hash(index < split ? right : left)));
    return path;
  }

  private static List<byte[]> leaves(Random random, int size) {
    return IntStream.range(0, size)
        .mapToObj(
            _ -> {
              byte[] leaf = new byte[random.nextInt(40)];
              random.nextBytes(leaf);
              return leaf;
            })
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8, 13, 64, 100})
  void aPathProvesItsLeafAtItsPlaceInItsTreeAndNothingElse(int size) {
    List<String> leaves = IntStream.range(0, size).mapToObj(i -> "leaf " + i).toList();
    MerkleTree tree = tree(leaves.stream().map(String::getBytes).toList());
    for (int i = 0; i < size; i++) {
      Inclusion right = tree.inclusion(i);
      String leaf = leaves.get(i);
      assertThat(right.proves(leaf, tree.root())).isTrue();
      assertThat(right.proves(leaf + "x", tree.root())).isFalse();
      assertThat(right.proves(leaf, tree.root().replace('a', 'b').replace('1', '2'))).isFalse();
      for (int other = 0; other < size; other++) {
        assertThat(new Inclusion(other, size, right.path()).proves(leaf, tree.root()))
            .isEqualTo(other == i);
      }
      var longer = new ArrayList<>(right.path());
      longer.add(tree.root());
      assertThat(new Inclusion(i, size, longer).proves(leaf, tree.root())).isFalse();
      if (size > 1) {
        List<String> shorter = right.path().subList(0, right.path().size() - 1);
        assertThat(new Inclusion(i, size, shorter).proves(leaf, tree.root())).isFalse();
        assertThat(new Inclusion(i, size, List.of("no hash")).proves(leaf, tree.root())).isFalse();
      }
    }
    assertThat(new Inclusion(-1, size, List.of()).proves("leaf 0", tree.root())).isFalse();
    assertThat(new Inclusion(size, size, List.of()).proves("leaf 0", tree.root())).isFalse();
  }

  @Test
  void aMillionLeavesTakeTwoHashesEach() {
    int size = 1_000_000;
    var builder = new MerkleTree.Builder();
    byte[] hash = new byte[Hashes.LENGTH];
    for (int i = 0; i < size; i++) {
      Arrays.fill(hash, (byte) i);
      builder.add(hash);
    }
    MerkleTree tree = builder.build();

    assertThat(tree.size()).isEqualTo(size);
    assertThat(tree.inclusion(size - 1).path()).hasSizeLessThanOrEqualTo(20);
  }
}
