package io.tocsin.books.proof;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which rows of the ledger are sealed, and by which of their columns.
///
/// The lists of columns are format [Head#FORMAT] of a head and are never changed: a column that a
/// later migration adds is in no leaf that is there, and gets into new ones by a further format.
public final class FactTables {
  /// How many rows come from the server at once.
  static final int FETCH = 2_000;

  private static final String RAW =
      "left join events e on e.event_key = f.event_key and e.revision = f.revision";

  static final List<FactTable> ALL =
      List.of(
          audit(),
          commands(),
          conflicts(),
          decisions(),
          deliveries(),
          events(),
          lines(),
          replayed());

  private FactTables() {}

  private static FactTable audit() {
    return new FactTable(
        FactKind.AUDIT,
        "audit",
        "audit f",
        "f.audit_no::text",
        null,
        new Columns()
            .plain("audit_no")
            .times("at")
            .texts("actor", "action", "subject", "reason")
            .json("detail")
            .all(),
        Map.of());
  }

  private static FactTable commands() {
    return new FactTable(
        FactKind.COMMAND,
        "operator_commands",
        "operator_commands f",
        // Not the place in Kafka: what stands in a compacted topic is written again, and is the
        // same command.
        """
        f.kind || '/' || f.subject || '/' || case when f.withdrawn
          then 'withdrawn/' || f.kafka_topic || '/' || f.kafka_partition || '/' || f.kafka_offset
          else f.version || '/' || %s end\
        """
            .formatted(Columns.time("f.commanded_at")),
        null,
        new Columns()
            .texts("kind", "subject")
            .plain("version", "withdrawn")
            .texts("actor", "reason")
            .times("commanded_at")
            .json("body")
            .texts("kafka_topic")
            .plain("kafka_partition", "kafka_offset")
            .all(),
        Map.of());
  }

  private static FactTable conflicts() {
    return new FactTable(
        FactKind.CONFLICT,
        "charge_conflicts",
        "charge_conflicts f %s left join charge_lines v on v.line_no = f.live_line_no"
            .formatted(RAW),
        "f.charge_key || '/' || f.event_key || '#' || f.revision || '.' || f.decision_number",
        new FactTable.Position("e.raw_topic", "e.raw_partition", "e.raw_offset"),
        new Columns()
            .texts("charge_key", "event_key")
            .plain("revision", "decision_number")
            .expression(Columns.lineId("v"))
            .decimals("claimed_amount")
            .texts("currency", "reason", "client_id", "contract_id", "sku")
            .decimals("quantity")
            .texts("unit")
            .decimals("unit_price")
            .days("service_day")
            .texts("memo")
            .all(),
        Map.of());
  }

  private static FactTable decisions() {
    return new FactTable(
        FactKind.DECISION,
        "decisions",
        "decisions f " + RAW + " and f.raw_topic is null",
        "f.event_key || '#' || f.revision || '.' || f.decision_number",
        // A decision from before migration 9 does not say its raw record; its event does.
        new FactTable.Position(
            "coalesce(f.raw_topic, e.raw_topic)",
            "coalesce(f.raw_partition, e.raw_partition)",
            "coalesce(f.raw_offset, e.raw_offset)"),
        new Columns()
            .texts("event_key")
            .plain("revision", "decision_number")
            .texts("site_key", "client_id", "incident_id", "source", "type")
            .plain("life_safety")
            .times("occurred_at")
            .days("service_day")
            .texts("end_state", "reason_code", "reason", "rule_id")
            .plain("rulebook_version")
            .json("values_seen")
            .texts("charge_key", "contract_id", "sku")
            .decimals("quantity")
            .texts("unit")
            .decimals("unit_price", "amount")
            .texts("currency", "owner_team", "service_level")
            .json("routes")
            .texts("summary", "receipt")
            .json("incident_evidence")
            .texts("decided_contract_id")
            .json("alternatives")
            .texts("on_test", "signal_charge_key", "signal_charge_contract_id", "signal_charge_sku")
            .decimals("signal_charge_quantity")
            .texts("signal_charge_unit")
            .decimals("signal_charge_unit_price", "signal_charge_amount")
            .texts("signal_charge_currency", "replay_id", "raw_topic")
            .plain("raw_partition", "raw_offset")
            .all(),
        Map.of("state", "f.end_state"));
  }

  private static FactTable deliveries() {
    return new FactTable(
        FactKind.DELIVERY,
        "deliveries",
        "deliveries f",
        "f.raw_topic || '/' || f.raw_partition || '/' || f.raw_offset",
        FactTable.Position.OWN,
        new Columns()
            .texts("raw_topic")
            .plain("raw_partition", "raw_offset")
            .texts("outcome", "receipt", "source", "event_key")
            .plain("revision")
            .texts("same_as_receipt", "transport", "auth_scheme", "auth_key_id")
            .times("received_at")
            .texts("reason_code", "reason", "identity_recipe")
            .plain("past_horizon")
            .json("ignored")
            .days("received_day")
            .all(),
        Map.of("outcome", "f.outcome"));
  }

  private static FactTable events() {
    return new FactTable(
        FactKind.EVENT,
        "events",
        "events f",
        "f.event_key || '#' || f.revision",
        FactTable.Position.OWN,
        new Columns()
            .texts("event_key")
            .plain("revision")
            .texts("source", "vendor", "receipt", "site_key", "site_id", "site_name", "client_id")
            .texts("site_ref", "type", "code", "code_scheme", "code_name", "mapping_source")
            .plain("mapping_version")
            .texts("mapping_entry")
            .plain("life_safety")
            .texts("qualifier", "zone", "area")
            .plain("severity")
            .texts("category", "status")
            .times("occurred_at")
            .texts("time_basis", "time_as_received", "zone_as_received")
            .times("received_at")
            .days("service_day")
            .json("review")
            .texts("content_hash", "raw_topic")
            .plain("raw_partition", "raw_offset")
            .texts("user_number")
            .plain("alarm_level")
            .texts("disposition_code", "disposition_name", "disposition_mapping")
            .json("time_notes")
            .plain("past_horizon")
            .json("attachments", "redactions")
            .texts("replay_id")
            .all(),
        Map.of());
  }

