package io.tocsin.sinks.routed;

import io.tocsin.schemas.Decision;

/// How the text of one event stands after a batch.
///
/// @param decision the newest decision; its words are the text
/// @param open whether it is routed here; false = withdrawn
public record RoutedChange(Decision decision, boolean open) {
  /// `OPEN` or `WITHDRAWN`, as in the tables.
  public String state() {
    return open ? "OPEN" : "WITHDRAWN";
  }
}
