package io.tocsin.books.reconcile;

import io.tocsin.books.Money;
import io.tocsin.books.db.Row;
import io.tocsin.books.db.Sql;
import io.tocsin.platform.Sha256;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads from PostgreSQL what reconciling asks for, within one snapshot.
final class LedgerFacts {
  private static final int AT_ONCE = 1000;

  private static final String EVENTS =
      """
      select e.event_key, e.site_ref, e.code, e.code_scheme, e.occurred_at, d.end_state, d.reason_code, d.reason, d.incident_id,
             d.charge_key, d.amount, d.currency, d.signal_charge_key, d.signal_charge_amount, d.signal_charge_currency,
             coalesce(r.roads, '{}') as roads
      from unnest(?::text[]) as asked (event_key)
      cross join lateral (
        select * from events n where n.event_key = asked.event_key order by n.revision desc limit 1) as e
      left join lateral (
        select * from decisions n where n.event_key = asked.event_key
        order by n.revision desc, n.decision_number desc limit 1) as d on true
      left join lateral (
        select array_agg(distinct lower(a.transport)) as roads
        from deliveries a
        where a.event_key = asked.event_key and a.outcome <> 'DEAD_LETTERED' and a.transport is not null) as r on true
      """;

  private static final String LIVE =
      """
      select c.event_key, c.charge_key, c.kind, c.revision, c.decision_number, c.amount, c.currency
      from live_charges l join charge_lines c using (line_no)
      where l.event_key = any(?)
      """;

  // Of the sinks outside only those that are told lines: their effects are named after them.
  private static final String OUTSIDE =
      "select event_key, sink, effect_key, status from outward_effects where event_key = any(?)"
          + " order by sink";

  private static final String WAITING =
      """
      select event_key, 'waits: ' || reason as why from open_charge_conflicts where event_key = any(?)
      union all
      select event_key, 'the billing sink says: ' || lower(replace(status, '_', ' ')) || ', ' || detail
      from sink_writes
      where sink = 'billing' and event_key = any(?) and status in ('RETRYING', 'DEAD_LETTERED')
      """;

  private static final String ARRIVALS =
      """
      select distinct on (event_key) event_key, outcome, reason_code, reason
      from deliveries
      where event_key = any(?)
      order by event_key, outcome = 'DEAD_LETTERED', received_at desc
      """;

  private static final String BETWEEN =
      "select distinct event_key from events where source = ? and occurred_at >= ? and occurred_at"
          + " < ? limit ?";

  private final Connection connection;

  LedgerFacts(Connection connection) {
    this.connection = connection;
  }

  /// A live line of ours.
  private record Live(String eventKey, String chargeKey, String lineId, Money money) {}

  private record Told(String eventKey, String sink, String lineId, String status) {}

  /// What became of a delivery that is no event.
  record Arrival(boolean deadLettered, @Nullable String reasonCode, @Nullable String reason) {}

  Instant now() throws SQLException {
    return Sql.one(
        connection, "select date_trunc('milliseconds', now()) as now", row -> row.instant("now"));
  }

  /// The events of some keys, as far as there are any.
  Map<String, LedgerEvent> events(Collection<String> keys) throws SQLException {
    var found = new HashMap<String, LedgerEvent>();
    for (List<String> some : parts(keys)) {
      Object asked = connection.createArrayOf("text", some.toArray());
      Map<String, List<Live>> live =
          Sql.list(connection, LIVE, LedgerFacts::live, asked).stream()
              .collect(Collectors.groupingBy(Live::eventKey));
      Map<String, List<Told>> outside =
          Sql.list(
                  connection,
                  OUTSIDE,
                  row ->
                      new Told(
                          row.text("event_key"),
                          row.text("sink"),
                          row.text("effect_key"),
                          row.text("status")),
                  asked)
              .stream()
              .collect(Collectors.groupingBy(Told::eventKey));
      Map<String, String> waiting = new HashMap<>();
      Sql.list(
              connection,
              WAITING,
              row -> Map.entry(row.text("event_key"), row.text("why")),
              asked,
              asked)
          .forEach(one -> waiting.putIfAbsent(one.getKey(), one.getValue()));
      Sql.list(
              connection,
              EVENTS,
              row -> {
                String key = row.text("event_key");
                return event(
                    row,
                    live.getOrDefault(key, List.of()),
                    outside.getOrDefault(key, List.of()),
                    waiting.get(key));
              },
              asked)
          .forEach(event -> found.put(event.eventKey(), event));
    }
    return found;
  }

