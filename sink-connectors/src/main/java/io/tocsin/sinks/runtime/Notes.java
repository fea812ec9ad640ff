package io.tocsin.sinks.runtime;

import java.sql.SQLException;

/// Where a sink keeps how it stands with an event.
public interface Notes {
  /// Says that a record has left the straight way.
  ///
  /// @param subject what it is about
  /// @param status whether it waits for another try or left for good
  /// @param detail in words, without payload
  void leaves(Subject subject, Rejected rejected, WriteStatus status, String detail)
      throws SQLException;
}
