package io.tocsin.cluster;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;

/// What one scenario has on the raw topic, and everything committed that came of it, in the order
/// of its partitions. Grows by reading on.
final class Records implements AutoCloseable {
  /// A raw record or a dead letter as it stands in its topic.
  record Stored(String receipt, ConsumerRecord<byte[], byte[]> record) {}

  /// A delivery outcome and where it stands.
  record Outcome(DeliveryOutcome value, ConsumerRecord<byte[], byte[]> record) {}

  /// A canonical event and where it stands.
  record Event(CanonicalEvent value, ConsumerRecord<byte[], byte[]> record) {}

  /// What a site was told that an event left, and where it stands.
  record Move(EventMoved value, ConsumerRecord<byte[], byte[]> record) {}

  private final String scenario;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Deserializer<DeliveryOutcome> outcomes;
  private final Deserializer<CanonicalEvent> events;
  private final Deserializer<EventMoved> moves;

  private final List<Stored> raw = new ArrayList<>();
  private final List<Outcome> deliveries = new ArrayList<>();
  private volatile int accountedFor;
  private final List<Event> canonical = new ArrayList<>();
  private final List<Move> moved = new ArrayList<>();
  private final List<Stored> deadLetters = new ArrayList<>();

  Records(String scenario, KafkaSettings kafka, RegistrySettings registry) {
    this.scenario = scenario + "-";
    this.outcomes = registry.serdes().deserializer(DeliveryOutcome.class);
    this.events = registry.serdes().deserializer(CanonicalEvent.class);
    this.moves = registry.serdes().deserializer(EventMoved.class);
    Map<String, Object> config = kafka.clientConfig();
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", false);
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        Stream.of(
                Load.TOPIC,
                Topics.DELIVERIES,
                Topics.CANONICAL,
                Topics.MOVED,
                Topics.DLQ_NORMALIZER)
            .map(consumer::partitionsFor)
            .flatMap(Collection::stream)
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /// Reads to the end as it is now. What comes while it reads is left for the next time, so that it
  /// comes to an end under load too.
  Records readOn() {
    // For a read_committed consumer the end is the last stable offset.
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      consumer.poll(Duration.ofMillis(100)).forEach(this::keep);
    }
    return this;
  }

  private void keep(ConsumerRecord<byte[], byte[]> record) {
    switch (record.topic()) {
      case Topics.DELIVERIES -> {
        DeliveryOutcome value = outcomes.deserialize(record.topic(), record.value());
        if (isOurs(value.getReceipt())) {
          deliveries.add(new Outcome(value, record));
          accountedFor = deliveries.size();
        }
      }
      case Topics.CANONICAL -> {
        CanonicalEvent value = events.deserialize(record.topic(), record.value());
        if (isOurs(value.getReceipt())) {
          canonical.add(new Event(value, record));
        }
      }
      case Topics.MOVED -> {
        EventMoved value = moves.deserialize(record.topic(), record.value());
        if (value.getEventKey().startsWith(Load.eventKey(scenario))) {
          moved.add(new Move(value, record));
        }
      }
      default -> {
        String receipt = DeadLetter.text(record.headers(), DeadLetterHeaders.RECEIPT);
        if (isOurs(receipt)) {
          (record.topic().equals(Load.TOPIC) ? raw : deadLetters).add(new Stored(receipt, record));
        }
      }
    }
  }

  private boolean isOurs(String receipt) {
    // A record without a receipt is counted by every scenario: it would be a fault.
    return receipt == null || receipt.startsWith(scenario);
  }

  /// How many outcomes were read; may be asked by any thread.
  int accountedFor() {
    return accountedFor;
  }

  List<Stored> raw() {
    return raw;
  }

  List<Outcome> deliveries() {
    return deliveries;
  }

  List<Event> canonical() {
    return canonical;
  }

  List<Move> moved() {
    return moved;
  }

  List<Stored> deadLetters() {
    return deadLetters;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
