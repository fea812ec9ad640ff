package io.tocsin.replay.job;

import io.tocsin.books.db.Database;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// The raw topics, from which everything can be replayed.
public final class RawLog {
  private static final int FETCH_BYTES = 8 * 1024 * 1024;
  private static final int AT_ONCE = 500;
  private static final Duration STEP = Duration.ofSeconds(1);

  private final KafkaSettings kafka;
  private final RegistrySettings registry;
  private final Database database;
  private final String normalizer;

  /// @param database says which records are dead letters
  /// @param normalizer application id of the normalizer
  public RawLog(
      KafkaSettings kafka, RegistrySettings registry, Database database, String normalizer) {
    this.kafka = kafka;
    this.registry = registry;
    this.database = database;
    this.normalizer = normalizer;
  }

  /// How far the normalizer is.
  Normalizer normalizer() {
    return new Normalizer(kafka, normalizer);
  }

  KafkaPositions positions(String source) {
    return new KafkaPositions(normalizer(), Topics.raw(source));
  }

  RawRecords records(String replayId, Selection selection) {
    return taker -> {
      try (RawReader reader = open(replayId, selection, Map.of())) {
        while (!reader.atEnd()) {
          reader.next(AT_ONCE, STEP).forEach(taker::take);
        }
      }
    };
  }

  /// @param positions where to begin; the beginning of the range where a partition is not named
  RawReader open(String replayId, Selection selection, Map<Integer, Long> positions) {
    Map<String, Object> config = kafka.clientConfig();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, "tocsin-replay-" + replayId);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // A record that is gone ends the replay instead of being passed over.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, AT_ONCE);
    return new RawReader(
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
        selection,
        positions,
        new Chosen(
            replayId,
            selection,
            database,
            selection.asksForContent() ? RecordReader.of(registry, RawEvent.class) : null));
  }
}
