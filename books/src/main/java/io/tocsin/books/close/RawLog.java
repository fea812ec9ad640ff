package io.tocsin.books.close;

import io.tocsin.books.proof.Cut;
import io.tocsin.platform.DeadLetter;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The raw topics as Kafka has them. Reads bytes and understands none: a poisoned record counts as
/// any other.
public final class RawLog {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final String EVENT_ID = "ce_id";

  private final Map<String, Object> config;

  /// @param client Kafka's client settings
  public RawLog(Map<String, Object> client) {
    this.config = new HashMap<>(client);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    // No group: nobody else reads for us, and what was read is nowhere remembered.
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    // As the normalizer reads: what a transaction took back was never accepted.
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // The bodies are thrown away: few in memory at once.
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) SILENCE.toMillis());
  }

  /// The cut at a moment: of each partition of each raw topic the first record that was received at
  /// that moment or later, else its end.
  ///
  /// @param before the cut of the close before; no partition is cut before it
  /// @throws KafkaException where Kafka does not answer
  public Cut cut(Instant moment, Cut before) {
    try (var consumer = new KafkaConsumer<byte[], byte[]>(config)) {
      List<TopicPartition> partitions = partitions(consumer, Topics.rawTopics());
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<TopicPartition, OffsetAndTimestamp> later =
          consumer.offsetsForTimes(
              partitions.stream().collect(Collectors.toMap(p -> p, p -> moment.toEpochMilli())));
      SortedMap<String, SortedMap<Integer, Long>> next = new TreeMap<>();
      before.next().forEach((topic, offsets) -> next.put(topic, new TreeMap<>(offsets)));
      for (TopicPartition partition : partitions) {
        OffsetAndTimestamp first = later.get(partition);
        long cut = first == null ? ends.getOrDefault(partition, 0L) : first.offset();
        next.computeIfAbsent(partition.topic(), t -> new TreeMap<>())
            .merge(partition.partition(), cut, Math::max);
      }
      return new Cut(next);
    }
  }

  /// The first moment that a raw record was received; empty where there is none.
  public Optional<Instant> beginning() {
    try (var consumer = new KafkaConsumer<byte[], byte[]>(config)) {
      List<TopicPartition> partitions = partitions(consumer, Topics.rawTopics());
      return consumer
          .offsetsForTimes(partitions.stream().collect(Collectors.toMap(p -> p, p -> 0L)))
          .values()
          .stream()
          .filter(Objects::nonNull)
          .map(first -> Instant.ofEpochMilli(first.timestamp()))
          .min(Comparator.naturalOrder());
    }
  }

  /// The records between two cuts.
  ///
  /// @throws KafkaException where Kafka does not answer
  RawInterval between(Cut from, Cut to) {
    try (var consumer = new KafkaConsumer<byte[], byte[]>(config)) {
      Map<TopicPartition, Long> ends = flat(to);
      consumer.assign(ends.keySet());
      Map<TopicPartition, Long> first = consumer.beginningOffsets(ends.keySet());
      var interval = new RawInterval();
      var begins = new HashMap<TopicPartition, Long>();
      flat(from).forEach(begins::put);
      ends.forEach(
          (partition, end) -> {
            long kept = first.getOrDefault(partition, 0L);
            Long counted = begins.get(partition);
            if (counted != null && counted < kept) {
              interval.gone(
                  new RawInterval.Part(
                      partition.topic(), partition.partition(), counted, Math.min(kept, end)));
            }
            // Of what Kafka deleted before the first close nobody can say anything.
            long begin = counted == null ? kept : counted;
            begins.put(partition, Math.min(Math.max(begin, kept), end));
            interval.with(partition.topic(), partition.partition(), Math.min(begin, end), end);
          });
      read(
          consumer,
          begins,
          ends,
          record ->
              interval.add(new RawPosition(record.topic(), record.partition(), record.offset())));
      return interval;
    }
  }

  /// The revisions of events that the policy stream could not read, as `<event key>#<revision>`.
  Set<String> deadInPolicy() {
    try (var consumer = new KafkaConsumer<byte[], byte[]>(config)) {
      List<TopicPartition> partitions =
          partitions(consumer, Pattern.compile(Pattern.quote(Topics.DLQ_POLICY)));
      consumer.assign(partitions);
      var dead = new HashSet<String>();
      read(
          consumer,
          consumer.beginningOffsets(partitions),
          consumer.endOffsets(partitions),
          record -> {
            String id = DeadLetter.text(record.headers(), EVENT_ID);
            if (id != null) {
              dead.add(id);
            }
          });
      return dead;
    }
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, Pattern topics) {
    return consumer.listTopics().entrySet().stream()
        .filter(topic -> topics.matcher(topic.getKey()).matches())
        .flatMap(
            topic ->
                topic.getValue().stream().map(p -> new TopicPartition(p.topic(), p.partition())))
        .toList();
  }

  private static Map<TopicPartition, Long> flat(Cut cut) {
    var flat = new HashMap<TopicPartition, Long>();
    cut.next()
        .forEach(
            (topic, offsets) ->
                offsets.forEach(
                    (partition, next) -> flat.put(new TopicPartition(topic, partition), next)));
    return flat;
  }

  private static void read(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> begins,
      Map<TopicPartition, Long> ends,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    var open = new ArrayList<>(ends.keySet());
    open.removeIf(
        partition -> begins.getOrDefault(partition, 0L) >= ends.getOrDefault(partition, 0L));
    consumer.assign(open);
    open.forEach(partition -> consumer.seek(partition, begins.getOrDefault(partition, 0L)));
    InstantSource clock = InstantSource.system();
    Instant heard = clock.instant();
    while (!open.isEmpty()) {
      var records = consumer.poll(POLL);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        if (record.offset()
            < ends.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L)) {
          each.accept(record);
        }
      }
      // A position, not a record, says that the end is reached: there may be none before it.
      List<TopicPartition> done =
          open.stream().filter(p -> consumer.position(p) >= ends.getOrDefault(p, 0L)).toList();
      consumer.pause(done);
      boolean moved = open.removeAll(done);
      if (moved || !records.isEmpty()) {
        heard = clock.instant();
      } else if (heard.plus(SILENCE).isBefore(clock.instant())) {
        throw new KafkaException("Kafka gives no record for %d s".formatted(SILENCE.toSeconds()));
      }
    }
  }
}
