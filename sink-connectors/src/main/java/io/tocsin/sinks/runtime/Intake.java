package io.tocsin.sinks.runtime;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Turns polled bytes into what a sink works with. Used by one thread.
public final class Intake {
  private final Map<String, Class<? extends SpecificRecord>> reads;
  private final Set<String> withdrawals;
  private final RecordDecoder decoder;
  private final boolean retries;

  /// @param reads the topics of the sink and what each carries
  /// @param withdrawals those on which a record without a value says something
  /// @param retries whether the records come from retry topics, whose headers tell of earlier
  /// failures
  Intake(
      Map<String, Class<? extends SpecificRecord>> reads,
      Set<String> withdrawals,
      RecordDecoder decoder,
      boolean retries) {
    this.reads = reads;
    this.withdrawals = withdrawals;
    this.decoder = decoder;
    this.retries = retries;
  }

  /// A record that can be read.
  ///
  /// @param record as it was polled
  /// @param content what it says; empty for a withdrawal
  /// @param earlier what its headers say of earlier failures
  public record Item(
      ConsumerRecord<byte[], byte[]> record,
      Optional<SpecificRecord> content,
      Optional<DeadLetter> earlier) {
    /// As a sink is given it.
    public SinkRecord forSink() {
      return new SinkRecord(content, origin(), earlier.map(DeadLetter::attempts).orElse(0) + 1);
    }

    private Origin origin() {
      return new Origin(
          earlier.map(DeadLetter::topic).orElse(record.topic()),
          earlier.map(DeadLetter::partition).orElse(record.partition()),
          earlier.map(DeadLetter::offset).orElse(record.offset()),
          earlier.map(DeadLetter::timestamp).orElse(Instant.ofEpochMilli(record.timestamp())),
          record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8));
    }

    /// The same as a culprit.
    public Rejected rejected(Failure failure) {
      return new Rejected(record, content, failure, earlier);
    }
  }

  /// What was read.
  ///
  /// @param items those that can be read, in order
  /// @param rejected those that cannot
  public record Taken(List<Item> items, List<Rejected> rejected) {}

  /// Reads records.
  ///
  /// @throws OutageException where the registry is away
  public Taken take(List<ConsumerRecord<byte[], byte[]>> records) {
    var items = new ArrayList<Item>(records.size());
    var rejected = new ArrayList<Rejected>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Optional<DeadLetter> earlier = retries ? Envelopes.earlier(record) : Optional.empty();
      String topic = earlier.map(DeadLetter::topic).orElse(record.topic());
      if (isWithdrawal(topic, record)) {
        items.add(new Item(record, Optional.empty(), earlier));
        continue;
      }
      switch (decode(topic, record)) {
        case RecordDecoder.Decoded.Value(SpecificRecord value) ->
            items.add(new Item(record, Optional.of(value), earlier));
        case RecordDecoder.Decoded.Unreadable(Failure failure) ->
            rejected.add(new Rejected(record, Optional.empty(), failure, earlier));
      }
    }
    return new Taken(items, rejected);
  }

  private boolean isWithdrawal(String topic, ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null && record.key() != null && withdrawals.contains(topic);
  }

  private RecordDecoder.Decoded decode(String topic, ConsumerRecord<byte[], byte[]> record) {
    Class<? extends SpecificRecord> type = reads.get(topic);
    if (type == null) {
      // A retry record that somebody else wrote.
      return new RecordDecoder.Decoded.Unreadable(
          new Failure(
              FailureClass.POISON,
              ReasonCode.UNREADABLE_ENVELOPE,
              "the record comes from topic %s, which this sink does not read".formatted(topic)));
    }
    return decoder.decode(topic, record.headers(), record.value(), type);
  }
}
