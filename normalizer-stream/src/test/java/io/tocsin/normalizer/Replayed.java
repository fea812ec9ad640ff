package io.tocsin.normalizer;

import io.tocsin.platform.DeadLetter;
import io.tocsin.schemas.ReplayHeaders;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// Raw records as they are replayed.
final class Replayed {
  private Replayed() {}

  /// A raw record's own headers, and those that say which replay and which record it is.
  static Headers headers(String replayId, ConsumerRecord<byte[], byte[]> raw) {
    var headers = new RecordHeaders(raw.headers());
    DeadLetter.put(headers, ReplayHeaders.ID, replayId);
    DeadLetter.put(headers, ReplayHeaders.TOPIC, raw.topic());
    DeadLetter.put(headers, ReplayHeaders.PARTITION, Integer.toString(raw.partition()));
    DeadLetter.put(headers, ReplayHeaders.OFFSET, Long.toString(raw.offset()));
    DeadLetter.put(
        headers, ReplayHeaders.TIMESTAMP, Instant.ofEpochMilli(raw.timestamp()).toString());
    return headers;
  }
}