  private static FactTable lines() {
    var open = new LinkedHashMap<String, String>();
    open.put("type", "f.kind");
    open.put("reverses", Columns.lineId("r"));
    open.put("client", "f.client_id");
    open.put("contract", "f.contract_id");
    open.put("sku", "f.sku");
    open.put("quantity", "trim_scale(f.quantity)::text");
    open.put("unit", "f.unit");
    open.put("unitPrice", Columns.money("f.unit_price"));
    open.put("amount", Columns.money("f.amount"));
    open.put("currency", "f.currency");
    open.put("serviceDay", "to_char(f.service_day, 'YYYY-MM-DD')");
    return new FactTable(
        FactKind.LINE,
        "charge_lines",
        "charge_lines f %s left join charge_lines r on r.line_no = f.reverses".formatted(RAW),
        Columns.lineId("f"),
        new FactTable.Position("e.raw_topic", "e.raw_partition", "e.raw_offset"),
        new Columns()
            .texts("kind", "charge_key", "event_key")
            .plain("revision", "decision_number")
            .expression(Columns.lineId("r"))
            .texts("client_id", "contract_id", "sku")
            .decimals("quantity")
            .texts("unit")
            .decimals("unit_price", "amount")
            .texts("currency")
            .days("service_day")
            .texts("memo")
            .all(),
        open);
  }

  private static FactTable replayed() {
    return new FactTable(
        FactKind.REPLAYED,
        "replayed_deliveries",
        "replayed_deliveries f",
        "f.replay_id || ' ' || f.raw_topic || '/' || f.raw_partition || '/' || f.raw_offset",
        FactTable.Position.OWN,
        new Columns()
            .texts("replay_id", "raw_topic")
            .plain("raw_partition", "raw_offset")
            .texts("outcome", "event_key")
            .plain("revision")
            .texts("reason_code", "reason")
            .all(),
        Map.of("outcome", "f.outcome"));
  }

  /// The leaves of the rows that are in no close yet and belong to one that reaches this far: what
  /// raw records below the cut made, of invoice lines those whose service day is not after the day,
  /// and all that operators did.
  ///
  /// @param connection in a transaction, so that the rows come bit by bit
  /// @return in the order of the tree
  public static List<Leaf> open(Connection connection, Cut cut, LocalDate day) throws SQLException {
    var leaves = new ArrayList<Leaf>();
    for (FactTable table : ALL) {
      open(connection, table, cut, day, leaves);
    }
    Collections.sort(leaves);
    return leaves;
  }

  /// Rows that arrive with their raw record and never later, and are in no close though their
  /// record is below a cut: somebody added them after the close.
  ///
  /// A decision, a line or a conflict may rightly come later, with a ruling or a test window; so
  /// may the event of a replay. Those are in the next close.
  static List<Leaf> added(Connection connection, Cut cut) throws SQLException {
    var leaves = new ArrayList<Leaf>();
    for (FactTable table : ALL) {
      switch (table.kind()) {
        case DELIVERY -> open(connection, table, cut, LocalDate.MAX, leaves);
        case EVENT ->
            open(connection, table.where("replay_id is null"), cut, LocalDate.MAX, leaves);
        case AUDIT, COMMAND, CONFLICT, DECISION, LINE, REPLAYED -> {}
      }
    }
    return leaves;
  }

  private static void open(
      Connection connection, FactTable table, Cut cut, LocalDate day, List<Leaf> to)
      throws SQLException {
    FactTable.Position position = table.position();
    String query =
        """
        select %s from %s %s
        where not exists (select from close_leaves l where l.kind = '%s' and l.key = %s) %s
        """
            .formatted(
                table.selected(),
                table.from(),
                position == null
                    ? ""
                    : """
                    join unnest(?::text[], ?::integer[], ?::bigint[]) as cut (topic, number, next)
                      on %s = cut.topic and %s = cut.number and %s < cut.next\
                    """
                        .formatted(position.topic(), position.partition(), position.offset()),
                table.kind().word(),
                table.key(),
                table.kind() == FactKind.LINE ? "and f.service_day <= ?" : "");
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setFetchSize(FETCH);
      int next = 1;
      if (position != null) {
        next = set(statement, cut);
      }
      if (table.kind() == FactKind.LINE) {
        statement.setObject(next, day);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          to.add(table.leaf(row, day));
        }
      }
    }
  }

  private static int set(PreparedStatement statement, Cut cut) throws SQLException {
    var topics = new ArrayList<String>();
    var partitions = new ArrayList<Integer>();
    var offsets = new ArrayList<Long>();
    cut.next()
        .forEach(
            (topic, next) ->
                next.forEach(
                    (partition, offset) -> {
                      topics.add(topic);
                      partitions.add(partition);
                      offsets.add(offset);
                    }));
    Connection connection = statement.getConnection();
    statement.setArray(1, connection.createArrayOf("text", topics.toArray()));
    statement.setArray(2, connection.createArrayOf("integer", partitions.toArray()));
    statement.setArray(3, connection.createArrayOf("bigint", offsets.toArray()));
    return 4;
  }
}
