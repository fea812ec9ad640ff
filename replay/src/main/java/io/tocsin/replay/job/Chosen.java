package io.tocsin.replay.job;

import io.tocsin.books.db.Database;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.schemas.RawEvent;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Which records of its ranges a selection takes.
final class Chosen implements AutoCloseable {
  private final String replayId;
  private final Selection selection;
  private final Database database;
  private final @Nullable RecordReader<RawEvent> reader;

  /// @param database says which records are dead letters
  /// @param reader reads what a record says of itself; is closed with this; null where the
  /// selection does not ask for it
  Chosen(
      String replayId,
      Selection selection,
      Database database,
      @Nullable RecordReader<RawEvent> reader) {
    this.replayId = replayId;
    this.selection = selection;
    this.database = database;
    this.reader = reader;
  }

  /// Offsets of those that are taken.
  ///
  /// @param records of one partition, by offset; at least one
  Set<Long> of(List<ConsumerRecord<byte[], byte[]>> records) {
    Set<Long> deadLetters = deadLetters(records);
    return records.stream()
        .filter(record -> selection.reason() == null || deadLetters.contains(record.offset()))
        .filter(this::says)
        .map(ConsumerRecord::offset)
        .collect(Collectors.toSet());
  }

  private Set<Long> deadLetters(List<ConsumerRecord<byte[], byte[]>> records) {
    String reason = selection.reason();
    if (reason == null) {
      return Set.of();
    }
    ConsumerRecord<byte[], byte[]> first = records.getFirst();
    var range =
        new Selection.Range(first.partition(), first.offset(), records.getLast().offset() + 1);
    return Set.copyOf(
        database.read(
            connection ->
                new ReplayTable(connection).deadLetters(replayId, first.topic(), range, reason)));
  }

  /// Whether a record is of the site and has the code. One that cannot be read has neither.
  private boolean says(ConsumerRecord<byte[], byte[]> record) {
    if (reader == null) {
      return true;
    }
    return switch (reader.read(record.topic(), record.headers(), record.value())) {
      case Reading.Value<RawEvent>(RawEvent raw) ->
          (selection.site() == null || Objects.equals(selection.site(), raw.getSiteRef()))
              && (selection.code() == null || Objects.equals(selection.code(), raw.getCode()));
      case Reading.Unreadable<RawEvent> _, Reading.Nothing<RawEvent> _ -> false;
    };
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }
}
