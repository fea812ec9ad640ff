package io.tocsin.platform.objects;

import io.tocsin.schemas.ObjectRef;

/// Keeps bytes under their SHA-256. Putting the same bytes again changes nothing, so whoever is
/// uncertain whether it was done does it again. Safe for threads.
///
/// A store that cannot be reached throws [ObjectStoreAwayException]; callers wait and try again,
/// they never give the event up.
public interface ObjectStore extends AutoCloseable {
  /// Keeps bytes; when it returns, they survive a crash.
  ///
  /// @param mediaType for people who look into the store
  /// @return their claim check
  /// @throws ObjectStoreAwayException where the store cannot be reached or refuses
  ObjectRef put(byte[] bytes, String mediaType);

  /// What is kept under a claim check.
  ///
  /// @throws ObjectStoreAwayException where the store cannot be reached or refuses
  Stored get(ObjectRef ref);

  @Override
  void close();
}
