package io.tocsin.sinks.ledger;

import io.tocsin.schemas.DeliveryOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// The table `replayed_deliveries`: what became of each raw record of each replay. What it was that
/// was delivered, and how, stands in `deliveries`.
final class ReplayedDeliveryTable {
  private static final String INSERT =
      """
      insert into replayed_deliveries (replay_id, raw_topic, raw_partition, raw_offset, outcome, event_key, revision,
        reason_code, reason)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict do nothing
      """;

  private ReplayedDeliveryTable() {}

  static void append(Connection connection, List<DeliveryOutcome> deliveries) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      var cells = new Cells(insert);
      for (DeliveryOutcome delivery : deliveries) {
        cells
            .text(delivery.getReplayId())
            .position(delivery.getRaw())
            .symbol(delivery.getOutcome())
            .text(delivery.getEventKey())
            .integer(delivery.getRevision())
            .text(delivery.getReasonCode())
            .text(delivery.getReason())
            .endRow();
      }
      insert.executeBatch();
    }
  }
}
