package io.tocsin.replay.job;

import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a replay takes: ranges of one raw topic, fixed when it is planned, and what of them.
///
/// @param source its name, as in `raw.<source>`
/// @param ranges at most one for each partition, by partition; none of them empty
/// @param site only records with this site reference; null = with any or none
/// @param code only records with this raw code; null = with any or none
/// @param reason only records that are dead letters for this reason; null = all
public record Selection(
    String source,
    List<Range> ranges,
    @Nullable String site,
    @Nullable String code,
    @Nullable String reason) {
  /// Offsets of one partition.
  ///
  /// @param partition its number
  /// @param from the first
  /// @param to the first that is not taken any more
  public record Range(int partition, long from, long to) {
    public Range {
      if (partition < 0 || from < 0 || to <= from) {
        throw new IllegalArgumentException(
            "%d:%d to %d is no range of offsets".formatted(partition, from, to));
      }
    }
  }

  public Selection {
    ranges = List.copyOf(ranges);
    var partitions = new HashSet<Integer>();
    for (Range range : ranges) {
      if (!partitions.add(range.partition())) {
        throw new IllegalArgumentException("partition %d twice".formatted(range.partition()));
      }
    }
  }

  /// Whether a record must be read to say whether it is taken.
  boolean asksForContent() {
    return site != null || code != null;
  }
}
