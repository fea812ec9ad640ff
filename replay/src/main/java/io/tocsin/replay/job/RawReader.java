package io.tocsin.replay.job;

import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/// Reads the records of a selection from where an earlier reading stopped.
final class RawReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final Chosen chosen;
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final Map<Integer, Long> next = new TreeMap<>();
  private final Deque<Met> met = new ArrayDeque<>();

  /// A record that was read and not yet handed on or left out.
  private record Met(ConsumerRecord<byte[], byte[]> record, boolean chosen) {}

  /// @param consumer without a group; is closed with this
  /// @param positions where to begin, by partition
  RawReader(
      Consumer<byte[], byte[]> consumer,
      Selection selection,
      Map<Integer, Long> positions,
      Chosen chosen) {
    this.consumer = consumer;
    this.chosen = chosen;
    String topic = Topics.raw(selection.source());
    for (Selection.Range range : selection.ranges()) {
      ends.put(new TopicPartition(topic, range.partition()), range.to());
      next.put(range.partition(), positions.getOrDefault(range.partition(), range.from()));
    }
    consumer.assign(ends.keySet());
    for (TopicPartition partition : ends.keySet()) {
      consumer.seek(partition, next.getOrDefault(partition.partition(), 0L));
    }
    pauseEnded();
  }

  /// Whether nothing is left.
  boolean atEnd() {
    return met.isEmpty()
        && ends.entrySet().stream()
            .allMatch(end -> next.getOrDefault(end.getKey().partition(), 0L) >= end.getValue());
  }

  /// The next offset of each partition: all before it was handed on or is not chosen.
  Map<Integer, Long> positions() {
    return Map.copyOf(next);
  }

  /// The next chosen records.
  ///
  /// @param most how many at most
  /// @param within about how long to look for them
  List<ConsumerRecord<byte[], byte[]>> next(int most, Duration within) {
    long began = System.nanoTime();
    var taken = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    while (taken.size() < most && !atEnd()) {
      Met first = met.poll();
      if (first != null) {
        next.put(first.record().partition(), first.record().offset() + 1);
        if (first.chosen()) {
          taken.add(first.record());
        }
      } else if (System.nanoTime() - began < within.toNanos()) {
        read();
      } else {
        break;
      }
    }
    return taken;
  }

  private void read() {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<byte[], byte[]>> inRange =
          records.records(partition).stream()
              .filter(record -> record.offset() < ends.getOrDefault(partition, 0L))
              .toList();
      if (!inRange.isEmpty()) {
        Set<Long> offsets = chosen.of(inRange);
        inRange.forEach(record -> met.add(new Met(record, offsets.contains(record.offset()))));
      }
    }
    pauseEnded();
    if (met.isEmpty()) {
      // Offsets without a record are passed over.
      ends.forEach(
          (partition, end) ->
              next.merge(
                  partition.partition(), Math.min(end, consumer.position(partition)), Math::max));
    }
  }

  private void pauseEnded() {
    consumer.pause(
        ends.keySet().stream()
            .filter(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L))
            .toList());
  }

  @Override
  public void close() {
    consumer.close();
    chosen.close();
  }
}
