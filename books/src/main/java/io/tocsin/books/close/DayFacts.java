package io.tocsin.books.close;

import io.tocsin.books.close.Balance.Outcome;
import io.tocsin.books.db.Row;
import io.tocsin.books.db.Sql;
import io.tocsin.books.proof.Cut;
import io.tocsin.platform.Sha256;
import io.tocsin.schemas.EndState;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the facts below a cut from one snapshot of PostgreSQL.
final class DayFacts {
  private static final String DELIVERIES =
      """
      select raw_offset, outcome, event_key, revision, reason_code
      from standing_deliveries
      where raw_topic = ? and raw_partition = ? and raw_offset >= ? and raw_offset < ?
      """;

  // Each table for itself, by its index; what is above the cut is left out here. A join would be
  // planned by statistics that a busy day has outrun.
  private static final String REVISIONS =
      """
      select event_key, revision, raw_topic, raw_partition, raw_offset, replay_id is not null as replayed, service_day
      from events
      where event_key = any(?)
      """;

  private static final String DECISIONS =
      """
      select event_key, revision, decision_number, end_state, reason_code, reason, replay_id, client_id,
             'billing' = any(routes) as billed, raw_topic, raw_partition, raw_offset,
             charge_key, contract_id, sku, quantity, unit, unit_price, amount, currency,
             signal_charge_key, signal_charge_contract_id, signal_charge_sku, signal_charge_quantity,
             signal_charge_unit, signal_charge_unit_price, signal_charge_amount, signal_charge_currency
      from decisions
      where event_key = any(?)
      """;

  private static final String LINE_COLUMNS =
      """
      select l.*, c.kind as reversed_kind, c.charge_key as reversed_charge_key, c.event_key as reversed_event_key,
             c.revision as reversed_revision, c.decision_number as reversed_decision_number,
             c.contract_id as reversed_contract_id, c.sku as reversed_sku, c.quantity as reversed_quantity,
             c.unit as reversed_unit, c.unit_price as reversed_unit_price, c.amount as reversed_amount,
             c.currency as reversed_currency
      from charge_lines l
      left join charge_lines c on c.line_no = l.reverses
      """;

  private static final String LINES = LINE_COLUMNS + "where l.event_key = any(?)";

  private static final String CLIENT_DAYS =
      LINE_COLUMNS
          + "join unnest(?::text[], ?::date[]) as w (client_id, day) on w.client_id = l.client_id"
          + " and w.day = l.service_day";

  private static final String CONFLICTS =
      "select event_key, revision, decision_number, charge_key from charge_conflicts where"
          + " event_key = any(?)";

  private static final String ANSWERS =
      "select event_key, revision, decision_number, status from sink_writes where sink = 'billing'"
          + " and event_key = any(?)";

  private static final String RECEIVED =
      "select event_key, revision, received_at from events where event_key = any(?)";

  private static final SortedMap<Integer, Long> NOWHERE = new TreeMap<>();

  private final Connection connection;
  private final Cut cut;

  DayFacts(Connection connection, Cut cut) {
    this.connection = connection;
    this.cut = cut;
  }

  /// Tells the deliveries of an interval to a balance.
  ///
  /// @return by event key, the revisions that they speak of and the record of each
  Map<String, Map<Integer, RawPosition>> deliveries(RawInterval interval, Balance balance)
      throws SQLException {
    record Delivery(
        long offset,
        Outcome outcome,
        @Nullable String eventKey,
        @Nullable Integer revision,
        @Nullable String reason) {}
    var spoken = new HashMap<String, Map<Integer, RawPosition>>();
    for (RawInterval.Part part : interval.parts().toList()) {
      List<Delivery> found =
          Sql.list(
              connection,
              DELIVERIES,
              row ->
                  new Delivery(
                      row.number("raw_offset"),
                      Outcome.valueOf(row.text("outcome")),
                      row.textOrNull("event_key"),
                      row.integerOrNull("revision"),
                      row.textOrNull("reason_code")),
              part.topic(),
              part.partition(),
              part.from(),
              part.next());
      for (Delivery delivery : found) {
        var position = new RawPosition(part.topic(), part.partition(), delivery.offset());
        balance.delivery(position, delivery.outcome(), delivery.reason());
        boolean accepted =
            delivery.outcome() == Outcome.NEW || delivery.outcome() == Outcome.REVISION;
        if (accepted && delivery.eventKey() != null && delivery.revision() != null) {
          spoken
              .computeIfAbsent(delivery.eventKey(), k -> new HashMap<>())
              .put(delivery.revision(), position);
        }
      }
    }
    balance.deliveriesDone();
    return spoken;
  }

