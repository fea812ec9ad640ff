package io.tocsin.platform;

import io.tocsin.schemas.Topics;
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

/// Writes to retry and dead-letter topics. Safe for threads.
public final class SideTopicWriter implements AutoCloseable {
  private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(30);
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
  private static final int HEADERS = 64 * 1024;

  private final KafkaSettings kafka;
  private final String clientId;
  private @Nullable KafkaProducer<byte[], byte[]> producer;

  /// One of the records may not have arrived.
  public static final class NotWritten extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NotWritten(Throwable cause) {
      super(cause.getClass().getSimpleName(), cause);
    }
  }

  /// Writes with one producer, made when first needed.
  ///
  /// @param clientId its name in Kafka's logs and metrics
  public SideTopicWriter(KafkaSettings kafka, String clientId) {
    this.kafka = kafka;
    this.clientId = clientId;
  }

  private synchronized KafkaProducer<byte[], byte[]> producer() {
    KafkaProducer<byte[], byte[]> made = producer;
    if (made == null) {
      made = new KafkaProducer<>(config(), new ByteArraySerializer(), new ByteArraySerializer());
      producer = made;
    }
    return made;
  }

  private Map<String, Object> config() {
    Map<String, Object> config = kafka.clientConfig();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
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
    return config;
  }

  /// Writes these records and returns when every in-sync replica has them all.
  ///
  /// @throws NotWritten where one of them may not have arrived
  public void write(List<ProducerRecord<byte[], byte[]>> records) {
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
      throw new NotWritten(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException | KafkaException | IllegalStateException e) {
      throw new NotWritten(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotWritten(e);
    }
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      producer.close(ANSWERED_WITHIN);
    }
  }
}
