package io.tocsin.cluster;

import io.tocsin.schemas.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Sends a load evenly until it is told to finish, with the producer settings of the gateway:
/// idempotent, acknowledged by every replica in sync. It waits where the normalizer falls far
/// behind, so that a slow machine does not pile up what has to be worked off at the end.
final class Sender implements AutoCloseable {
  private static final int TICKS_PER_SECOND = 50;
  private static final int MOST_AHEAD = 1_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Load load;
  private final Consumer<Delivery> acknowledged;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private final AtomicInteger sent = new AtomicInteger();
  private final IntSupplier accountedFor;

  /// Starts to send.
  ///
  /// @param accountedFor how many deliveries have an outcome
  /// @param acknowledged told of each delivery that Kafka has taken
  Sender(
      String bootstrapServers,
      Load load,
      int perSecond,
      IntSupplier accountedFor,
      Consumer<Delivery> acknowledged) {
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.load = load;
    this.accountedFor = accountedFor;
    this.acknowledged = acknowledged;
    int each = perSecond / TICKS_PER_SECOND;
    clock.scheduleAtFixedRate(() -> send(each), 0, 1000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
  }

  private void send(int count) {
    if (sent.get() - accountedFor.getAsInt() > MOST_AHEAD) {
      return;
    }
    for (int i = 0; i < count && failure.get() == null; i++) {
      Delivery delivery = load.next();
      var message = new ProducerRecord<>(Load.TOPIC, delivery.key(), delivery.value());
      message
          .headers()
          .add(DeadLetterHeaders.RECEIPT, delivery.receipt().getBytes(StandardCharsets.UTF_8));
      producer.send(
          message,
          (_, e) -> {
            if (e == null) {
              acknowledged.accept(delivery);
            } else {
              failure.compareAndSet(null, e);
            }
          });
      sent.incrementAndGet();
    }
  }

  /// Stops sending and waits until Kafka has taken everything.
  ///
  /// @return how many deliveries were sent
  /// @throws AssertionError where Kafka refused one
  int finish() {
    clock.shutdown();
    try {
      if (!clock.awaitTermination(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the sender hangs");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.flush();
    if (failure.get() != null) {
      throw new AssertionError("Kafka refused a delivery", failure.get());
    }
    return sent.get();
  }

  @Override
  public void close() {
    clock.shutdownNow();
    producer.close();
  }
}
