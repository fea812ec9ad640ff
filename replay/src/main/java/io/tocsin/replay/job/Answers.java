package io.tocsin.replay.job;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/// What Kafka answers.
final class Answers {
  private Answers() {}

  /// Waits for an answer; its clients give up by themselves.
  ///
  /// @throws KafkaException as it failed
  static <T> T of(Future<T> asked) {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException failure
          ? failure
          : new KafkaException("Kafka does not answer", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
