package io.tocsin.sinks.ticketing;

import io.micronaut.configuration.kafka.annotation.Topic;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.runtime.SinkListener;
import io.tocsin.sinks.runtime.SinkRunner;
import jakarta.inject.Named;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/// The consumers of the ticketing sink.
@SinkListener(groupId = "tocsin-sink-ticketing", clientId = "tocsin-sink-ticketing")
final class TicketingListener {
  private final SinkRunner runner;

  TicketingListener(@Named(TicketingSink.NAME) SinkRunner runner) {
    this.runner = runner;
  }

  @Topic(Topics.DECISIONS)
  void main(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer) {
    runner.main(polled, consumer);
  }

  @Topic({"retry.ticketing.10s", "retry.ticketing.1m", "retry.ticketing.10m"})
  void retry(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer) {
    runner.retry(polled, consumer);
  }
}
