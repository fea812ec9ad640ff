package io.tocsin.sinks.runtime;

import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/// One record for a sink.
///
/// @param content what it says; empty where it has no value, which only a topic of
/// [Sink#withdrawals] may have
/// @param origin where it was first read
/// @param attempt which try this is; 1 is the first
public record SinkRecord(Optional<SpecificRecord> content, Origin origin, int attempt) {
  /// What it says, for a sink that takes no withdrawals.
  public SpecificRecord value() {
    return content.orElseThrow();
  }
}
