package io.tocsin.sinks.billing;

import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.runtime.Recorded;
import io.tocsin.sinks.runtime.Sink;
import io.tocsin.sinks.runtime.SinkRecord;
import io.tocsin.sinks.runtime.SinkWrites;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/// Writes invoice lines into PostgreSQL: reads the books of the events in question, lets
/// [BillingBook] say what follows, appends that.
@Singleton
@Named(BillingSink.NAME)
final class BillingSink implements Sink {
  static final String NAME = "billing";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Class<? extends SpecificRecord>> reads() {
    return Map.of(Topics.DECISIONS, Decision.class);
  }

  @Override
  public void write(Connection connection, List<SinkRecord> batch) throws SQLException {
    Set<String> events = new HashSet<>();
    Set<String> chargeKeys = new HashSet<>();
    for (SinkRecord record : batch) {
      Decision decision = (Decision) record.value();
      events.add(decision.getEventKey());
      BillingBook.wanted(decision).stream().map(Charge::getChargeKey).forEach(chargeKeys::add);
    }
    Map<String, Recorded> recorded = SinkWrites.recorded(connection, NAME, events);
    List<LiveCharge> live = ChargeTables.live(connection, events, chargeKeys);
    // Only what these events hold can be given up by them.
    List<String> held =
        live.stream()
            .filter(charge -> events.contains(charge.eventKey()))
            .map(LiveCharge::chargeKey)
            .toList();
    var book = new BillingBook(recorded, live, ChargeTables.openClaims(connection, held));
    batch.forEach(record -> book.apply((Decision) record.value(), record.attempt()));
    if (book.writes().isEmpty()) {
      return;
    }
    // First, because its rows are what two instances would collide on, in the order of event keys.
    SinkWrites.put(connection, NAME, book.writes());
    List<Long> numbers = new ArrayList<>(ChargeTables.numbers(connection, book.lines().size()));
    ChargeTables.append(connection, book, numbers);
  }
}
