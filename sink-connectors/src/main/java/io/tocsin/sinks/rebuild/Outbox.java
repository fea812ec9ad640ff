package io.tocsin.sinks.rebuild;

import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.schemas.BillingLine;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.runtime.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The lines of a rebuilt database that wait to be published. What the topic has already is not
/// published again: billing systems outside have read it.
final class Outbox {
  private static final int BATCH = 500;

  private static final String PUBLISHED =
      """
      with published as (
        select * from unnest(?::text[], ?::text[], ?::text[], ?::integer[], ?::integer[])
          as p (charge_key, kind, event_key, revision, decision_number)),
      known as (
        select l.line_no from published p join charge_lines l using (charge_key, kind, event_key, revision, decision_number)),
      gone as (delete from lines_to_publish where line_no in (select line_no from known))
      select (select count(*) from published) - (select count(*) from known)
      """;

  private Outbox() {}

  /// Empties it of the lines that are in the topic.
  ///
  /// @return what a person should know, a line each
  static List<String> keepOnlyWhatIsNotPublished(
      Transactions database, KafkaSettings kafka, RegistrySettings registry) throws SQLException {
    var unknown = new AtomicLong();
    try (Journey journey = Journey.ofAll(kafka, Set.of(Topics.BILLING_LINES));
        RecordReader<BillingLine> reader = RecordReader.of(registry, BillingLine.class)) {
      List<ConsumerRecord<byte[], byte[]>> batch = journey.next(BATCH);
      while (!batch.isEmpty()) {
        // At least once: the same line may be there twice.
        List<BillingLine> lines =
            batch.stream()
                .map(r -> reader.read(r.topic(), r.headers(), r.value()))
                .filter(Reading.Value.class::isInstance)
                .map(read -> ((Reading.Value<BillingLine>) read).value())
                .collect(Collectors.toMap(BillingLine::getLineId, line -> line, (a, _) -> a))
                .values()
                .stream()
                .toList();
        database.run(c -> unknown.addAndGet(published(c, lines)));
        batch = journey.next(BATCH);
      }
    }
    var waiting = new AtomicLong();
    database.run(c -> waiting.set(number(c, "select count(*) from lines_to_publish")));
    var said = new ArrayList<String>();
    said.add("lines that are not in %s yet: %d".formatted(Topics.BILLING_LINES, waiting.get()));
    if (unknown.get() > 0) {
      said.add(
          "lines in %s that were not rebuilt: %d".formatted(Topics.BILLING_LINES, unknown.get()));
    }
    return said;
  }

  private static long published(Connection connection, List<BillingLine> lines)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PUBLISHED)) {
      statement.setArray(
          1,
          connection.createArrayOf(
              "text", lines.stream().map(BillingLine::getChargeKey).toArray()));
      statement.setArray(
          2,
          connection.createArrayOf("text", lines.stream().map(l -> l.getKind().name()).toArray()));
      statement.setArray(
          3,
          connection.createArrayOf("text", lines.stream().map(BillingLine::getEventKey).toArray()));
      statement.setArray(
          4,
          connection.createArrayOf(
              "integer", lines.stream().map(BillingLine::getRevision).toArray()));
      statement.setArray(
          5,
          connection.createArrayOf(
              "integer", lines.stream().map(BillingLine::getDecisionNumber).toArray()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
