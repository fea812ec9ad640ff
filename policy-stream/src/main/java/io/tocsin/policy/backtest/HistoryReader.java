package io.tocsin.policy.backtest;

import io.tocsin.platform.CompactedTopic;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.stream.RulebookLibrary;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Reads from Kafka what past events are decided by: what is committed at the moment when it
/// begins.
///
/// It is in no consumer group, commits no offset, writes nothing and makes no topic.
public final class HistoryReader {
  /// How long Kafka may give nothing.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaSettings kafka;
  private final RegistrySettings registry;
  private final Progress progress;

  public HistoryReader(KafkaSettings kafka, RegistrySettings registry, Progress progress) {
    this.kafka = makingNoTopic(kafka);
    this.registry = registry;
    this.progress = progress;
  }

  /// A broker may make a topic for whoever asks for it, unless told not to.
  private static KafkaSettings makingNoTopic(KafkaSettings kafka) {
    var properties = new HashMap<>(kafka.properties() == null ? Map.of() : kafka.properties());
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    return new KafkaSettings(
        kafka.bootstrapServers(),
        false,
        kafka.eventPartitions(),
        kafka.replicationFactor(),
        kafka.minInsyncReplicas(),
        properties);
  }

  /// Reads all that can matter for some days, however much it is.
  ///
  /// @throws IllegalStateException where a topic is not there
  /// @throws TimeoutException where Kafka gives nothing for 30 seconds
  /// @throws io.tocsin.platform.registry.RegistryAwayException where the registry is away
  public History read(TrialDays days) {
    return read(days, Integer.MAX_VALUE);
  }

  /// Reads all that can matter for some days.
  ///
  /// @param most how many events may be held
  /// @throws TooManyEvents where there are more
  /// @throws IllegalStateException where a topic is not there
  /// @throws TimeoutException where Kafka gives nothing for 30 seconds
  /// @throws io.tocsin.platform.registry.RegistryAwayException where the registry is away
  public History read(TrialDays days, int most) {
    try (var consumer =
        new KafkaConsumer<>(config(), new StringDeserializer(), new ByteArrayDeserializer())) {
      for (String topic :
          List.of(Topics.CONFIG_RULEBOOK, Topics.CONFIG_TEST_WINDOWS, Topics.CONFIG_RULINGS)) {
        var _ = partitions(consumer, topic);
      }
      var unread = new Unread();
      var events = new LatestEvents(days, most);
      try (var reader = RecordReader.of(registry, CanonicalEvent.class)) {
        readToEnd(consumer, Topics.CANONICAL, record -> take(record, reader, events, unread));
      }
      return new History(
          events.all(),
          contents(
              Topics.CONFIG_RULINGS,
              Ruling.class,
              (key, ruling) -> key.equals(ruling.getEventKey()),
              unread),
          contents(
                  Topics.CONFIG_TEST_WINDOWS,
                  TestWindow.class,
                  (key, window) -> key.equals(window.getId()),
                  unread)
              .values(),
          rulebooks(unread),
          unread);
    }
  }

  /// The days from the first to the last service day of some events; empty where none of them is
  /// there.
  ///
  /// @throws IllegalStateException where the topic of events is not there
  /// @throws TimeoutException where Kafka gives nothing for 30 seconds
  /// @throws io.tocsin.platform.registry.RegistryAwayException where the registry is away
  public Optional<TrialDays> days(Set<String> eventKeys) {
    var days = new TreeSet<LocalDate>();
    try (var consumer =
            new KafkaConsumer<>(config(), new StringDeserializer(), new ByteArrayDeserializer());
        var reader = RecordReader.of(registry, CanonicalEvent.class)) {
      readToEnd(
          consumer,
          Topics.CANONICAL,
          record -> {
            if (reader.read(record.topic(), record.headers(), record.value())
                    instanceof Reading.Value<CanonicalEvent>(CanonicalEvent event)
                && eventKeys.contains(event.getEventKey())) {
              days.add(event.getServiceDay());
            }
          });
    }
    return days.isEmpty()
        ? Optional.empty()
        : Optional.of(new TrialDays(days.first(), days.last()));
  }

