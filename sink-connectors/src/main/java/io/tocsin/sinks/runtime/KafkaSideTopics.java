package io.tocsin.sinks.runtime;

import io.tocsin.platform.KafkaSettings;
import io.tocsin.schemas.Topics;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/// Writes to retry and dead-letter topics with one producer for all sinks, made when first needed.
@Singleton
final class KafkaSideTopics implements SideTopics, AutoCloseable {
  private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(30);
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
  private static final int HEADERS = 64 * 1024;

  private final KafkaSettings kafka;
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  KafkaSideTopics(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  private synchronized KafkaProducer<byte[], byte[]> producer() {
    KafkaProducer<byte[], byte[]> made = producer;
    if (made == null) {
      Map<String, Object> config = kafka.clientConfig();
      config.put(ProducerConfig.CLIENT_ID_CONFIG, "tocsin-sinks-side-topics");
      // A dead letter is the only copy that an operator will look at.
      config.put(ProducerConfig.ACKS_CONFIG, "all");
      config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
      // Well below max.poll.interval.ms (five minutes): a consumer that waits for this stays in its
      // group.
      config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERED_WITHIN.toMillis());
      config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWERED_WITHIN.toMillis());
      config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWERED_WITHIN.toMillis());
      // The largest record of any topic, and the headers that say what happened.
      config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES + HEADERS);
      made = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
      producer = made;
    }
    return made;
  }

  @Override
  public void publish(List<ProducerRecord<byte[], byte[]>> records) {
    try {
      KafkaProducer<byte[], byte[]> to = producer();
      var sent = new ArrayList<Future<RecordMetadata>>(records.size());
      for (ProducerRecord<byte[], byte[]> record : records) {
        sent.add(to.send(record));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get(2 * DELIVERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException e) {
      throw away(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | KafkaException | IllegalStateException e) {
      throw away(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away(e);
    }
  }

  private static OutageException away(Throwable cause) {
    return new OutageException(
        "the retry or dead-letter topic cannot be written: " + cause.getClass().getSimpleName(),
        cause);
  }

  @Override
  @PreDestroy
  public synchronized void close() {
    if (producer != null) {
      producer.close(ANSWERED_WITHIN);
    }
  }
}
