package io.tocsin.replay.redrive;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.SideTopicWriter;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// The first retry topic of one sink, to put records back: key and value byte for byte, all tries
/// given again. Opened for one command, used by one thread.
final class RetryTopic implements AutoCloseable {
  private static final int WAVE = 500;

  private final String topic;
  private final String redriveId;
  private final SideTopicWriter writer;
  private final List<ProducerRecord<byte[], byte[]>> waiting = new ArrayList<>();

  RetryTopic(KafkaSettings kafka, String sink, String redriveId) {
    this.topic = Topics.retry(sink, Topics.RETRY_DELAYS.getFirst());
    this.redriveId = redriveId;
    this.writer = new SideTopicWriter(kafka, "tocsin-redrive");
  }

  /// Puts a record back, with the headers that it has and those that say what it is.
  ///
  /// @param facts what was known of it; its tries are forgotten
  void put(ConsumerRecord<byte[], byte[]> record, DeadLetter facts) {
    Headers headers = new RecordHeaders(record.headers());
    new DeadLetter(
            facts.stage(),
            ReasonCode.WAITS_FOR_RETRY,
            facts.reason(),
            facts.topic(),
            facts.partition(),
            facts.offset(),
            facts.timestamp(),
            0,
            facts.firstFailedAt())
        .writeTo(headers);
    headers.remove(DeadLetterHeaders.NOT_BEFORE);
    DeadLetter.put(headers, DeadLetterHeaders.REDRIVE_ID, redriveId);
    waiting.add(new ProducerRecord<>(topic, null, record.key(), record.value(), headers));
    if (waiting.size() >= WAVE) {
      arrived();
    }
  }

  /// Returns when all that were put are there.
  void arrived() {
    try {
      writer.write(waiting);
      waiting.clear();
    } catch (SideTopicWriter.NotWritten e) {
      throw new KafkaAway(
          "%s cannot be written (%s). Some may have been put back; do it again, which is harmless."
              .formatted(topic, e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
