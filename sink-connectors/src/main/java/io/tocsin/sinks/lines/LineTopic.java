package io.tocsin.sinks.lines;

import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.BillingLine;
import io.tocsin.schemas.Topics;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// The topic `billing.lines`, to write to. Used by one thread.
@Singleton
final class LineTopic implements AutoCloseable {
  private static final Duration DELIVERED_WITHIN = Duration.ofSeconds(30);
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

  private final KafkaSettings kafka;
  private final RegistrySettings registry;
  private boolean provisioned;
  private @Nullable KafkaProducer<String, BillingLine> producer;

  LineTopic(KafkaSettings kafka, RegistrySettings registry) {
    this.kafka = kafka;
    this.registry = registry;
  }

  /// Writes lines and returns when every in-sync replica has all of them.
  ///
  /// Of a charge key only one line is under way at a time: the next is not sent before the one
  /// before it has arrived. Otherwise a line that Kafka gives up on could be overtaken by one
  /// behind it that arrives.
  ///
  /// @throws KafkaException where one may not have arrived; others may have
  void send(List<BillingLine> lines) {
    try {
      KafkaProducer<String, BillingLine> to = producer();
      for (List<BillingLine> wave : waves(lines)) {
        sendWave(to, wave);
      }
    } catch (RuntimeException e) {
      // What it still holds must not arrive after what is sent next time.
      close();
      throw e;
    }
  }

  /// The first line of each charge key, then the second of each, and so on.
  static List<List<BillingLine>> waves(List<BillingLine> lines) {
    var waves = new ArrayList<List<BillingLine>>();
    Map<String, Integer> earlier = new HashMap<>();
    for (BillingLine line : lines) {
      int wave = earlier.merge(line.getChargeKey(), 1, Integer::sum) - 1;
      if (wave == waves.size()) {
        waves.add(new ArrayList<>());
      }
      waves.get(wave).add(line);
    }
    return waves;
  }

  private static void sendWave(KafkaProducer<String, BillingLine> to, List<BillingLine> wave) {
    var sent = new ArrayList<Future<RecordMetadata>>(wave.size());
    for (BillingLine line : wave) {
      sent.add(to.send(new ProducerRecord<>(Topics.BILLING_LINES, line.getChargeKey(), line)));
    }
    try {
      for (Future<RecordMetadata> one : sent) {
        one.get(2 * DELIVERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException e) {
      throw new KafkaException(
          "Kafka does not take the lines", e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("the app stops", e);
    }
  }

  private KafkaProducer<String, BillingLine> producer() {
    if (!provisioned) {
      // A broker that makes topics by itself would make it with another number of partitions.
      new Provisioner(kafka, registry).provision(List.of());
      provisioned = true;
    }
    KafkaProducer<String, BillingLine> made = producer;
    if (made == null) {
      Map<String, Object> config = kafka.clientConfig();
      config.put(ProducerConfig.CLIENT_ID_CONFIG, "tocsin-billing-lines");
      // After the answer the line's row goes: from then on the topic alone says it.
      config.put(ProducerConfig.ACKS_CONFIG, "all");
      config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
      // A transaction of PostgreSQL is open meanwhile.
      config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERED_WITHIN.toMillis());
      config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ANSWERED_WITHIN.toMillis());
      config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWERED_WITHIN.toMillis());
      config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
      made = new KafkaProducer<>(config, new StringSerializer(), registry.serdes().serializer());
      producer = made;
    }
    return made;
  }

  @Override
  @PreDestroy
  public void close() {
    KafkaProducer<String, BillingLine> open = producer;
    if (open != null) {
      producer = null;
      open.close(Duration.ZERO);
    }
  }
}
