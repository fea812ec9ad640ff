package io.tocsin.sinks.crm;

import io.micronaut.configuration.kafka.annotation.Topic;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.runtime.SinkListener;
import io.tocsin.sinks.runtime.SinkRunner;
import jakarta.inject.Named;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/// The consumers of the crm sink.
@SinkListener(groupId = "tocsin-sink-crm", clientId = "tocsin-sink-crm")
final class CrmListener {
  private final SinkRunner runner;

  CrmListener(@Named(CrmSink.NAME) SinkRunner runner) {
    this.runner = runner;
  }

  @Topic(Topics.DECISIONS)
  void main(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer) {
    runner.main(polled, consumer);
  }

  @Topic({"retry.crm.10s", "retry.crm.1m", "retry.crm.10m"})
  void retry(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer) {
    runner.retry(polled, consumer);
  }
}
