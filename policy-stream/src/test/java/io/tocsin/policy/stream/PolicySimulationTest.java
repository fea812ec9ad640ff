package io.tocsin.policy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Whatever is said, in whatever interleaving, whatever crashes: what stands in the end is what the
/// oracle makes of it, to the cent.
///
/// A failing seed is in the message; `-Dtocsin.seed=` runs it alone, `-Dtocsin.simulations=` tries
/// more of them.
final class PolicySimulationTest {
  private static final long SEEDS = Long.getLong("tocsin.simulations", 150);

  @Test
  void theStreamComesToWhatTheOracleSays() {
    Long seed = Long.getLong("tocsin.seed");
    var sum = new PolicySimulation.Count();
    (seed == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(seed))
        .forEach(
            it -> {
              var simulation = new PolicySimulation(it);
              assertThat(simulation.run()).as("-Dtocsin.seed=%d", it).isEmpty();
              sum.add(simulation.count());
            });
    System.out.println(sum);
  }
}
