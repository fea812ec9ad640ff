package io.tocsin.gateway;

import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import io.tocsin.platform.Sha256;
import io.tocsin.platform.objects.ObjectStore;
import io.tocsin.platform.objects.ObjectStoreAwayException;
import io.tocsin.platform.objects.Stored;
import io.tocsin.schemas.ObjectRef;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// An object store in memory that can be away. A gateway that is started with the property
/// `tocsin.test.object-store` has one.
@Primary
@Singleton
@Requires(property = "tocsin.test.object-store")
final class MemoryStore implements ObjectStore {
  final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  volatile int puts;
  volatile boolean away;

  @Override
  public ObjectRef put(byte[] bytes, String mediaType) {
    puts++;
    if (away) {
      throw new ObjectStoreAwayException("away", new IOException("no route"));
    }
    String name = Sha256.of(bytes);
    objects.put(name, bytes.clone());
    return new ObjectRef(name, (long) bytes.length);
  }

  @Override
  public Stored get(ObjectRef ref) {
    byte[] found = objects.get(ref.getSha256());
    return found == null ? new Stored.Missing() : new Stored.Found(found);
  }

  @Override
  public void close() {
    objects.clear();
  }
}
