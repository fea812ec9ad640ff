package io.tocsin.platform.objects;

/// What an object store answers.
public sealed interface Stored {
  /// The bytes; their hash was checked.
  ///
  /// @param bytes the whole object
  @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
  record Found(byte[] bytes) implements Stored {}

  /// The store has no such object.
  record Missing() implements Stored {}

  /// The store has other bytes under this name than were put there.
  record Altered() implements Stored {}
}
