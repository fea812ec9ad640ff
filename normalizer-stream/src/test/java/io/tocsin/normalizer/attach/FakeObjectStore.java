package io.tocsin.normalizer.attach;

import io.tocsin.platform.Sha256;
import io.tocsin.platform.objects.ObjectStore;
import io.tocsin.platform.objects.ObjectStoreAwayException;
import io.tocsin.platform.objects.Stored;
import io.tocsin.schemas.ObjectRef;
import java.util.LinkedHashMap;
import java.util.Map;

/// An object store in memory that can be away.
public final class FakeObjectStore implements ObjectStore {
  public boolean away;
  public final Map<String, byte[]> objects = new LinkedHashMap<>();
  public final Map<String, String> mediaTypes = new LinkedHashMap<>();

  @Override
  public ObjectRef put(byte[] bytes, String mediaType) {
    reached();
    String name = Sha256.of(bytes);
    objects.put(name, bytes);
    mediaTypes.put(name, mediaType);
    return new ObjectRef(name, (long) bytes.length);
  }

  @Override
  public Stored get(ObjectRef ref) {
    reached();
    byte[] found = objects.get(ref.getSha256());
    return found == null ? new Stored.Missing() : new Stored.Found(found);
  }

  private void reached() {
    if (away) {
      throw new ObjectStoreAwayException("away", new IllegalStateException("test"));
    }
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
