package io.tocsin.sinks.ledger;

import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.runtime.Recorded;
import io.tocsin.sinks.runtime.Sink;
import io.tocsin.sinks.runtime.SinkRecord;
import io.tocsin.sinks.runtime.SinkWrite;
import io.tocsin.sinks.runtime.SinkWrites;
import io.tocsin.sinks.runtime.Subject;
import io.tocsin.sinks.runtime.WriteStatus;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/// Appends every event revision, delivery outcome, decision and operator's command as a fact. A
/// fact that is there already, by its key, is left as it is.
///
/// A fact is appended whatever its version: an older revision that arrives late is a fact too. Only
/// its row in `sink_writes` says the newest.
@Singleton
@Named(LedgerSink.NAME)
final class LedgerSink implements Sink {
  static final String NAME = "ledger";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Class<? extends SpecificRecord>> reads() {
    return Map.of(
        Topics.CANONICAL, CanonicalEvent.class,
        Topics.DELIVERIES, DeliveryOutcome.class,
        Topics.DECISIONS, Decision.class,
        Topics.CONFIG_TEST_WINDOWS, TestWindow.class,
        Topics.CONFIG_RULINGS, Ruling.class,
        Topics.CONFIG_RULEBOOK, Rulebook.class);
  }

  /// A ruling is withdrawn by a record without a value. A test window is cancelled and a rulebook
  /// followed by another, so that a record without a value is nobody's command there.
  @Override
  public Set<String> withdrawals() {
    return Set.of(Topics.CONFIG_RULINGS);
  }

  @Override
  public void write(Connection connection, List<SinkRecord> batch) throws SQLException {
    var events = new ArrayList<CanonicalEvent>();
    var deliveries = new ArrayList<DeliveryOutcome>();
    var replayed = new ArrayList<DeliveryOutcome>();
    var decisions = new ArrayList<Decision>();
    var commands = new ArrayList<OperatorCommand>();
    var writes = new HashMap<String, SinkWrite>();
    for (SinkRecord record : batch) {
      if (record.content().isEmpty()) {
        commands.add(OperatorCommand.withdrawnRuling(record.origin()));
        continue;
      }
      switch (record.value()) {
        case CanonicalEvent event -> events.add(event);
        case DeliveryOutcome delivery ->
            (delivery.getReplayId() == null ? deliveries : replayed).add(delivery);
        case Decision decision -> decisions.add(decision);
        case TestWindow window -> commands.add(OperatorCommand.of(window, record.origin()));
        case Ruling ruling -> commands.add(OperatorCommand.of(ruling, record.origin()));
        case Rulebook rulebook -> commands.add(OperatorCommand.of(rulebook, record.origin()));
        default ->
            throw new IllegalArgumentException(
                "the ledger does not take " + record.value().getClass().getSimpleName());
      }
      Subject.of(record.value())
          .ifPresent(s -> writes.merge(s.eventKey(), write(s, record), LedgerSink::newer));
    }
    new Months()
        .of("events", events.stream().map(CanonicalEvent::getServiceDay).toList())
        .of("deliveries", deliveries.stream().map(DeliveryTable::receivedDay).toList())
        .of("decisions", decisions.stream().map(Decision::getServiceDay).toList())
        .ensure(connection);
    SinkWrites.put(connection, NAME, writes);
    EventTable.append(connection, events);
    DeliveryTable.append(connection, deliveries);
    ReplayedDeliveryTable.append(connection, replayed);
    DecisionTable.append(connection, decisions);
    OperatorCommandTable.append(connection, commands);
  }

  private static SinkWrite write(Subject subject, SinkRecord record) {
    String detail = subject.version().decisionNumber() == 0 ? "event" : "decision";
    return new SinkWrite(
        subject.eventKey(),
        subject.version(),
        WriteStatus.WRITTEN,
        detail + " recorded",
        record.attempt());
  }

  private static SinkWrite newer(SinkWrite one, SinkWrite other) {
    return Recorded.admits(new Recorded(one.version(), one.status()), other.version())
        ? other
        : one;
  }
}
