package io.tocsin.sinks.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.schemas.Alternative;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Evidence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The table `decisions`: one row for each decision.
final class DecisionTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String INSERT =
      """
      insert into decisions (event_key, revision, decision_number, site_key, client_id, incident_id, source, type,
        life_safety, occurred_at, service_day, end_state, reason_code, reason, rule_id, rulebook_version, values_seen,
        charge_key, contract_id, sku, quantity, unit, unit_price, amount, currency, owner_team, service_level, routes,
        summary, receipt, incident_evidence, decided_contract_id, alternatives, on_test, signal_charge_key,
        signal_charge_contract_id, signal_charge_sku, signal_charge_quantity, signal_charge_unit,
        signal_charge_unit_price, signal_charge_amount, signal_charge_currency, raw_topic, raw_partition, raw_offset,
        replay_id)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb,
        ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict do nothing
      """;

  private DecisionTable() {}

  static void append(Connection connection, List<Decision> decisions) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      var cells = new Cells(insert);
      for (Decision decision : decisions) {
        Charge charge = decision.getCharge();
        Charge signal = decision.getSignalCharge();
        cells
            .text(decision.getEventKey())
            .integer(decision.getRevision())
            .integer(decision.getDecisionNumber())
            .text(decision.getSiteKey())
            .text(decision.getClientId())
            .text(decision.getIncidentId())
            .text(decision.getSource())
            .symbol(decision.getType())
            .truth(decision.getLifeSafety())
            .time(decision.getOccurredAt())
            .day(decision.getServiceDay())
            .symbol(decision.getEndState())
            .text(decision.getReasonCode())
            .text(decision.getReason())
            .text(decision.getRuleId())
            .integer(decision.getRulebookVersion())
            .text(json(new TreeMap<>(decision.getValuesSeen())))
            .text(charge == null ? null : charge.getChargeKey())
            .text(charge == null ? null : charge.getContractId())
            .text(charge == null ? null : charge.getSku())
            .decimal(charge == null ? null : charge.getQuantity())
            .text(charge == null ? null : charge.getUnit())
            .decimal(charge == null ? null : charge.getUnitPrice())
            .decimal(charge == null ? null : charge.getAmount())
            .text(charge == null ? null : charge.getCurrency())
            .text(decision.getOwnerTeam())
            .text(decision.getServiceLevel())
            .texts(decision.getRoutes())
            .text(decision.getSummary())
            .text(decision.getReceipt())
            .text(json(decision.getIncidentEvidence().stream().map(DecisionTable::fields).toList()))
            .text(decision.getContractId())
            .text(json(decision.getAlternatives().stream().map(DecisionTable::fields).toList()))
            .text(decision.getOnTest())
            .text(signal == null ? null : signal.getChargeKey())
            .text(signal == null ? null : signal.getContractId())
            .text(signal == null ? null : signal.getSku())
            .decimal(signal == null ? null : signal.getQuantity())
            .text(signal == null ? null : signal.getUnit())
            .decimal(signal == null ? null : signal.getUnitPrice())
            .decimal(signal == null ? null : signal.getAmount())
            .text(signal == null ? null : signal.getCurrency())
            .position(decision.getRaw())
            .text(decision.getReplayId())
            .endRow();
      }
      insert.executeBatch();
    }
  }

  private static Map<String, String> fields(Evidence evidence) {
    return new TreeMap<>(
        Map.of(
            "event_key", evidence.getEventKey(),
            "kind", evidence.getKind().name(),
            "detail", evidence.getDetail()));
  }

  private static Map<String, String> fields(Alternative alternative) {
    return new TreeMap<>(Map.of("rule_id", alternative.getRuleId(), "why", alternative.getWhy()));
  }

  private static String json(Object texts) {
    try {
      return JSON.writeValueAsString(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and lists of texts are always JSON", e);
    }
  }
}
