package io.tocsin.sinks.ledger;

import io.tocsin.schemas.AuthVerdict;
import io.tocsin.schemas.DeliveryOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// The table `deliveries`: what became of each raw record.
final class DeliveryTable {
  private static final String INSERT =
      """
      insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, receipt, source, event_key, revision,
        same_as_receipt, transport, auth_scheme, auth_key_id, received_at, reason_code, reason, identity_recipe,
        past_horizon, ignored)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict do nothing
      """;

  private DeliveryTable() {}

  static void append(Connection connection, List<DeliveryOutcome> deliveries) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      var cells = new Cells(insert);
      for (DeliveryOutcome delivery : deliveries) {
        AuthVerdict auth = delivery.getAuth();
        cells
            .text(delivery.getRaw().getTopic())
            .integer(delivery.getRaw().getPartition())
            .number(delivery.getRaw().getOffset())
            .symbol(delivery.getOutcome())
            .text(delivery.getReceipt())
            .text(delivery.getSource())
            .text(delivery.getEventKey())
            .integer(delivery.getRevision())
            .text(delivery.getSameAsReceipt())
            .symbol(delivery.getTransport())
            .symbol(auth == null ? null : auth.getScheme())
            .text(auth == null ? null : auth.getKeyId())
            .time(delivery.getReceivedAt())
            .text(delivery.getReasonCode())
            .text(delivery.getReason())
            .text(delivery.getIdentityRecipe())
            .truth(delivery.getPastHorizon())
            .texts(delivery.getIgnored())
            .endRow();
      }
      insert.executeBatch();
    }
  }
}
