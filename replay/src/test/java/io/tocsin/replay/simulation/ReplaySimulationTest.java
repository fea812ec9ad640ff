package io.tocsin.replay.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// The simulation from many seeds.
///
/// `-Dtocsin.seed=N` runs seed N alone; `-Dtocsin.simulations=N` runs seeds 1 to N.
final class ReplaySimulationTest {
  private static final int USUAL = 6;
  private static final List<Logger> LOUD =
      Stream.of("io.tocsin", "org.apache.kafka")
          .map(name -> (Logger) LoggerFactory.getLogger(name))
          .toList();

  /// Thousands of dead letters are no news here.
  @BeforeAll
  static void beQuiet() {
    LOUD.forEach(logger -> logger.setLevel(Level.OFF));
  }

  @AfterAll
  static void speakAgain() {
    LOUD.forEach(logger -> logger.setLevel(null));
  }

  @Test
  void whateverIsReplayedWhatStandsIsWhatTheOracleSays() {
    Long seed = Long.getLong("tocsin.seed");
    long first = seed == null ? 1 : seed;
    long last = seed == null ? Integer.getInteger("tocsin.simulations", USUAL) : seed;
    var all = new ReplaySimulation.Count();
    for (long each = first; each <= last; each++) {
      all.add(run(each));
    }
    System.out.println("seeds=" + first + ".." + last + " " + all);
    assertThat(all.replayed).isPositive();
  }

  private static ReplaySimulation.Count run(long seed) {
    try (var simulation = new ReplaySimulation(seed)) {
      return simulation.run();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("-Dtocsin.seed=" + seed, e);
    }
  }
}
