package io.tocsin.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.books.db.Row;
import io.tocsin.books.db.Sql;
import io.tocsin.schemas.EndState;
import io.tocsin.schemas.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the facts of a story from PostgreSQL, all by index.
final class SqlStoryFacts implements StoryFacts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<TreeMap<String, String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<List<JsonNode>> OBJECTS = new TypeReference<>() {};
  private static final TypeReference<JsonNode> JSON_TREE = new TypeReference<>() {};

  /// Columns of a delivery `d` whose outcome stands as `s`.
  static final String DELIVERY =
      """
      d.receipt, s.outcome, d.source, s.event_key, s.revision, d.same_as_receipt, d.transport, d.auth_scheme, d.auth_key_id,
      coalesce(d.received_at, d.recorded_at) as received_at, d.reason_code, d.reason, d.ignored, raw_topic, raw_partition,
      raw_offset, s.replay_id
      """;

  /// Puts deliveries `d` beside their outcomes `s` as they stand.
  static final String STANDING =
      "join standing_deliveries s using (raw_topic, raw_partition, raw_offset, received_day)\n";

  /// The deliveries of an event: by their arrival, and former dead letters by their replays.
  private static final String OF_EVENT =
      """
      from (select raw_topic, raw_partition, raw_offset, received_day
            from deliveries
            where event_key = ?
            union
            select raw_topic, raw_partition, raw_offset, a.received_day
            from replayed_deliveries p
            join deliveries a using (raw_topic, raw_partition, raw_offset)
            where p.event_key = ?) as records
      join deliveries d using (raw_topic, raw_partition, raw_offset, received_day)
      """
          + STANDING
          + "where s.event_key = ?\n";

  /// Conflicts, each with what became of it and with the line that stands against it: while it
  /// waits, the present one.
  static final String CONFLICTS =
      """
      select c.*, l.line_no as standing_line, l.event_key as live_event_key, l.amount as live_amount,
             l.currency as live_currency, l.service_day as live_service_day,
             case when o.charge_key is not null then 'OPEN'
                  when s.line_no is not null then 'SETTLED'
                  else 'OVERTAKEN' end as state
      from charge_conflicts c
      left join open_charge_conflicts o
        on o.charge_key = c.charge_key and o.event_key = c.event_key
       and o.revision = c.revision and o.decision_number = c.decision_number
      left join charge_lines s
        on s.kind = 'CHARGE' and s.charge_key = c.charge_key and s.event_key = c.event_key
       and s.revision = c.revision and s.decision_number = c.decision_number
      join charge_lines l on l.line_no = coalesce(o.standing_line_no, c.live_line_no)
      """;

  private final Connection connection;

  SqlStoryFacts(Connection connection) {
    this.connection = connection;
  }

  @Override
  public List<Delivery> deliveriesOfReceipt(String receipt) throws SQLException {
    return Sql.list(
        connection,
        "select "
            + DELIVERY
            + "from deliveries d\n"
            + STANDING
            + "where d.receipt = ? order by raw_topic, raw_partition, raw_offset limit ?",
        SqlStoryFacts::delivery,
        receipt,
        Story.MOST);
  }

  @Override
  public List<String> eventsOfCharge(String chargeKey) throws SQLException {
    return Sql.list(
        connection,
        """
        select event_key
        from (select event_key, 1 as place, line_no as newest from live_charges where charge_key = ?
              union all
              select event_key, 2, line_no from charge_lines where charge_key = ?
              union all
              select event_key, 3, live_line_no from charge_conflicts where charge_key = ?
              union all
              select event_key, 4, 0 from decisions where charge_key = ?
              union all
              select event_key, 4, 0 from decisions where signal_charge_key = ?) as claims
        group by event_key
        order by min(place), max(newest) desc, event_key
        limit ?
        """,
        row -> row.text("event_key"),
        chargeKey,
        chargeKey,
        chargeKey,
        chargeKey,
        chargeKey,
        Story.MOST);
  }

  @Override
  public List<Delivery> deliveries(String eventKey) throws SQLException {
    return Sql.list(
        connection,
        "select "
            + DELIVERY
            + OF_EVENT
            + """
            order by received_at, raw_topic, raw_partition, raw_offset
            limit ?
            """,
        SqlStoryFacts::delivery,
        eventKey,
        eventKey,
        eventKey,
        Story.MOST);
  }

  @Override
  public DeliveryCounts counts(String eventKey) throws SQLException {
    return Sql.one(
        connection,
        """
        select count(*) filter (where s.outcome = 'NEW') as new_events,
               count(*) filter (where s.outcome = 'REVISION') as revisions,
               count(*) filter (where s.outcome = 'DUPLICATE') as duplicates,
               count(*) filter (where s.outcome = 'DEAD_LETTERED') as dead_letters
        """
            + OF_EVENT,
        row ->
            new DeliveryCounts(
                row.number("new_events"),
                row.number("revisions"),
                row.number("duplicates"),
                row.number("dead_letters")),
        eventKey,
        eventKey,
        eventKey);
  }

  @Override
  public List<Revision> revisions(String eventKey) throws SQLException {
    return Sql.list(
            connection,
            "select *, coalesce(disposition_name, disposition_code) as disposition from events"
                + " where event_key = ? order by revision desc limit ?",
            SqlStoryFacts::revision,
            eventKey,
            Story.MOST)
        .reversed();
  }

  @Override
  public List<Verdict> decisions(String eventKey) throws SQLException {
    return Sql.list(
            connection,
            "select * from decisions where event_key = ? order by revision desc, decision_number"
                + " desc limit ?",
            SqlStoryFacts::verdict,
            eventKey,
            Story.MOST)
        .reversed();
  }

  @Override
  public Optional<TestWindow> testWindow(String id) throws SQLException {
    return Sql.list(
            connection,
            """
            select subject, version, actor, reason, commanded_at
            from operator_commands
            where kind = 'WINDOW' and subject = ?
            order by commanded_at desc, command_no desc
            limit 1
            """,
            row ->
                new TestWindow(
                    row.text("subject"),
                    row.integer("version"),
                    row.text("actor"),
                    row.text("reason"),
                    row.instant("commanded_at")),
            id)
        .stream()
        .findAny();
  }

  @Override
  public List<Ruling> rulings(String eventKey) throws SQLException {
    return Sql.list(
            connection,
            """
            select version, actor, reason, commanded_at, body
            from operator_commands
            where kind = 'RULING' and subject = ?
            order by command_no desc
            limit ?
            """,
            SqlStoryFacts::ruling,
            eventKey,
            Story.MOST)
        .reversed();
  }

  @Override
  public List<InvoiceLine> lines(String eventKey) throws SQLException {
    return Sql.list(
            connection,
            "select * from charge_lines where event_key = ? order by line_no desc limit ?",
            SqlStoryFacts::line,
            eventKey,
            Story.MOST)
        .reversed();
  }

  @Override
  public List<Conflict> conflicts(String eventKey) throws SQLException {
    return Sql.list(
            connection,
            CONFLICTS
                + " where c.event_key = ? order by c.revision desc, c.decision_number desc,"
                + " c.charge_key limit ?",
            SqlStoryFacts::conflict,
            eventKey,
            Story.MOST)
        .reversed();
  }

  @Override
  public List<SinkAnswer> sinks(String eventKey) throws SQLException {
    return Sql.list(
        connection,
        """
        select *
        from (select a.*, row_number() over (
                partition by sink order by revision desc, decision_number desc, effect_key) as place
              from sink_answers a
              where event_key = ?) as answers
        where place <= ?
        order by sink, place
        """,
        row ->
            new SinkAnswer(
                row.text("sink"),
                row.integer("revision"),
                row.integer("decision_number"),
                row.text("status"),
                row.text("detail"),
                row.integer("attempts"),
                row.instant("written_at"),
                row.textOrNull("effect_key"),
                row.textOrNull("remote_id")),
        eventKey,
        Story.MOST);
  }

  @Override
  public Optional<Activity> activity(String eventKey) throws SQLException {
    return Sql.list(
            connection,
            "select * from crm_activities where event_key = ?",
            SqlStoryFacts::activity,
            eventKey)
        .stream()
        .findAny();
  }

  @Override
  public Optional<Ticket> ticket(String eventKey) throws SQLException {
    return Sql.list(
            connection,
            "select * from tickets where event_key = ?",
            SqlStoryFacts::ticket,
            eventKey)
        .stream()
        .findAny();
  }

  static Delivery delivery(Row row) throws SQLException {
    return new Delivery(
        row.textOrNull("receipt"),
        Outcome.valueOf(row.text("outcome")),
        row.textOrNull("source"),
        row.textOrNull("event_key"),
        row.integerOrNull("revision"),
        row.textOrNull("same_as_receipt"),
        row.textOrNull("transport"),
        row.textOrNull("auth_scheme"),
        row.textOrNull("auth_key_id"),
        row.instant("received_at"),
        row.textOrNull("reason_code"),
        row.textOrNull("reason"),
        row.texts("ignored"),
        row.text("raw_topic"),
        row.integer("raw_partition"),
        row.number("raw_offset"),
        row.textOrNull("replay_id"),
        false);
  }

  private static Revision revision(Row row) throws SQLException {
    return new Revision(
        row.integer("revision"),
        row.text("receipt"),
        row.text("source"),
        row.text("vendor"),
        row.text("site_key"),
        row.textOrNull("site_name"),
        row.textOrNull("client_id"),
        row.textOrNull("site_ref"),
        row.text("type"),
        row.textOrNull("code"),
        row.textOrNull("code_scheme"),
        row.textOrNull("code_name"),
        row.textOrNull("mapping_source"),
        row.integerOrNull("mapping_version"),
        row.textOrNull("mapping_entry"),
        row.truth("life_safety"),
        row.textOrNull("status"),
        row.textOrNull("disposition"),
        row.textOrNull("disposition_mapping"),
        row.instant("occurred_at"),
        row.text("time_basis"),
        row.textOrNull("time_as_received"),
        row.textOrNull("zone_as_received"),
        row.texts("time_notes"),
        row.day("service_day"),
        row.truth("past_horizon"),
        row.texts("review"),
        row.textOrNull("replay_id"));
  }

  private static Verdict verdict(Row row) throws SQLException {
    return new Verdict(
        row.integer("revision"),
        row.integer("decision_number"),
        row.text("incident_id"),
        objects(row, "incident_evidence").stream()
            .map(
                e -> new Verdict.Evidence(text(e, "event_key"), text(e, "kind"), text(e, "detail")))
            .toList(),
        EndState.valueOf(row.text("end_state")),
        row.textOrNull("reason_code"),
        row.text("reason"),
        row.textOrNull("rule_id"),
        row.integer("rulebook_version"),
        read(row.text("values_seen"), TEXTS),
        objects(row, "alternatives").stream()
            .map(a -> new Verdict.Alternative(text(a, "rule_id"), text(a, "why")))
            .toList(),
        row.textOrNull("decided_contract_id"),
        row.textOrNull("on_test"),
        charge(row, ""),
        charge(row, "signal_charge_"),
        row.textOrNull("owner_team"),
        row.textOrNull("service_level"),
        row.texts("routes"),
        row.textOrNull("replay_id"));
  }

  /// @param meter what the names of the columns begin with, beside that of the key
  private static Verdict.@Nullable Charge charge(Row row, String meter) throws SQLException {
    String chargeKey = row.textOrNull(meter.isEmpty() ? "charge_key" : meter + "key");
    if (chargeKey == null) {
      return null;
    }
    String currency = row.text(meter + "currency");
    return new Verdict.Charge(
        chargeKey,
        row.textOrNull(meter + "contract_id"),
        row.text(meter + "sku"),
        Decimals.quantity(row.decimal(meter + "quantity")),
        row.text(meter + "unit"),
        Decimals.money(row.decimal(meter + "unit_price"), currency),
        Decimals.money(row.decimal(meter + "amount"), currency),
        currency);
  }

  private static Ruling ruling(Row row) throws SQLException {
    JsonNode body = read(row.text("body"), JSON_TREE);
    return new Ruling(
        row.integerOrNull("version"),
        row.instant("commanded_at"),
        row.textOrNull("actor"),
        row.textOrNull("reason"),
        body.path("joins").asText(null),
        body.path("separate").asBoolean(),
        body.path("type").asText(null),
        body.path("accepted").valueStream().map(JsonNode::asText).toList(),
        body.path("not_billable").asText(null));
  }

  static InvoiceLine line(Row row) throws SQLException {
    String currency = row.text("currency");
    return new InvoiceLine(
        row.number("line_no"),
        InvoiceLine.Kind.valueOf(row.text("kind")),
        row.numberOrNull("reverses"),
        row.text("charge_key"),
        row.text("event_key"),
        row.integer("revision"),
        row.integer("decision_number"),
        row.text("client_id"),
        row.text("contract_id"),
        row.text("sku"),
        Decimals.quantity(row.decimal("quantity")),
        row.text("unit"),
        Decimals.money(row.decimal("unit_price"), currency),
        Decimals.money(row.decimal("amount"), currency),
        currency,
        row.day("service_day"),
        row.text("memo"));
  }

  static Conflict conflict(Row row) throws SQLException {
    String currency = row.text("currency");
    String liveCurrency = row.text("live_currency");
    return new Conflict(
        row.text("charge_key"),
        row.text("event_key"),
        row.integer("revision"),
        row.integer("decision_number"),
        Decimals.money(row.decimal("claimed_amount"), currency),
        currency,
        row.number("standing_line"),
        row.text("live_event_key"),
        Decimals.money(row.decimal("live_amount"), liveCurrency),
        liveCurrency,
        row.text("reason"),
        Conflict.State.valueOf(row.text("state")));
  }

  static Activity activity(Row row) throws SQLException {
    return new Activity(
        row.text("event_key"),
        row.text("state"),
        row.textOrNull("client_id"),
        row.text("site_key"),
        row.textOrNull("owner_team"),
        row.text("subject"),
        row.instant("occurred_at"));
  }

  static Ticket ticket(Row row) throws SQLException {
    return new Ticket(
        row.text("event_key"),
        row.text("state"),
        row.text("incident_id"),
        row.textOrNull("client_id"),
        row.text("site_key"),
        row.textOrNull("owner_team"),
        row.textOrNull("service_level"),
        row.text("subject"),
        row.instant("occurred_at"));
  }

  private static List<JsonNode> objects(Row row, String column) throws SQLException {
    return read(row.text(column), OBJECTS);
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }

  private static <T> T read(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a column does not hold what the ledger writes there", e);
    }
  }
}
