package io.tocsin.normalizer;

import io.tocsin.platform.Sha256;
import io.tocsin.platform.objects.ObjectStore;
import io.tocsin.platform.objects.ObjectStoreAwayException;
import io.tocsin.platform.objects.Stored;
import io.tocsin.schemas.ObjectRef;
import java.util.HashMap;
import java.util.Map;

/// An object store in memory that can be away.
final class FakeObjects implements ObjectStore {
  final Map<String, byte[]> objects = new HashMap<>();
  boolean away;

  @Override
  public ObjectRef put(byte[] bytes, String mediaType) {
    requireUp();
    String name = Sha256.of(bytes);
    objects.put(name, bytes);
    return new ObjectRef(name, (long) bytes.length);
  }

  @Override
  public Stored get(ObjectRef ref) {
    requireUp();
    byte[] bytes = objects.get(ref.getSha256());
    if (bytes == null) {
      return new Stored.Missing();
    }
    return Sha256.of(bytes).equals(ref.getSha256())
        ? new Stored.Found(bytes)
        : new Stored.Altered();
  }

  private void requireUp() {
    if (away) {
      throw new ObjectStoreAwayException("away", new IllegalStateException("away"));
    }
  }

  @Override
  public void close() {}
}
