package io.tocsin.sinks.billing;

import io.micronaut.configuration.kafka.annotation.Topic;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.runtime.SinkListener;
import io.tocsin.sinks.runtime.SinkRunner;
import jakarta.inject.Named;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/// The consumers of the billing sink.
@SinkListener(groupId = "tocsin-sink-billing", clientId = "tocsin-sink-billing")
final class BillingListener {
  private final SinkRunner runner;

  BillingListener(@Named(BillingSink.NAME) SinkRunner runner) {
    this.runner = runner;
  }

  @Topic(Topics.DECISIONS)
  void main(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer) {
    runner.main(polled, consumer);
  }

  @Topic({"retry.billing.10s", "retry.billing.1m", "retry.billing.10m"})
  void retry(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer) {
    runner.retry(polled, consumer);
  }
}