  private static Live live(Row row) throws SQLException {
    return new Live(
        row.text("event_key"),
        row.text("charge_key"),
        // As the publisher of lines names them.
        Sha256.ofFields(
            row.text("charge_key"),
            row.text("kind"),
            row.text("event_key"),
            Integer.toString(row.integer("revision")),
            Integer.toString(row.integer("decision_number"))),
        new Money(row.decimal("amount"), row.text("currency")));
  }

  private static LedgerEvent event(
      Row row, List<Live> live, List<Told> outside, @Nullable String waiting) throws SQLException {
    var asked = new HashMap<String, Money>();
    ask(asked, row, "");
    ask(asked, row, "signal_");
    List<Money> owed =
        asked.entrySet().stream()
            .filter(one -> live.stream().noneMatch(l -> l.chargeKey().equals(one.getKey())))
            .map(Map.Entry::getValue)
            .toList();
    List<Live> beside = live.stream().filter(l -> !asked.containsKey(l.chargeKey())).toList();
    String endState = row.textOrNull("end_state");
    Billing billing = Billing.of(endState, asked.isEmpty(), owed.isEmpty(), beside.isEmpty());
    return new LedgerEvent(
        row.text("event_key"),
        row.textOrNull("site_ref"),
        row.textOrNull("code"),
        row.textOrNull("code_scheme"),
        row.instant("occurred_at"),
        row.texts("roads"),
        billing,
        switch (billing) {
          case NOT_BILLED -> waiting == null ? "its line is not written yet" : waiting;
          case BILLED_TWICE, STILL_BILLED ->
              "line of charge key %s stands beside".formatted(beside.getFirst().chargeKey());
          case MERGED -> "incident " + row.text("incident_id");
          case BILLED, NOT_DECIDED -> "";
          case NOT_BILLABLE, IN_REVIEW, DEAD_LETTERED -> reason(row);
        },
        Money.sums(
            switch (billing) {
              case NOT_BILLED -> owed;
              case BILLED_TWICE, STILL_BILLED -> beside.stream().map(Live::money).toList();
              default -> live.stream().map(Live::money).toList();
            }),
        outside.stream()
            .filter(told -> live.stream().anyMatch(l -> l.lineId().equals(told.lineId())))
            .map(told -> new LedgerEvent.Outside(told.sink(), told.status()))
            .toList());
  }

  private static String reason(Row row) throws SQLException {
    String code = row.textOrNull("reason_code");
    return code == null ? row.text("reason") : code + ": " + row.text("reason");
  }

  private static void ask(Map<String, Money> asked, Row row, String meter) throws SQLException {
    String key = row.textOrNull(meter + "charge_key");
    if (key != null) {
      BigDecimal amount = row.decimal(meter.isEmpty() ? "amount" : meter + "charge_amount");
      asked.put(
          key,
          new Money(amount, row.text(meter.isEmpty() ? "currency" : meter + "charge_currency")));
    }
  }

  /// What became of the deliveries of keys that are no events.
  Map<String, Arrival> arrivals(Collection<String> keys) throws SQLException {
    var found = new HashMap<String, Arrival>();
    for (List<String> some : parts(keys)) {
      Sql.list(
              connection,
              ARRIVALS,
              row ->
                  Map.entry(
                      row.text("event_key"),
                      new Arrival(
                          row.text("outcome").equals("DEAD_LETTERED"),
                          row.textOrNull("reason_code"),
                          row.textOrNull("reason"))),
              connection.createArrayOf("text", some.toArray()))
          .forEach(one -> found.put(one.getKey(), one.getValue()));
    }
    return found;
  }

  /// Keys of the events of a source that some revision puts into a range.
  ///
  /// @param most how many at most
  List<String> between(String source, Range range, int most) throws SQLException {
    return Sql.list(
        connection,
        BETWEEN,
        row -> row.text("event_key"),
        source,
        utc(range.from()),
        utc(range.to()),
        most);
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }

  private static List<List<String>> parts(Collection<String> keys) {
    var all = new ArrayList<>(keys);
    var parts = new ArrayList<List<String>>();
    for (int i = 0; i < all.size(); i += AT_ONCE) {
      parts.add(all.subList(i, Math.min(i + AT_ONCE, all.size())));
    }
    return parts;
  }
}
