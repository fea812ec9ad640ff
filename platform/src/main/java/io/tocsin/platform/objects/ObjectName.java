package io.tocsin.platform.objects;

import io.tocsin.platform.Sha256;
import io.tocsin.schemas.ObjectRef;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name of an object: the SHA-256 of its bytes in 64 lower-case hexadecimal digits. Nothing
/// else can be made into a path, so no name leads out of the store.
record ObjectName(String sha256) {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /// The name of these bytes.
  static ObjectName of(byte[] bytes) {
    return new ObjectName(Sha256.of(bytes));
  }

  /// The name in a claim check; empty where it is none, so that no store can have such an object.
  static Optional<ObjectName> of(ObjectRef ref) {
    String sha256 = ref.getSha256();
    return HASH.matcher(sha256).matches() ? Optional.of(new ObjectName(sha256)) : Optional.empty();
  }

  /// Where it lies in a store: `sha256/ab/cd/<hash>`, with two levels of 256 folders so that none
  /// becomes large.
  String path() {
    return "sha256/%s/%s/%s".formatted(sha256.substring(0, 2), sha256.substring(2, 4), sha256);
  }

  /// What a store's bytes under this name are.
  Stored judge(byte[] bytes) {
    return of(bytes).equals(this) ? new Stored.Found(bytes) : new Stored.Altered();
  }
}