  /// What is known of some events.
  ///
  /// @param delivered what deliveries of the interval speak of
  /// @param deadInPolicy revisions that the policy stream could not read
  List<EventStory> stories(
      List<String> eventKeys,
      Map<String, Map<Integer, RawPosition>> delivered,
      Set<String> deadInPolicy)
      throws SQLException {
    Array keys = connection.createArrayOf("text", eventKeys.toArray());
    var revisions = new HashMap<String, Map<Integer, EventStory.Revision>>();
    Sql.list(connection, REVISIONS, DayFacts::keyedRevision, keys).stream()
        .filter(found -> below(found.row().raw()))
        .forEach(
            found ->
                revisions
                    .computeIfAbsent(found.eventKey(), k -> new HashMap<>())
                    .put(found.revision(), found.row()));
    var decisions = new HashMap<String, List<Decided>>();
    for (KeyedDecision found : decisionsOf(eventKeys)) {
      // A decision from before it had its raw position has that of the revision that it decides.
      boolean below =
          found.raw() == null
              ? revisions
                  .getOrDefault(found.eventKey(), Map.of())
                  .containsKey(found.decided().version().revision())
              : below(found.raw());
      if (below) {
        decisions.computeIfAbsent(found.eventKey(), k -> new ArrayList<>()).add(found.decided());
      }
    }
    var lines = new HashMap<String, List<Line>>();
    Sql.list(connection, LINES, DayFacts::line, keys).stream()
        .filter(
            line ->
                revisions
                    .getOrDefault(line.eventKey(), Map.of())
                    .containsKey(line.version().revision()))
        .forEach(line -> lines.computeIfAbsent(line.eventKey(), k -> new ArrayList<>()).add(line));
    Map<String, Map<Decided.Version, Set<String>>> contested = contested(eventKeys);
    var answers = new HashMap<String, EventStory.Answer>();
    Sql.list(
        connection,
        ANSWERS,
        row ->
            answers.put(
                    row.text("event_key"), new EventStory.Answer(version(row), row.text("status")))
                == null,
        keys);
    return eventKeys.stream()
        .map(
            key -> {
              Map<Integer, EventStory.Revision> rows = revisions.getOrDefault(key, Map.of());
              var dead = new HashSet<Integer>();
              rows.keySet().stream()
                  .filter(revision -> deadInPolicy.contains(key + "#" + revision))
                  .forEach(dead::add);
              return new EventStory(
                  key,
                  rows,
                  delivered.getOrDefault(key, Map.of()),
                  decisions.getOrDefault(key, List.of()),
                  lines.getOrDefault(key, List.of()),
                  contested.getOrDefault(key, Map.of()),
                  Optional.ofNullable(answers.get(key)),
                  dead);
            })
        .toList();
  }

  /// The charge keys that decisions on some events claimed in vain, at first at least.
  Map<String, Map<Decided.Version, Set<String>>> contested(Collection<String> eventKeys)
      throws SQLException {
    var contested = new HashMap<String, Map<Decided.Version, Set<String>>>();
    Sql.list(
        connection,
        CONFLICTS,
        row ->
            contested
                .computeIfAbsent(row.text("event_key"), k -> new HashMap<>())
                .computeIfAbsent(version(row), v -> new HashSet<>())
                .add(row.text("charge_key")),
        connection.createArrayOf("text", eventKeys.toArray()));
    return contested;
  }

  /// All decisions on some events, those above the cut too.
  Map<String, List<Decided>> decisions(Collection<String> eventKeys) throws SQLException {
    var decisions = new HashMap<String, List<Decided>>();
    for (KeyedDecision found : decisionsOf(eventKeys)) {
      decisions.computeIfAbsent(found.eventKey(), k -> new ArrayList<>()).add(found.decided());
    }
    return decisions;
  }

  private record KeyedRevision(String eventKey, int revision, EventStory.Revision row) {}

