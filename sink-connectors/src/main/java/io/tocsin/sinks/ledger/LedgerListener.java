package io.tocsin.sinks.ledger;

import io.micronaut.configuration.kafka.annotation.Topic;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.runtime.SinkListener;
import io.tocsin.sinks.runtime.SinkRunner;
import jakarta.inject.Named;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/// The consumers of the ledger sink.
@SinkListener(groupId = "tocsin-sink-ledger", clientId = "tocsin-sink-ledger")
final class LedgerListener {
  private final SinkRunner runner;

  LedgerListener(@Named(LedgerSink.NAME) SinkRunner runner) {
    this.runner = runner;
  }

  @Topic({
    Topics.CANONICAL,
    Topics.DELIVERIES,
    Topics.DECISIONS,
    Topics.CONFIG_TEST_WINDOWS,
    Topics.CONFIG_RULINGS,
    Topics.CONFIG_RULEBOOK
  })
  void main(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer) {
    runner.main(polled, consumer);
  }

  @Topic({"retry.ledger.10s", "retry.ledger.1m", "retry.ledger.10m"})
  void retry(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer) {
    runner.retry(polled, consumer);
  }
}
