package io.tocsin.sinks.runtime;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.DeadLetterHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/// The records that a sink writes to its retry and dead-letter topics: key, value and headers of
/// the original byte for byte, and beside them the headers that say what happened.
final class Envelopes {
  private Envelopes() {}

  /// The record for a departure.
  ///
  /// @param now when it failed
  static ProducerRecord<byte[], byte[]> of(
      String sink, Rejected rejected, Departure departure, Instant now) {
    ConsumerRecord<byte[], byte[]> record = rejected.record();
    Headers headers = new RecordHeaders(record.headers());
    headers.remove(DeadLetterHeaders.NOT_BEFORE);
    ReasonCode code =
        switch (departure) {
          case Departure.Dead dead -> dead.code();
          case Departure.Retry _ -> ReasonCode.WAITS_FOR_RETRY;
        };
    Optional<DeadLetter> earlier = rejected.earlier();
    new DeadLetter(
            sink,
            code,
            rejected.failure().reason(),
            earlier.map(DeadLetter::topic).orElse(record.topic()),
            earlier.map(DeadLetter::partition).orElse(record.partition()),
            earlier.map(DeadLetter::offset).orElse(record.offset()),
            earlier.map(DeadLetter::timestamp).orElse(Instant.ofEpochMilli(record.timestamp())),
            rejected.attempts(),
            earlier.map(DeadLetter::firstFailedAt).orElse(now))
        .writeTo(headers);
    if (departure instanceof Departure.Retry retry) {
      DeadLetter.put(headers, DeadLetterHeaders.NOT_BEFORE, retry.notBefore().toString());
    }
    return new ProducerRecord<>(departure.topic(), null, record.key(), record.value(), headers);
  }

  /// When a record of a retry topic may be tried; the past where its headers do not say.
  static Instant notBefore(ConsumerRecord<byte[], byte[]> record) {
    String text = DeadLetter.text(record.headers(), DeadLetterHeaders.NOT_BEFORE);
    if (text == null) {
      return Instant.MIN;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.MIN; // Somebody else wrote it: try it now.
    }
  }

  /// What the headers of a retry record say of its earlier failures; empty where they are not ours.
  static Optional<DeadLetter> earlier(ConsumerRecord<byte[], byte[]> record) {
    try {
      return DeadLetter.readFrom(record.headers());
    } catch (IllegalStateException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty(); // Somebody else wrote it: this is its first try.
    }
  }
}
