package io.tocsin.normalizer;

import io.tocsin.platform.registry.Registry;
import io.tocsin.platform.registry.RegistryAwayException;

/// A registry that knows the schemas of [LocalAvro] and can be away.
final class FakeRegistry implements Registry {
  boolean down;

  @Override
  public boolean knows(int schemaId) {
    requireUp();
    return LocalAvro.knows(schemaId);
  }

  @Override
  public void requireUp() {
    if (down) {
      throw new RegistryAwayException("down");
    }
  }
}
