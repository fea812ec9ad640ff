package io.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.StreamsConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class StreamsRunnerTest {
  @Test
  void waitsForItsPreconditionAndSaysForWhat() {
    var missing = new AtomicReference<>(Optional.of("no rulebook has been published"));
    try (var runner = runner(missing)) {
      runner.start();

      Awaitility.await()
          .untilAsserted(
              () -> assertThat(runner.waiting()).isEqualTo("no rulebook has been published"));
      assertThat(runner.failed()).isFalse();
    }
  }

  @Test
  void aStreamThatCannotBeStartedHasFailedForGood() {
    try (var runner = runner(new AtomicReference<>(Optional.empty()))) {
      runner.start();

      Awaitility.await().untilAsserted(() -> assertThat(runner.failed()).isTrue());
      assertThat(runner.waiting()).isEqualTo("cannot start: no topology");
    }
  }

  private static StreamsRunner runner(AtomicReference<Optional<String>> missing) {
    var config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    return new StreamsRunner(
        () -> {
          throw new IllegalStateException("no topology");
        },
        config,
        missing::get);
  }
}
