package io.tocsin.replay.redrive;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.platform.registry.RegistryAwayException;
import io.tocsin.schemas.BillingLine;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Topics;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Reads dead-letter topics, and single records of any topic. Opened for one command, used by one
/// thread.
final class Mailbox implements AutoCloseable {
  /// Most letters of one command. They are held in memory, without their bytes.
  static final int MOST = 100_000;

  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Comparator<Letter> BY_AGE =
      Comparator.comparing(Letter::diedAt).thenComparingLong(l -> l.at().offset());

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<String, RecordReader<? extends SpecificRecord>> readers;

  Mailbox(KafkaSettings kafka, RegistrySettings registry) {
    Map<String, Object> config = kafka.clientConfig();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "tocsin-redrive");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ANSWERED_WITHIN.toMillis());
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.readers =
        Map.of(
            Topics.DECISIONS, RecordReader.of(registry, Decision.class),
            Topics.CANONICAL, RecordReader.of(registry, CanonicalEvent.class),
            Topics.BILLING_LINES, RecordReader.of(registry, BillingLine.class),
            Topics.DELIVERIES, RecordReader.of(registry, DeliveryOutcome.class));
  }

  /// The letters of a sink up to now, one for each original record, the oldest first.
  ///
  /// @param wanted which of them, by when they first failed
  List<Letter> letters(String sink, Selection wanted) {
    var newest = new HashMap<Place, Letter>();
    read(
        partitions(sink),
        record ->
            letter(record)
                .filter(letter -> wanted.during(letter.died().firstFailedAt()))
                .ifPresent(
                    letter -> {
                      newest.merge(
                          letter.original(), letter, (a, b) -> BY_AGE.compare(a, b) < 0 ? b : a);
                      if (newest.size() > MOST) {
                        throw new Refused(
                            Refused.Cause.WRONG,
                            "%s has more than %d letters in that range: name a shorter one by from and to."
                                .formatted(Topics.dlq(sink), MOST));
                      }
                    }));
    return newest.values().stream().sorted(BY_AGE).toList();
  }

  /// The whole records that stand at some places, each as it was written; one that is gone is left
  /// out.
  void records(Collection<Place> places, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    Map<TopicPartition, TreeSet<Long>> wanted =
        places.stream()
            .collect(
                Collectors.groupingBy(
                    Place::topicPartition,
                    LinkedHashMap::new,
                    Collectors.mapping(Place::offset, Collectors.toCollection(TreeSet::new))));
    answering(
        () -> {
          Map<TopicPartition, Long> first = consumer.beginningOffsets(wanted.keySet());
          Map<TopicPartition, Long> end = consumer.endOffsets(wanted.keySet());
          wanted.forEach(
              (partition, offsets) -> {
                consumer.assign(List.of(partition));
                var left = new TreeSet<>(offsets.tailSet(first.getOrDefault(partition, 0L)));
                while (!left.isEmpty() && left.first() < end.getOrDefault(partition, 0L)) {
                  one(partition, left.first()).ifPresent(to);
                  left.pollFirst();
                }
              });
        });
  }

  private Optional<ConsumerRecord<byte[], byte[]>> one(TopicPartition partition, long offset) {
    consumer.seek(partition, offset);
    long since = System.nanoTime();
    while (true) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
        return record.offset() == offset ? Optional.of(record) : Optional.empty();
      }
      if (consumer.position(partition) > offset) {
        return Optional.empty();
      }
      inTime(since, partition);
    }
  }

  /// Returns where there is such a sink.
  void known(String sink) {
    partitions(sink);
  }

  private List<TopicPartition> partitions(String sink) {
    String topic = Topics.dlq(sink);
    List<PartitionInfo> found = answered(() -> consumer.partitionsFor(topic));
    if (found == null || found.isEmpty()) {
      throw new Refused(
          Refused.Cause.UNKNOWN,
          "There is no sink %s: there is no topic %s.".formatted(sink, topic));
    }
    return found.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }

  private void read(List<TopicPartition> partitions, Consumer<ConsumerRecord<byte[], byte[]>> to) {
    answering(
        () -> {
          consumer.assign(partitions);
          consumer.seekToBeginning(partitions);
          var open = new TreeMap<Integer, Long>();
          consumer.endOffsets(partitions).forEach((p, end) -> open.put(p.partition(), end));
          long since = System.nanoTime();
          while (true) {
            partitions.forEach(
                p -> {
                  if (consumer.position(p) >= open.getOrDefault(p.partition(), 0L)) {
                    open.remove(p.partition());
                  }
                });
            if (open.isEmpty()) {
              return;
            }
            var polled = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : polled) {
              Long end = open.get(record.partition());
              if (end != null && record.offset() < end) {
                to.accept(record);
              }
            }
            if (!polled.isEmpty()) {
              since = System.nanoTime();
            }
            inTime(since, partitions.getFirst());
          }
        });
  }

  private static void inTime(long since, TopicPartition partition) {
    if (System.nanoTime() - since > ANSWERED_WITHIN.toNanos()) {
      throw new KafkaException("nothing came of %s in %s".formatted(partition, ANSWERED_WITHIN));
    }
  }

  private static void answering(Runnable asking) {
    answered(
        () -> {
          asking.run();
          return true;
        });
  }

  private static <T> T answered(Supplier<T> asking) {
    try {
      return asking.get();
    } catch (RegistryAwayException e) {
      throw new KafkaAway("The schema registry does not answer: " + e.getMessage(), e);
    } catch (KafkaException e) {
      throw new KafkaAway("Kafka does not answer: " + e.getMessage(), e);
    }
  }

  /// Empty where somebody else wrote it, without our headers.
  private Optional<Letter> letter(ConsumerRecord<byte[], byte[]> record) {
    Optional<DeadLetter> died;
    try {
      died = DeadLetter.readFrom(record.headers());
    } catch (IllegalStateException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
    return died.map(
        facts ->
            new Letter(
                new Place(record.topic(), record.partition(), record.offset()),
                Instant.ofEpochMilli(record.timestamp()),
                facts,
                about(facts.topic(), record)));
  }

  private About about(String topic, ConsumerRecord<byte[], byte[]> record) {
    RecordReader<? extends SpecificRecord> reader = readers.get(topic);
    if (reader == null) {
      return About.NOTHING;
    }
    return switch (reader.read(topic, record.headers(), record.value())) {
      case Reading.Value<? extends SpecificRecord> read ->
          About.of(read.value()).orElse(About.NOTHING);
      case Reading.Nothing<?> _, Reading.Unreadable<?> _ -> About.NOTHING;
    };
  }

  @Override
  public void close() {
    consumer.close();
    new ArrayList<>(readers.values()).forEach(RecordReader::close);
  }
}
