package io.tocsin.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Gives what a stopped stream remembers, and how far it has read, to the same stream under another
/// application id: its changelogs record by record, then its committed offsets. The old ones stay
/// as they are, so that there is a way back.
///
/// It refuses rather than guesses: while the stream runs, while one of its transactions is open,
/// while something is on its way between two parts of it, and where the new id has anything
/// already. The offsets are written last: until then the new id has read nothing.
public final class CarriedState {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");
  private static final String CHANGELOG = "-changelog";
  private static final String REPARTITION = "-repartition";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(60);
  private static final int WAVE = 1_000;

  private final KafkaSettings kafka;
  private final Admin admin;
  private final String from;
  private final String to;

  private CarriedState(KafkaSettings kafka, Admin admin, String from, String to) {
    this.kafka = kafka;
    this.admin = admin;
    this.from = from;
    this.to = to;
  }

  /// Carries it all.
  ///
  /// @param from application id of the stopped stream
  /// @param to the new one
  /// @param says takes a line for each topic that was copied, and one at the end
  /// @throws IllegalStateException with a sentence where it refuses; nothing of the new id is used
  /// then
  public static void carry(KafkaSettings kafka, String from, String to, Consumer<String> says) {
    if (!ID.matcher(to).matches()) {
      throw new IllegalStateException(
          "'%s' is no application id: use 1 to 63 lower case letters, digits, dots and hyphens"
              .formatted(to));
    }
    if (to.equals(from) || to.startsWith(from + "-") || from.startsWith(to + "-")) {
      throw new IllegalStateException(
          "%s begins like %s: their topics could not be told apart; use for example %s2"
              .formatted(to, from, from));
    }
    try (Admin admin = Admin.create(kafka.clientConfig())) {
      new CarriedState(kafka, admin, from, to).carry(says);
    }
  }

  private void carry(Consumer<String> says) {
    stopped(from);
    stopped(to);
    Map<TopicPartition, OffsetAndMetadata> offsets = offsets(from);
    if (offsets.isEmpty()) {
      throw new IllegalStateException("%s has never read anything".formatted(from));
    }
    if (!offsets(to).isEmpty()) {
      throw new IllegalStateException("%s has read already: it is no new id".formatted(to));
    }
    Map<String, TopicDescription> topics = topics();
    List<TopicDescription> changelogs = of(topics, from + "-", CHANGELOG);
    List<TopicDescription> repartitions = of(topics, from + "-", REPARTITION);
    List<TopicDescription> taken = of(topics, to + "-", "");
    if (!taken.isEmpty()) {
      throw new IllegalStateException(
          "%s is there already; delete the topics of %s that an attempt before has left, or use another id"
              .formatted(taken.getFirst().name(), to));
    }
    changelogs.forEach(this::closed);
    repartitions.forEach(topic -> drained(topic, offsets));
    for (TopicDescription changelog : changelogs) {
      String copy = to + changelog.name().substring(from.length());
      create(changelog, copy);
      says.accept(
          "%s: %d records copied to %s".formatted(changelog.name(), copy(changelog, copy), copy));
    }
    // What the stream writes to itself is drained and begins anew.
    var carried = new HashMap<>(offsets);
    carried.keySet().removeIf(p -> p.topic().startsWith(from + "-"));
    done(admin.alterConsumerGroupOffsets(to, carried).all());
    says.accept("%s has read what %s had: %d partitions".formatted(to, from, carried.size()));
  }

