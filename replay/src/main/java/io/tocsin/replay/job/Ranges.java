package io.tocsin.replay.job;

import io.tocsin.replay.job.Selection.Range;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The ends of a range as they were asked for, made into offsets.
///
/// @param ranges what is taken of each partition; none of them empty
/// @param notes in what it differs from what was asked for, one sentence each
record Ranges(List<Range> ranges, List<String> notes) {
  Ranges {
    ranges = List.copyOf(ranges);
    notes = List.copyOf(notes);
  }

  /// A partition is taken where both ends apply to it; no end asked for applies to all.
  ///
  /// @param from first ends
  /// @param to last ends, not included; empty = what the normalizer has taken by now
  /// @param log where records stand
  /// @param remembered since when the normalizer remembers what it saw
  /// @throws ReplayException where a record may be forgotten: it would be taken for a new event
  static Ranges of(List<Bound> from, List<Bound> to, RawPositions log, Instant remembered) {
    Map<Integer, Long> first = log.first();
    unambiguous("from", from, first);
    unambiguous("to", to, first);
    Map<Integer, Long> taken = log.taken();
    Map<Integer, Long> oldest = log.at(remembered);
    var ranges = new ArrayList<Range>();
    var notes = new ArrayList<String>();
    for (int partition : new TreeSet<>(first.keySet())) {
      boolean wanted = applies(partition, from) && applies(partition, to);
      if (!wanted) {
        continue;
      }
      long beginning = of(first, partition);
      long end = of(taken, partition);
      long asked = offset(partition, from, log, beginning);
      long start = Math.max(asked, beginning);
      long last = offset(partition, to, log, end);
      if (asked < beginning && last > beginning && asked > 0) {
        notes.add(
            "Partition %d begins at offset %d: what came before is not there any more."
                .formatted(partition, beginning));
      }
      if (last > end && end > start) {
        notes.add(
            "Partition %d ends before offset %d: the normalizer has not taken what comes after."
                .formatted(partition, end));
      }
      if (start < Math.min(last, end)) {
        if (start < of(oldest, partition)) {
          throw ReplayException.wrong(
              ("Partition %d at offset %d is from before %s, longer ago than the normalizer"
                      + " remembers (tocsin.replay.horizon): a replay would take those events for new"
                      + " ones. Begin at offset %d or later.")
                  .formatted(partition, start, remembered, of(oldest, partition)));
        }
        ranges.add(new Range(partition, start, Math.min(last, end)));
      }
    }
    return new Ranges(ranges, notes);
  }

  private static void unambiguous(String end, List<Bound> bounds, Map<Integer, Long> partitions) {
    var met = new HashSet<Integer>();
    for (Bound bound : bounds) {
      Integer partition = bound.partition();
      if (partition != null && !partitions.containsKey(partition)) {
        throw ReplayException.wrong(
            "There is no partition %d; the topic has %d.".formatted(partition, partitions.size()));
      }
      if (!met.add(partition == null ? -1 : partition)) {
        throw ReplayException.wrong(
            "%s is given twice for %s."
                .formatted(end, partition == null ? "every partition" : "partition " + partition));
      }
    }
  }

  private static boolean applies(int partition, List<Bound> bounds) {
    return bounds.isEmpty() || Bound.applying(partition, bounds).isPresent();
  }

  private static long offset(int partition, List<Bound> bounds, RawPositions log, long otherwise) {
    return Bound.applying(partition, bounds)
        .map(
            bound ->
                switch (bound.place()) {
                  case Bound.Offset(long offset) -> offset;
                  case Bound.Time(Instant time) -> of(log.at(time), partition);
                })
        .orElse(otherwise);
  }

  private static long of(Map<Integer, Long> offsets, int partition) {
    return offsets.getOrDefault(partition, 0L);
  }
}
