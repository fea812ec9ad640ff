package io.tocsin.sinks.rebuild;

import java.util.List;

/// A table as it is compared: its rows by what they say, not by the numbers and times of when they
/// were written.
///
/// @param name of the table
/// @param sink which sink writes it
/// @param rows query of its rows; a reference to a line is its five columns that are unique
/// @param key columns that name a row
/// @param left columns that are not compared
record Table(String name, String sink, String rows, List<String> key, List<String> left) {
  private static final String LINE =
      "concat_ws(' ', %1$s.charge_key, %1$s.kind, %1$s.event_key, %1$s.revision,"
          + " %1$s.decision_number)";
  private static final List<String> LINE_KEY =
      List.of("charge_key", "kind", "event_key", "revision", "decision_number");

  /// What the sinks write, in the order of the pipeline.
  static final List<Table> ALL =
      List.of(
          plain("deliveries", "ledger", List.of("raw_topic", "raw_partition", "raw_offset")),
          plain(
              "replayed_deliveries",
              "ledger",
              List.of("replay_id", "raw_topic", "raw_partition", "raw_offset")),
          plain("events", "ledger", List.of("event_key", "revision")),
          plain("decisions", "ledger", List.of("event_key", "revision", "decision_number")),
          // Where in Kafka it was read may differ: a compacted topic keeps the newest copy.
          new Table(
              "operator_commands",
              "ledger",
              "select * from operator_commands",
              List.of("kind", "subject", "version", "commanded_at"),
              List.of(
                  "command_no", "recorded_at", "kafka_topic", "kafka_partition", "kafka_offset")),
          new Table(
              "charge_lines",
              "billing",
              "select l.*, case when l.reverses is not null then %s end as reversed_line from charge_lines l"
                      .formatted(LINE.formatted("r"))
                  + " left join charge_lines r on r.line_no = l.reverses",
              LINE_KEY,
              List.of("line_no", "reverses", "recorded_at")),
          new Table(
              "live_charges",
              "billing",
              "select v.*, %s as live_line from live_charges v join charge_lines r using (line_no)"
                  .formatted(LINE.formatted("r")),
              List.of("charge_key"),
              // How often it was contested counts batches, and where they are cut is chance.
              List.of("line_no", "claims")),
          new Table(
              "charge_conflicts",
              "billing",
              "select c.*, %s as live_line from charge_conflicts c join charge_lines r on r.line_no = c.live_line_no"
                  .formatted(LINE.formatted("r")),
              List.of("charge_key", "event_key", "revision", "decision_number"),
              List.of("live_line_no", "recorded_at")),
          texts("crm_activities", "crm"),
          texts("tickets", "ticketing"),
          writes("ledger"),
          writes("billing"),
          writes("crm"),
          writes("ticketing"));

  private static Table plain(String name, String sink, List<String> key) {
    return new Table(name, sink, "select * from " + name, key, List.of("recorded_at"));
  }

  private static Table texts(String name, String sink) {
    return new Table(
        name,
        sink,
        "select * from " + name,
        List.of("event_key"),
        List.of("created_at", "updated_at"));
  }

  /// How often something was tried, and in which words it ended, depends on what failed meanwhile
  /// and on what came in one batch.
  private static Table writes(String sink) {
    return new Table(
        "sink_writes",
        sink,
        "select * from sink_writes where sink = '%s'".formatted(sink),
        List.of("sink", "event_key"),
        List.of("attempts", "detail", "written_at"));
  }

  /// All rows in the order of their keys, each as its key and one JSON object.
  String query() {
    return "select concat_ws(chr(31), %s) collate \"C\" as key, (to_jsonb(t) - '{%s}'::text[])::text as content from (%s) t order by 1"
        .formatted(
            String.join(
                ", ", key.stream().map(c -> "coalesce(t.%s::text, '')".formatted(c)).toList()),
            String.join(",", left),
            rows);
  }

  /// As it is named to a person.
  String label() {
    return name.equals("sink_writes") ? "sink_writes of " + sink : name;
  }
}
