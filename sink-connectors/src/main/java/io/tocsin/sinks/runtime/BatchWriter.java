package io.tocsin.sinks.runtime;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Writes polled records through a sink: all in one transaction; where that fails by the fault of a
/// record, one by one, so that only the culprits leave. Used by one thread.
final class BatchWriter {
  private final Sink sink;
  private final Transactions transactions;
  private final RecordDecoder decoder;
  private final boolean retries;

  /// @param retries whether the records come from retry topics, whose headers tell of earlier
  /// failures
  BatchWriter(Sink sink, Transactions transactions, RecordDecoder decoder, boolean retries) {
    this.sink = sink;
    this.transactions = transactions;
    this.decoder = decoder;
    this.retries = retries;
  }

  private record Item(
      ConsumerRecord<byte[], byte[]> record,
      Optional<SpecificRecord> content,
      Optional<DeadLetter> earlier) {
    SinkRecord forSink() {
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

    Rejected rejected(Failure failure) {
      return new Rejected(record, content, failure, earlier);
    }
  }

  /// Writes what can be written.
  ///
  /// @return the culprits, in order; all others are committed
  /// @throws OutageException where something that is needed is away; a part may be committed, and
  /// doing it all again does no harm
  List<Rejected> write(List<ConsumerRecord<byte[], byte[]>> records) {
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
    if (!items.isEmpty()) {
      Optional<Failure> failure = attempt(items);
      if (failure.isPresent() && items.size() == 1) {
        rejected.add(items.getFirst().rejected(failure.get()));
      } else if (failure.isPresent()) {
        for (Item item : items) {
          attempt(List.of(item)).ifPresent(f -> rejected.add(item.rejected(f)));
        }
      }
    }
    return rejected;
  }

  private boolean isWithdrawal(String topic, ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null && record.key() != null && sink.withdrawals().contains(topic);
  }

  private RecordDecoder.Decoded decode(String topic, ConsumerRecord<byte[], byte[]> record) {
    Class<? extends SpecificRecord> type = sink.reads().get(topic);
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

  private Optional<Failure> attempt(List<Item> items) {
    try {
      List<SinkRecord> batch = items.stream().map(Item::forSink).toList();
      transactions.run(connection -> sink.write(connection, batch));
      return Optional.empty();
    } catch (SQLException | RuntimeException e) {
      Failure failure = Failures.ofWrite(e);
      return switch (failure.kind()) {
        case OUTAGE, THROTTLED -> throw new OutageException(failure.reason(), e);
        case POISON, UNCERTAIN -> Optional.of(failure);
      };
    }
  }
}
