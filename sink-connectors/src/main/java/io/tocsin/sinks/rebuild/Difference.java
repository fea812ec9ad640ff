package io.tocsin.sinks.rebuild;

import org.jspecify.annotations.Nullable;

/// A row that is not the same in both databases.
///
/// @param table where
/// @param key of the row
/// @param kind which way
/// @param detail the fields that differ, each with both values; empty for a whole row
/// @param explained why it may be so; null = nothing that is known explains it
record Difference(Table table, String key, Kind kind, String detail, @Nullable String explained) {
  /// Which way a row differs.
  enum Kind {
    /// In use, and not rebuilt.
    MISSING,
    /// Rebuilt, and not in use.
    EXTRA,
    /// In both, with other values.
    DIFFERENT
  }
}
