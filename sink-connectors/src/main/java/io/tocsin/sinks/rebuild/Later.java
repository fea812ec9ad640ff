package io.tocsin.sinks.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What changed in the database in use after the topics were read for the rebuilt one. Its rows
/// cannot be compared: the rebuilt database has not met what changed them.
///
/// @param events event keys
/// @param charges charge keys that those events have ever claimed
/// @param raws raw positions, as topic/partition/offset
/// @param commands keys of commands
record Later(Set<String> events, Set<String> charges, Set<String> raws, Set<String> commands) {
  private static final int BATCH = 500;

  private static final String CLAIMED =
      "(select charge_key from charge_lines where event_key = any(?) union select charge_key from"
          + " charge_conflicts where event_key = any(?))";
  // Whoever gives up a charge lets another event have it, whose rows change too.
  private static final String CLAIMS =
      "select charge_key, event_key from charge_lines where charge_key in "
          + CLAIMED
          + " union select charge_key, event_key from charge_conflicts where charge_key in "
          + CLAIMED;

  /// Reads what came since.
  ///
  /// @param live snapshot of the database in use, taken before
  static Later read(Journey since, Connection live, RegistrySettings registry) throws SQLException {
    var later = new Later(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
    Map<String, RecordReader<? extends SpecificRecord>> readers =
        Map.of(
            Topics.DECISIONS, RecordReader.of(registry, Decision.class),
            Topics.CANONICAL, RecordReader.of(registry, CanonicalEvent.class),
            Topics.DELIVERIES, RecordReader.of(registry, DeliveryOutcome.class));
    try {
      List<ConsumerRecord<byte[], byte[]>> some = since.next(BATCH);
      while (!some.isEmpty()) {
        some.forEach(record -> later.add(record, readers));
        some = since.next(BATCH);
      }
    } finally {
      readers.values().forEach(RecordReader::close);
    }
    if (!later.events.isEmpty()) {
      later.follow(live);
    }
    return later;
  }

  private void add(
      ConsumerRecord<byte[], byte[]> record,
      Map<String, RecordReader<? extends SpecificRecord>> readers) {
    var reader = readers.get(record.topic());
    if (reader == null) {
      if (record.key() != null) {
        commands.add(new String(record.key(), StandardCharsets.UTF_8));
      }
      return;
    }
    if (reader.read(record.topic(), record.headers(), record.value())
        instanceof Reading.Value<? extends SpecificRecord>(SpecificRecord value)) {
      switch (value) {
        case Decision decision -> events.add(decision.getEventKey());
        case CanonicalEvent event -> events.add(event.getEventKey());
        case DeliveryOutcome delivery -> {
          var raw = delivery.getRaw();
          raws.add(raw(raw.getTopic(), raw.getPartition(), raw.getOffset()));
        }
        default -> throw new IllegalStateException("no topic of the ledger");
      }
    }
  }

  private static String raw(String topic, int partition, long offset) {
    return "%s/%d/%d".formatted(topic, partition, offset);
  }

  private void follow(Connection live) throws SQLException {
    Array keys = live.createArrayOf("text", events.toArray());
    try (PreparedStatement select = live.prepareStatement(CLAIMS)) {
      for (int i = 1; i <= 4; i++) {
        select.setArray(i, keys);
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          charges.add(row.getString(1));
          events.add(row.getString(2));
        }
      }
    }
  }

  /// Whether a row is of something that changed.
  boolean has(JsonNode row) {
    return events.contains(row.path("event_key").asText())
        || charges.contains(row.path("charge_key").asText())
        || commands.contains(row.path("subject").asText())
        || (!raws.isEmpty()
            && row.has("outcome")
            && raws.contains(
                raw(
                    row.path("raw_topic").asText(),
                    row.path("raw_partition").asInt(),
                    row.path("raw_offset").asLong())));
  }
}
