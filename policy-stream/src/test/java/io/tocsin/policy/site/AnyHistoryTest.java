package io.tocsin.policy.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Whatever is said, in whatever order: deciding again only what a change can affect comes to the
/// same as deciding everything from scratch, and both come to what the oracle says.
///
/// A failing seed is in the name of its test; `-Dtocsin.seed=` runs it alone, `-Dtocsin.histories=`
/// tries more of them.
final class AnyHistoryTest {
  private static final int CHANGES = 32;

  @TestFactory
  Stream<DynamicTest> everyHistoryComesToWhatTheOracleSays() {
    Long seed = Long.getLong("tocsin.seed");
    LongStream seeds =
        seed == null
            ? LongStream.range(0, Long.getLong("tocsin.histories", 200))
            : LongStream.of(seed);
    return seeds.mapToObj(it -> DynamicTest.dynamicTest("seed " + it, () -> holds(it)));
  }

  private static void holds(long seed) {
    var random = new Random(seed);
    int mostMembers = List.of(2, 4, 1_000).get(random.nextInt(3));
    var history = new RandomHistory(random);
    var live = new Live(mostMembers);
    for (int i = 1; i <= CHANGES; i++) {
      live.take(history.next());
      if (random.nextInt(8) == 0 || i == CHANGES) {
        String where = "seed %d after change %d".formatted(seed, i);
        assertThat(Comparison.faults(live.decisions, live.world, mostMembers, random, true))
            .as(where)
            .isEmpty();
      }
    }
  }
}
