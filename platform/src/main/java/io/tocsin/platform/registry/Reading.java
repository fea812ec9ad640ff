package io.tocsin.platform.registry;

/// What came of reading one record's value. Bad data is a value here, not an exception; an outage
/// is an exception ([RegistryAwayException]).
///
/// @param <T> what it was read as
public sealed interface Reading<T> {
  /// The value, decoded.
  record Value<T>(T value) implements Reading<T> {}

  /// The record has no value at all.
  record Nothing<T>() implements Reading<T> {}

  /// The bytes can never be read.
  ///
  /// @param reason one sentence for an operator, without anything of the content
  record Unreadable<T>(String reason) implements Reading<T> {}
}