  /// The published rulebooks that the stream uses too.
  private List<CompiledRulebook> rulebooks(Unread unread) {
    try (var reader = RecordReader.of(registry, Rulebook.class)) {
      var library = new RulebookLibrary(reader);
      library.refresh(
          CompactedTopic.read(kafka, Topics.CONFIG_RULEBOOK, new ByteArrayDeserializer()));
      library
          .refused()
          .forEach((key, reason) -> unread.add(place(Topics.CONFIG_RULEBOOK, key), reason));
      return library.documents().values().stream()
          .flatMap(document -> Stream.ofNullable(library.compiled(document)))
          .toList();
    }
  }

  private Map<String, Object> config() {
    Map<String, Object> config = kafka.clientConfig();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    return config;
  }

  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    List<PartitionInfo> partitions = consumer.partitionsFor(topic);
    if (partitions == null || partitions.isEmpty()) {
      throw new IllegalStateException(
          "there is no topic %s; has Tocsin been started here?".formatted(topic));
    }
    return partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
  }

  private void readToEnd(
      KafkaConsumer<String, byte[]> consumer,
      String topic,
      Consumer<ConsumerRecord<String, byte[]>> take) {
    List<TopicPartition> partitions = partitions(consumer, topic);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long all = left(consumer, ends);
    long left = all;
    long moved = System.nanoTime();
    while (left > 0) {
      consumer.poll(POLL).forEach(take);
      long now = System.nanoTime();
      long still = left(consumer, ends);
      if (still < left) {
        moved = now;
      } else if (now - moved > PATIENCE.toNanos()) {
        throw new TimeoutException("topic %s gave nothing for %s".formatted(topic, PATIENCE));
      }
      left = still;
      long done = all - left;
      progress.at(() -> "Read %d of %d records of %s.".formatted(done, all, topic));
    }
  }

  private static long left(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
        .sum();
  }

  private static void take(
      ConsumerRecord<String, byte[]> record,
      RecordReader<CanonicalEvent> reader,
      LatestEvents events,
      Unread unread) {
    switch (reader.read(record.topic(), record.headers(), record.value())) {
      case Reading.Value<CanonicalEvent>(CanonicalEvent event) -> events.take(event);
      case Reading.Nothing<CanonicalEvent> _ -> unread.add(place(record), "it has no value");
      case Reading.Unreadable<CanonicalEvent>(String reason) -> unread.add(place(record), reason);
    }
  }

  private static String place(ConsumerRecord<?, ?> record) {
    return "%s, partition %d, offset %d"
        .formatted(record.topic(), record.partition(), record.offset());
  }

  /// How a record of a compacted topic is named.
  static String place(String topic, String key) {
    return "%s, key %s".formatted(topic, key);
  }

  /// The records of a compacted topic.
  ///
  /// @param agrees whether a record is under its own key; the stream leaves out what is not
  private <T extends SpecificRecord> Map<String, T> contents(
      String topic, Class<T> type, BiPredicate<String, T> agrees, Unread unread) {
    var contents = new TreeMap<String, T>();
    try (var reader = RecordReader.of(registry, type)) {
      new TreeMap<>(CompactedTopic.read(kafka, topic, new ByteArrayDeserializer()))
          .forEach(
              (key, value) -> {
                switch (reader.read(topic, value)) {
                  case Reading.Value<T>(T one) when agrees.test(key, one) -> contents.put(key, one);
                  case Reading.Value<T> _ ->
                      unread.add(place(topic, key), "its key is not the one that it names");
                  case Reading.Nothing<T> _ -> unread.add(place(topic, key), "it has no value");
                  case Reading.Unreadable<T>(String reason) ->
                      unread.add(place(topic, key), reason);
                }
              });
    }
    return contents;
  }
}