  private void stopped(String id) {
    try {
      int members =
          admin.describeConsumerGroups(List.of(id)).all().get().values().stream()
              .mapToInt(group -> group.members().size())
              .sum();
      if (members > 0) {
        throw new IllegalStateException(
            "%s is running (%d members): stop all its instances first".formatted(id, members));
      }
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw new IllegalStateException("Kafka does not answer", e.getCause());
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(String id) {
    try {
      var offsets =
          new HashMap<>(
              admin
                  .listConsumerGroupOffsets(
                      Map.of(id, new ListConsumerGroupOffsetsSpec()),
                      new ListConsumerGroupOffsetsOptions().requireStable(true))
                  .partitionsToOffsetAndMetadata(id)
                  .get());
      offsets.values().removeIf(offset -> offset == null);
      return offsets;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Map.of();
      }
      throw new IllegalStateException("Kafka does not answer", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private Map<String, TopicDescription> topics() {
    Set<String> ours =
        done(admin.listTopics().names()).stream()
            .filter(name -> name.startsWith(from + "-") || name.startsWith(to + "-"))
            .collect(Collectors.toSet());
    return new TreeMap<>(done(admin.describeTopics(ours).allTopicNames()));
  }

  private static List<TopicDescription> of(
      Map<String, TopicDescription> topics, String begins, String ends) {
    return topics.values().stream()
        .filter(topic -> topic.name().startsWith(begins) && topic.name().endsWith(ends))
        .toList();
  }

  private static List<TopicPartition> partitions(TopicDescription topic) {
    return topic.partitions().stream()
        .map(p -> new TopicPartition(topic.name(), p.partition()))
        .toList();
  }

  private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions, IsolationLevel of) {
    var wanted = partitions.stream().collect(Collectors.toMap(p -> p, _ -> OffsetSpec.latest()));
    return done(admin.listOffsets(wanted, new ListOffsetsOptions(of)).all()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> offset(e.getValue())));
  }

  private static long offset(ListOffsetsResultInfo info) {
    return info.offset();
  }

  /// Behind the end of what is committed lies what an open transaction has written.
  private void closed(TopicDescription topic) {
    List<TopicPartition> partitions = partitions(topic);
    if (!ends(partitions, IsolationLevel.READ_COMMITTED)
        .equals(ends(partitions, IsolationLevel.READ_UNCOMMITTED))) {
      throw new IllegalStateException(
          "a transaction of %s is still open in %s: wait a minute, until Kafka has ended it"
              .formatted(from, topic.name()));
    }
  }

  private void drained(TopicDescription topic, Map<TopicPartition, OffsetAndMetadata> offsets) {
    var done = new HashMap<TopicPartition, Long>();
    partitions(topic)
        .forEach(p -> Optional.ofNullable(offsets.get(p)).ifPresent(o -> done.put(p, o.offset())));
    if (read(topic, done, _ -> {}) > 0) {
      throw new IllegalStateException(
          "%s is not drained: let %s run until it is, then stop it".formatted(topic.name(), from));
    }
  }

  private void create(TopicDescription old, String name) {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, old.name());
    Map<String, String> configs =
        done(admin.describeConfigs(List.of(resource)).all()).values().stream()
            .flatMap(config -> config.entries().stream())
            .filter(e -> e.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
            .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
    var topic =
        new NewTopic(
            name, old.partitions().size(), (short) old.partitions().getFirst().replicas().size());
    done(admin.createTopics(List.of(topic.configs(configs))).all());
  }

  private long copy(TopicDescription old, String name) {
    Map<String, Object> config = kafka.clientConfig();
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.MAX_VALUE / 2);
    var underWay = new ArrayList<Future<RecordMetadata>>();
    try (var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      long count =
          read(
              old,
              Map.of(),
              record -> {
                underWay.add(
                    producer.send(
                        new ProducerRecord<>(
                            name,
                            record.partition(),
                            record.timestamp(),
                            record.key(),
                            record.value(),
                            record.headers())));
                if (underWay.size() == WAVE) {
                  arrived(underWay);
                }
              });
      arrived(underWay);
      return count;
    }
  }

  private static void arrived(List<Future<RecordMetadata>> underWay) {
    try {
      for (Future<RecordMetadata> one : underWay) {
        one.get();
      }
      underWay.clear();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka does not take a copy", e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /// Reads a topic from some offsets, or its beginning, to its end.
  ///
  /// @return how many records
  private long read(
      TopicDescription topic,
      Map<TopicPartition, Long> starts,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<String, Object> config = kafka.clientConfig();
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    List<TopicPartition> partitions = partitions(topic);
    Map<TopicPartition, Long> ends = ends(partitions, IsolationLevel.READ_COMMITTED);
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      starts.forEach(consumer::seek);
      long count = 0;
      long since = System.nanoTime();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        var polled = consumer.poll(POLL);
        polled.forEach(each);
        count += polled.count();
        if (!polled.isEmpty()) {
          since = System.nanoTime();
        } else if (System.nanoTime() - since > ANSWERED_WITHIN.toNanos()) {
          throw new IllegalStateException(
              "nothing came of %s in %s".formatted(topic.name(), ANSWERED_WITHIN));
        }
      }
      return count;
    }
  }

  private static <T> T done(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "Kafka refuses or does not answer: " + App.rootMessage(e), e.getCause());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }
}
