package io.tocsin.sinks.ledger;

import io.tocsin.sinks.runtime.Origin;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// The table `operator_commands`: what operators did, which compacted topics forget.
final class OperatorCommandTable {
  private static final String INSERT =
      """
      insert into operator_commands (kind, subject, version, withdrawn, actor, reason, commanded_at, body, kafka_topic,
        kafka_partition, kafka_offset)
      values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
      on conflict do nothing
      """;

  private OperatorCommandTable() {}

  static void append(Connection connection, List<OperatorCommand> commands) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      var cells = new Cells(insert);
      for (OperatorCommand command : commands) {
        Origin origin = command.origin();
        boolean withdrawn = command.version().isEmpty();
        cells
            .symbol(command.kind())
            .text(command.subject())
            .integer(withdrawn ? null : command.version().getAsInt())
            .truth(withdrawn)
            .text(command.actor())
            .text(command.reason())
            .time(command.at())
            .text(command.body())
            .text(origin.topic())
            .integer(origin.partition())
            .number(origin.offset())
            .endRow();
      }
      insert.executeBatch();
    }
  }
}
