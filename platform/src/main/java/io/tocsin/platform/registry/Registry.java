package io.tocsin.platform.registry;

/// The little that must be asked of the schema registry itself to tell a bad record from an outage.
public interface Registry {
  /// Whether the registry knows a schema.
  ///
  /// @param schemaId schema id, as it stands in a record's first bytes
  /// @throws RegistryAwayException where it gives no clear answer: it is away, overloaded, or
  /// refuses us
  boolean knows(int schemaId);

  /// Returns where the registry answers.
  ///
  /// @throws RegistryAwayException where it does not
  void requireUp();
}
