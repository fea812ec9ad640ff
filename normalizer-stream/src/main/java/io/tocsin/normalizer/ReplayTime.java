package io.tocsin.normalizer;

import io.tocsin.schemas.Topics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/// The timestamp of a replayed record: that of the raw record, so that a replay leaves the task's
/// clock where it is. Its own timestamp is when it was replayed, by the broker's clock; it is taken
/// for nothing but to refuse a raw timestamp that no raw topic would have taken. Where none is
/// usable, the record is as old as the last before it.
final class ReplayTime implements TimestampExtractor {
  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    long latest = record.timestamp() + Topics.MAX_TIMESTAMP_AHEAD.toMillis();
    return ReplayedFrom.of(record.headers())
        .map(ReplayedFrom::timestamp)
        .filter(timestamp -> timestamp >= 0 && timestamp <= latest)
        .orElse(Math.max(partitionTime, 0));
  }
}
