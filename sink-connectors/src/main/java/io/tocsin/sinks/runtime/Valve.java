package io.tocsin.sinks.runtime;

import java.time.Duration;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/// Holds back partitions of a consumer for a while; the consumer goes on polling meanwhile and so
/// stays in its group.
///
/// Only spares useless fetches: a record that comes although it is held back must be given back by
/// its reader.
public interface Valve {
  /// Holds partitions back from the next poll on, for about this long.
  void hold(Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration duration);
}
