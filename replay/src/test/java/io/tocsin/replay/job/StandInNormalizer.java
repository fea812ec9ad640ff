package io.tocsin.replay.job;

import io.tocsin.books.db.Database;
import io.tocsin.books.db.Sql;
import io.tocsin.normalizer.NormalizerTopology;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.schemas.ReplayHeaders;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Takes raw and replayed records as the normalizer's group does, and notes the outcome of a
/// replayed one as the ledger does: all are duplicates.
final class StandInNormalizer implements AutoCloseable {
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Database database;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile boolean replaysHeld;
  private volatile boolean liveHeld;

  StandInNormalizer(KafkaSettings kafka, Database database, List<String> sources, int partitions) {
    this.database = database;
    Map<String, Object> config = kafka.clientConfig();
    config.put("group.id", NormalizerTopology.APPLICATION_ID);
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    config.put("max.poll.records", 20);
    this.consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(
        Stream.concat(Stream.of(Topics.REPLAY), sources.stream().map(Topics::raw))
            .flatMap(
                topic -> IntStream.range(0, partitions).mapToObj(p -> new TopicPartition(topic, p)))
            .toList());
    this.thread = Thread.ofPlatform().name("stand-in").start(this::run);
  }

  /// Takes no replayed record until told otherwise.
  void holdReplays(boolean held) {
    replaysHeld = held;
  }

  /// Takes no raw record until told otherwise.
  void holdLive(boolean held) {
    liveHeld = held;
  }

  boolean holdsLive() {
    return liveHeld;
  }

  private void run() {
    while (!stopped) {
      hold(replaysHeld, true);
      hold(liveHeld, false);
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
        if (record.topic().equals(Topics.REPLAY)) {
          database.write(connection -> note(connection, record.headers()));
        }
      }
      consumer.commitSync();
    }
    consumer.close();
  }

  private void hold(boolean held, boolean replays) {
    Collection<TopicPartition> partitions =
        consumer.assignment().stream()
            .filter(p -> p.topic().equals(Topics.REPLAY) == replays)
            .toList();
    if (held) {
      consumer.pause(partitions);
    } else {
      consumer.resume(partitions);
    }
  }

  private static int note(Connection connection, Headers headers) throws SQLException {
    return Sql.change(
        connection,
        """
        insert into replayed_deliveries (replay_id, raw_topic, raw_partition, raw_offset, outcome)
        values (?, ?, ?, ?, 'DUPLICATE') on conflict do nothing
        """,
        text(headers, ReplayHeaders.ID),
        text(headers, ReplayHeaders.TOPIC),
        Integer.valueOf(text(headers, ReplayHeaders.PARTITION)),
        Long.valueOf(text(headers, ReplayHeaders.OFFSET)));
  }

  static String text(Headers headers, String name) {
    return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
