package io.tocsin.gateway;

import java.util.List;

/// What a body turned out to be.
public sealed interface Reading {
  /// One event that came alone.
  ///
  /// @param event the event
  record Single(Element.Event event) implements Reading {}

  /// Several events in one body.
  ///
  /// @param elements at least one; its place in the list is its batch index
  record Batch(List<Element> elements) implements Reading {}

  /// A sign of life without an event: acknowledged with 204, not recorded.
  record Heartbeat() implements Reading {}

  /// A report that says that nothing happened: acknowledged with 204, not recorded.
  record EmptyReport() implements Reading {}

  /// Nothing that could be an event.
  ///
  /// @param sentence what the sender should change; never holds parts of the body
  record Malformed(String sentence) implements Reading {}

  /// More events than one delivery may hold.
  ///
  /// @param sentence what the sender should change
  record TooMany(String sentence) implements Reading {}

  /// One element of a batch.
  sealed interface Element {
    /// An event.
    ///
    /// @param body its exact bytes
    /// @param mediaType media type of these bytes, lower case, without parameters
    /// @param fields what was read from it
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Event(byte[] body, String mediaType, EventFields fields) implements Element {}

    /// Something that cannot be one.
    ///
    /// @param sentence what the sender should change
    record Unusable(String sentence) implements Element {}
  }
}