  private static KeyedRevision keyedRevision(Row row) throws SQLException {
    return new KeyedRevision(
        row.text("event_key"),
        row.integer("revision"),
        new EventStory.Revision(position(row), row.truth("replayed"), row.day("service_day")));
  }

  /// @param raw null on a decision from before it had its raw position
  private record KeyedDecision(String eventKey, @Nullable RawPosition raw, Decided decided) {}

  private List<KeyedDecision> decisionsOf(Collection<String> eventKeys) throws SQLException {
    return Sql.list(
        connection,
        DECISIONS,
        row ->
            new KeyedDecision(
                row.text("event_key"),
                row.textOrNull("raw_topic") == null ? null : position(row),
                decided(row)),
        connection.createArrayOf("text", eventKeys.toArray()));
  }

  private static RawPosition position(Row row) throws SQLException {
    return new RawPosition(
        row.text("raw_topic"), row.integer("raw_partition"), row.number("raw_offset"));
  }

  /// Whether a record is in the close or in one before it.
  private boolean below(RawPosition raw) {
    Long next = cut.next().getOrDefault(raw.topic(), NOWHERE).get(raw.partition());
    return next != null && raw.offset() < next;
  }

  /// When revisions of some events were received, by `<event key>#<revision>`.
  Map<String, Instant> received(Collection<String> eventKeys) throws SQLException {
    var received = new HashMap<String, Instant>();
    Sql.list(
        connection,
        RECEIVED,
        row ->
            received.put(
                    row.text("event_key") + "#" + row.integer("revision"),
                    row.instant("received_at"))
                == null,
        connection.createArrayOf("text", eventKeys.toArray()));
    return received;
  }

  /// All lines of some clients on some service days.
  List<Line> lines(Collection<ClientDay> clientDays) throws SQLException {
    return Sql.list(
        connection,
        CLIENT_DAYS,
        DayFacts::line,
        connection.createArrayOf("text", clientDays.stream().map(ClientDay::clientId).toArray()),
        connection.createArrayOf("date", clientDays.stream().map(ClientDay::day).toArray()));
  }

  /// A client's service day.
  record ClientDay(String clientId, LocalDate day) {}

  private static Decided.Version version(Row row) throws SQLException {
    return new Decided.Version(row.integer("revision"), row.integer("decision_number"));
  }

  private static Decided decided(Row row) throws SQLException {
    var wanted = new HashMap<String, Terms>();
    String response = row.textOrNull("charge_key");
    if (response != null && row.truth("billed")) {
      wanted.put(response, terms(row, ""));
    }
    String signal = row.textOrNull("signal_charge_key");
    if (signal != null) {
      wanted.put(signal, terms(row, "signal_charge_"));
    }
    return new Decided(
        version(row),
        EndState.valueOf(row.text("end_state")),
        row.textOrNull("reason_code"),
        row.text("reason"),
        row.textOrNull("client_id"),
        wanted,
        row.textOrNull("replay_id"));
  }

  private static Terms terms(Row row, String whose) throws SQLException {
    return new Terms(
        row.text(whose + "contract_id"),
        row.text(whose + "sku"),
        row.decimal(whose + "quantity"),
        row.text(whose + "unit"),
        row.decimal(whose + "unit_price"),
        row.decimal(whose + "amount"),
        row.text(whose + "currency"));
  }

  private static Line line(Row row) throws SQLException {
    String reversedKind = row.textOrNull("reversed_kind");
    boolean takesBackCharge =
        "CHARGE".equals(reversedKind)
            && row.text("charge_key").equals(row.textOrNull("reversed_charge_key"));
    return new Line(
        id(row, ""),
        row.text("charge_key"),
        row.text("event_key"),
        version(row),
        reversedKind == null ? null : id(row, "reversed_"),
        takesBackCharge ? terms(row, "reversed_") : null,
        row.text("client_id"),
        terms(row, ""),
        row.day("service_day"),
        row.text("memo"));
  }

  /// As the outbox of the billing sink makes it: the hash of what is unique in `charge_lines`.
  private static String id(Row row, String whose) throws SQLException {
    return Sha256.ofFields(
        row.text(whose + "charge_key"),
        row.text(whose + "kind"),
        row.text(whose + "event_key"),
        Integer.toString(row.integer(whose + "revision")),
        Integer.toString(row.integer(whose + "decision_number")));
  }
}
