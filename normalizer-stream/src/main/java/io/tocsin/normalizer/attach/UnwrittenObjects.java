package io.tocsin.normalizer.attach;

import io.tocsin.platform.Sha256;
import io.tocsin.platform.objects.ObjectStore;
import io.tocsin.platform.objects.Stored;
import io.tocsin.schemas.ObjectRef;

/// An object store that is only read: what is put gets the name that it would have and is not
/// written.
///
/// @param objects the store
public record UnwrittenObjects(ObjectStore objects) implements ObjectStore {
  @Override
  public ObjectRef put(byte[] bytes, String mediaType) {
    return new ObjectRef(Sha256.of(bytes), (long) bytes.length);
  }

  @Override
  public Stored get(ObjectRef ref) {
    return objects.get(ref);
  }

  @Override
  public void close() {
    objects.close();
  }
}
