package io.tocsin.sinks.runtime;

import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.SideTopicWriter;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The retry and dead-letter topics in Kafka, with one producer for all sinks.
@Singleton
final class KafkaSideTopics implements SideTopics, AutoCloseable {
  private final SideTopicWriter writer;

  KafkaSideTopics(KafkaSettings kafka) {
    this.writer = new SideTopicWriter(kafka, "tocsin-sinks-side-topics");
  }

  @Override
  public void publish(List<ProducerRecord<byte[], byte[]>> records) {
    try {
      writer.write(records);
    } catch (SideTopicWriter.NotWritten e) {
      throw new OutageException(
          "the retry or dead-letter topic cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  @PreDestroy
  public void close() {
    writer.close();
  }
}
