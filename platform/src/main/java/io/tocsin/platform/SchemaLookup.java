package io.tocsin.platform;

import java.io.IOException;

/// Asks the registry whether it has a schema.
@FunctionalInterface
public interface SchemaLookup {
  /// Whether the registry knows this schema id.
  ///
  /// @throws IOException where the registry gives no clear answer: it is away, overloaded, or
  /// refuses us
  boolean knows(int schemaId) throws IOException;
}
