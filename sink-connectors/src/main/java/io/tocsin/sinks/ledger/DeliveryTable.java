package io.tocsin.sinks.ledger;

import io.tocsin.schemas.AuthVerdict;
import io.tocsin.schemas.DeliveryOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/// The table `deliveries`: what became of each raw record when it arrived, by the month of its
/// receipt.
final class DeliveryTable {
  private static final String INSERT =
      """
      insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, receipt, source, event_key, revision,
        same_as_receipt, transport, auth_scheme, auth_key_id, received_at, reason_code, reason, identity_recipe,
        past_horizon, ignored, received_day)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict do nothing
      """;

  // What cannot be read has no receipt, and no time that would be the same if it were written
  // again.
  private static final LocalDate UNREADABLE = LocalDate.EPOCH;

  private DeliveryTable() {}

  /// The day that says the month: of the receipt, UTC. A function of the fact alone, so that the
  /// same delivery read again, at any time, from whatever topic, meets itself.
  static LocalDate receivedDay(DeliveryOutcome delivery) {
    Instant at = delivery.getReceivedAt();
    return at == null ? UNREADABLE : LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  static void append(Connection connection, List<DeliveryOutcome> deliveries) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      var cells = new Cells(insert);
      for (DeliveryOutcome delivery : deliveries) {
        AuthVerdict auth = delivery.getAuth();
        cells
            .position(delivery.getRaw())
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
            .day(receivedDay(delivery))
            .endRow();
      }
      insert.executeBatch();
    }
  }
}
