package io.tocsin.sinks.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// How far a writer came with some records.
///
/// @param rejected those that leave the straight way, in order
/// @param unfinished those that are to be done again; all others are dealt with
/// @param hold why the writer stopped before the end; empty where nothing is in the way
public record Progress(
    List<Rejected> rejected, Set<ConsumerRecord<byte[], byte[]>> unfinished, Optional<Hold> hold) {
  /// What is in the way of the whole sink.
  ///
  /// @param throttled whether the other side asked to wait; else it is away
  /// @param delay for how long, where the other side says
  /// @param reason without payload
  public record Hold(boolean throttled, Optional<Duration> delay, String reason) {}

  /// All dealt with.
  static Progress whole(List<Rejected> rejected) {
    return new Progress(rejected, Set.of(), Optional.empty());
  }
}
