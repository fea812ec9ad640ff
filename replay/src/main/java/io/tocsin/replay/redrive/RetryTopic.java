package io.tocsin.replay.redrive;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The first retry topic of one sink, to put records back: key and value byte for byte, all tries
/// given again. Opened for one command, used by one thread.
final class RetryTopic implements AutoCloseable {
  private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(30);
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);
  private static final int HEADERS = 64 * 1024;
  private static final int WAVE = 500;

  private final String topic;
  private final String redriveId;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> underWay = new ArrayList<>();

  RetryTopic(KafkaSettings kafka, String sink, String redriveId) {
    this.topic = Topics.retry(sink, Topics.RETRY_DELAYS.getFirst());
    this.redriveId = redriveId;
    Map<String, Object> config = kafka.clientConfig();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "tocsin-redrive");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERED_WITHIN.toMillis());
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWERED_WITHIN.toMillis());
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWERED_WITHIN.toMillis());
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES + HEADERS);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /// Puts a record back, with the headers that it has and those that say what it is.
  ///
  /// @param facts what was known of it; its tries are forgotten
  void put(ConsumerRecord<byte[], byte[]> record, DeadLetter facts) {
    Headers headers = new RecordHeaders(record.headers());
    new DeadLetter(
            facts.stage(),
            ReasonCode.WAITS_FOR_RETRY,
            facts.reason(),
            facts.topic(),
            facts.partition(),
            facts.offset(),
            facts.timestamp(),
            0,
            facts.firstFailedAt())
        .writeTo(headers);
    headers.remove(DeadLetterHeaders.NOT_BEFORE);
    DeadLetter.put(headers, DeadLetterHeaders.REDRIVE_ID, redriveId);
    try {
      underWay.add(
          producer.send(new ProducerRecord<>(topic, null, record.key(), record.value(), headers)));
    } catch (KafkaException | IllegalStateException e) {
      throw away(e);
    }
    if (underWay.size() >= WAVE) {
      arrived();
    }
  }

  /// Returns when all that were put are there.
  void arrived() {
    try {
      for (Future<RecordMetadata> one : underWay) {
        one.get(2 * DELIVERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      }
      underWay.clear();
    } catch (ExecutionException e) {
      throw away(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw away(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away(e);
    }
  }

  private KafkaAway away(Throwable cause) {
    return new KafkaAway(
        "%s cannot be written (%s). Some may have been put back; do it again, which is harmless."
            .formatted(topic, cause.getClass().getSimpleName()),
        cause);
  }

  @Override
  public void close() {
    producer.close(ANSWERED_WITHIN);
  }
}
