package io.tocsin.replay.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.replay.job.Selection.Range;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What an operator writes becomes offsets.
final class RangesTest {
  private static final Instant REMEMBERED = Instant.parse("2026-08-23T00:00:00Z");

  /// Two partitions: 0 begins at 100 and has a record a day since 2026-08-03, 1 is empty; the
  /// normalizer has taken all but the last five records.
  private static final RawPositions LOG =
      new RawPositions() {
        private static final Instant FIRST = Instant.parse("2026-08-03T12:00:00Z");

        @Override
        public Map<Integer, Long> first() {
          return Map.of(0, 100L, 1, 0L);
        }

        @Override
        public Map<Integer, Long> taken() {
          return Map.of(0, 195L);
        }

        @Override
        public Map<Integer, Long> at(Instant time) {
          long days = Math.ceilDiv(time.toEpochMilli() - FIRST.toEpochMilli(), 86_400_000L);
          return Map.of(0, 100 + Math.clamp(days, 0L, 100L), 1, 0L);
        }
      };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "150                        |                           | 150 | 195",
        "0:150                      | 160                       | 150 | 160",
        "150                        | 0:160                     | 150 | 160",
        "2026-10-01                 | 2026-10-03                | 159 | 161",
        "2026-10-01T12:00:00Z       | 2026-10-01T14:00:01+02:00 | 159 | 160",
        "0:2026-10-01T12:00:00.001Z | 0:165                     | 160 | 165",
        " 150 , 1:7                 |                           | 150 | 195"
      })
  void endsAreOffsetsOrTimesOfEveryPartitionOrOfOne(String from, String to, long first, long end) {
    Ranges ranges = ranges(from, to);

    assertThat(ranges.ranges()).containsExactly(new Range(0, first, end));
    assertThat(ranges.notes()).isEmpty();
  }

  @Test
  void aPartitionThatNobodyNamesIsLeftOut() {
    assertThat(ranges("1:0", null).ranges()).isEmpty();
    assertThat(ranges("1:0", "160").ranges()).isEmpty();
    assertThat(ranges("150", "1:5").ranges()).isEmpty();
  }

  @Test
  void itEndsAtTheLatestWhereTheNormalizerIs() {
    Ranges ranges = ranges("190", "2100-01-01");

    assertThat(ranges.ranges()).containsExactly(new Range(0, 190, 195));
    assertThat(ranges.notes())
        .containsExactly(
            "Partition 0 ends before offset 195: the normalizer has not taken what comes after.");
    assertThat(ranges("195", null).ranges()).isEmpty();
  }

  @Test
  void whatIsGoneIsSaid() {
    Instant ever = Instant.EPOCH;

    assertThat(Ranges.of(bounds("7"), List.of(), LOG, ever).notes())
        .containsExactly(
            "Partition 0 begins at offset 100: what came before is not there any more.");
    assertThat(Ranges.of(bounds("0"), List.of(), LOG, ever))
        .isEqualTo(new Ranges(List.of(new Range(0, 100, 195)), List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "119", "2026-08-22"})
  void whatMayBeForgottenIsRefused(String from) {
    assertThatThrownBy(() -> ranges(from, null))
        .isInstanceOf(ReplayException.class)
        .hasMessageContaining("longer ago than the normalizer remembers")
        .hasMessageEndingWith("Begin at offset 120 or later.");
    assertThat(ranges("120", null).ranges()).containsExactly(new Range(0, 120, 195));
  }

  @ParameterizedTest
  @CsvSource({
    "yesterday, 'yesterday' is neither",
    "2026-11-20T08:00:00, is neither",
    "-5, is neither",
    "3:, is neither",
    "'', is neither",
    "2026-02-30, is neither",
    "2:150, There is no partition 2",
    "'0:1,0:2', from is given twice for partition 0",
    "'1,2', from is given twice for every partition"
  })
  void whatCannotBeUnderstoodIsRefused(String from, String said) {
    assertThatThrownBy(() -> ranges(from, null))
        .isInstanceOfSatisfying(
            ReplayException.class, e -> assertThat(e.kind()).isEqualTo(ReplayException.Kind.WRONG))
        .hasMessageContaining(said);
  }

  @Test
  void aReplaySaysWhereItBeginsAndWhy() {
    assertThatThrownBy(() -> asked(List.of(), "why")).hasMessageContaining("where");
    assertThatThrownBy(() -> asked(List.of("0"), " ")).hasMessageContaining("why");
    assertThatThrownBy(() -> asked(List.of("0"), "a\0b")).hasMessageContaining("NUL");
    assertThat(asked(List.of("0"), "because").from()).containsExactly("0");
  }

  private static Asked asked(List<String> from, String why) {
    return new Asked("tracktik", from, List.of(), null, null, null, why, null);
  }

  private static Ranges ranges(String from, String to) {
    return Ranges.of(bounds(from), to == null ? List.of() : bounds(to), LOG, REMEMBERED);
  }

  private static List<Bound> bounds(String texts) {
    return Stream.of(texts.split(",", -1)).map(Bound::of).toList();
  }
}
