package io.tocsin.books.close;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Positions of raw records of one close: from the cut of the close before up to its own. Which of
/// the offsets in between are records is for Kafka to say: there are gaps.
final class RawInterval {
  /// Offsets of one partition.
  ///
  /// @param from the first that may be in it
  /// @param next the first that is not in it any more
  /// @param marked the offsets that are, less `from`
  private record Range(long from, long next, BitSet marked) {
    boolean covers(long offset) {
      return offset >= from && offset < next;
    }
  }

  /// A part of the interval, for a query.
  record Part(String topic, int partition, long from, long next) {}

  private final SortedMap<String, SortedMap<Integer, Range>> ranges = new TreeMap<>();
  private final List<Part> gone = new ArrayList<>();

  /// Adds a partition.
  RawInterval with(String topic, int partition, long from, long next) {
    ranges
        .computeIfAbsent(topic, t -> new TreeMap<>())
        .put(partition, new Range(from, next, new BitSet()));
    return this;
  }

  /// Notes that Kafka has deleted records that no close has counted.
  void gone(Part part) {
    gone.add(part);
  }

  /// The records that Kafka has deleted and no close has counted.
  List<Part> gone() {
    return List.copyOf(gone);
  }

  /// The same bounds without a position in them.
  RawInterval emptied() {
    var empty = new RawInterval();
    parts().forEach(p -> empty.with(p.topic(), p.partition(), p.from(), p.next()));
    return empty;
  }

  /// Its partitions, in order.
  Stream<Part> parts() {
    return ranges.entrySet().stream()
        .flatMap(
            topic ->
                topic.getValue().entrySet().stream()
                    .map(
                        range ->
                            new Part(
                                topic.getKey(),
                                range.getKey(),
                                range.getValue().from(),
                                range.getValue().next())));
  }

  /// Whether a position is inside the bounds.
  boolean covers(RawPosition position) {
    Range range = range(position);
    return range != null && range.covers(position.offset());
  }

  /// Adds a position that is inside the bounds.
  void add(RawPosition position) {
    Range range = range(position);
    if (range == null || !range.covers(position.offset())) {
      throw new IllegalArgumentException(position + " is outside");
    }
    range.marked().set(Math.toIntExact(position.offset() - range.from()));
  }

  boolean contains(RawPosition position) {
    Range range = range(position);
    return range != null
        && range.covers(position.offset())
        && range.marked().get(Math.toIntExact(position.offset() - range.from()));
  }

  /// How many positions are in it.
  long size() {
    return ranges.values().stream()
        .map(Map::values)
        .flatMap(Collection::stream)
        .mapToLong(range -> range.marked().cardinality())
        .sum();
  }

  /// The positions that are in this and not in another one of the same bounds, in order.
  Stream<RawPosition> without(RawInterval other) {
    return ranges.entrySet().stream()
        .flatMap(
            topic ->
                topic.getValue().entrySet().stream()
                    .flatMap(
                        range ->
                            range.getValue().marked().stream()
                                .mapToObj(
                                    i ->
                                        new RawPosition(
                                            topic.getKey(),
                                            range.getKey(),
                                            range.getValue().from() + i))))
        .filter(position -> !other.contains(position));
  }

  private @Nullable Range range(RawPosition position) {
    SortedMap<Integer, Range> partitions = ranges.get(position.topic());
    return partitions == null ? null : partitions.get(position.partition());
  }
}
