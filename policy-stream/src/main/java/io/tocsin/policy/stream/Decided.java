package io.tocsin.policy.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// What has been decided of one event so far.
///
/// @param revision the newest revision that was decided
/// @param decisionNumber how often that revision was decided
/// @param hash what its last decision said ([io.tocsin.policy.decision.DecisionHash])
/// @param older older revisions that were decided, ascending
record Decided(int revision, int decisionNumber, String hash, List<Integer> older) {
  private static final byte FORMAT = 1;
  private static final int HASH_BYTES = 32;

  Decided {
    older = List.copyOf(older);
  }

  /// The first decision of an event that is remembered.
  static Decided first(int revision, String hash) {
    return new Decided(revision, 1, hash, List.of());
  }

  /// Whether this revision was ever decided.
  boolean knows(int wanted) {
    return wanted == revision || older.contains(wanted);
  }

  /// The same revision, decided once more with another result.
  Decided again(String newHash) {
    return new Decided(revision, decisionNumber + 1, newHash, older);
  }

  /// A newer revision's first decision.
  Decided newer(int newRevision, String newHash) {
    return new Decided(newRevision, 1, newHash, with(revision));
  }

  /// An older revision that came late.
  Decided late(int olderRevision) {
    return new Decided(revision, decisionNumber, hash, with(olderRevision));
  }

  private List<Integer> with(int one) {
    return Stream.concat(older.stream(), Stream.of(one)).sorted().toList();
  }

  /// The stored form: format 1, revision, decision number, hash, older revisions.
  byte[] toBytes() {
    ByteBuffer out =
        ByteBuffer.allocate(1 + 2 * Integer.BYTES + HASH_BYTES + older.size() * Integer.BYTES);
    out.put(FORMAT).putInt(revision).putInt(decisionNumber).put(HexFormat.of().parseHex(hash));
    for (int one : older) {
      out.putInt(one);
    }
    return out.array();
  }

  /// Reads the stored form.
  ///
  /// @throws IllegalStateException where a newer version of this program wrote it
  static Decided of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte format = in.get();
    if (format != FORMAT) {
      throw new IllegalStateException(
          "store %s holds format %d; this version reads %d"
              .formatted(PolicyTopology.DECIDED_STORE, format, FORMAT));
    }
    int revision = in.getInt();
    int number = in.getInt();
    byte[] hash = new byte[HASH_BYTES];
    in.get(hash);
    var older = new ArrayList<Integer>();
    while (in.hasRemaining()) {
      older.add(in.getInt());
    }
    return new Decided(revision, number, HexFormat.of().formatHex(hash), older);
  }
}
