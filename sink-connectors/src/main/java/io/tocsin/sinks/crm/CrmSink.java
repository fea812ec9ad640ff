package io.tocsin.sinks.crm;

import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.routed.RoutedChange;
import io.tocsin.sinks.routed.RoutedText;
import io.tocsin.sinks.routed.RoutedWriter;
import io.tocsin.sinks.runtime.Sink;
import io.tocsin.sinks.runtime.SinkRecord;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/// Writes activities into `crm_activities`, one for each event that is routed to the CRM.
@Singleton
@Named(CrmSink.NAME)
final class CrmSink implements Sink {
  static final String NAME = "crm";

  // The last line repeats Recorded.admits: an older revision never overwrites a newer one.
  private static final String UPSERT =
      """
      insert into crm_activities as a (event_key, revision, decision_number, state, client_id, site_key, owner_team,
        subject, body, occurred_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (event_key) do update
        set revision = excluded.revision, decision_number = excluded.decision_number, state = excluded.state,
            client_id = excluded.client_id, site_key = excluded.site_key, owner_team = excluded.owner_team,
            subject = excluded.subject, body = excluded.body, occurred_at = excluded.occurred_at, updated_at = now()
        where (a.revision, a.decision_number) <= (excluded.revision, excluded.decision_number)
      """;

  private final RoutedWriter writer = new RoutedWriter(NAME, "activity", "crm_activities");

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, Class<? extends SpecificRecord>> reads() {
    return Map.of(Topics.DECISIONS, Decision.class);
  }

  @Override
  public void write(Connection connection, List<SinkRecord> batch) throws SQLException {
    writer.write(connection, batch, CrmSink::upsert);
  }

  private static void upsert(Connection connection, List<RoutedChange> changes)
      throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
      for (RoutedChange change : changes) {
        Decision decision = change.decision();
        upsert.setString(1, decision.getEventKey());
        upsert.setInt(2, decision.getRevision());
        upsert.setInt(3, decision.getDecisionNumber());
        upsert.setString(4, change.state());
        upsert.setString(5, decision.getClientId());
        upsert.setString(6, decision.getSiteKey());
        upsert.setString(7, decision.getOwnerTeam());
        upsert.setString(8, RoutedText.subject(decision));
        upsert.setString(9, RoutedText.body(decision));
        upsert.setObject(10, decision.getOccurredAt().atOffset(ZoneOffset.UTC));
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }
}
