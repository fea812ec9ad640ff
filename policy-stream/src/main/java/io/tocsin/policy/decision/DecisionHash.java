package io.tocsin.policy.decision;

import io.tocsin.platform.Sha256;
import io.tocsin.schemas.Alternative;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tells whether two decisions say the same. Everything counts but the decision number, the
/// rulebook's version and where the decision comes from: a new version that changes nothing for an
/// event does not decide it again, nor does a replay, and the version under which it was decided
/// stays true.
public final class DecisionHash {
  private DecisionHash() {}

  /// SHA-256, hex, over what a decision says.
  public static String of(Decision decision) {
    var fields = new ArrayList<@Nullable String>();
    fields.add(decision.getEventKey());
    fields.add(Integer.toString(decision.getRevision()));
    fields.add(decision.getSiteKey());
    fields.add(decision.getClientId());
    fields.add(decision.getIncidentId());
    fields.add(Integer.toString(decision.getIncidentEvidence().size()));
    for (Evidence evidence : decision.getIncidentEvidence()) {
      fields.add(evidence.getEventKey());
      fields.add(evidence.getKind().name());
      fields.add(evidence.getDetail());
    }
    fields.add(decision.getSource());
    fields.add(decision.getType().name());
    fields.add(Boolean.toString(decision.getLifeSafety()));
    fields.add(decision.getOccurredAt().toString());
    fields.add(decision.getServiceDay().toString());
    fields.add(decision.getEndState().name());
    fields.add(decision.getReasonCode());
    fields.add(decision.getReason());
    fields.add(decision.getRuleId());
    fields.add(decision.getContractId());
    fields.add(decision.getOnTest());
    fields.add(decision.getOwnerTeam());
    fields.add(decision.getServiceLevel());
    fields.add(decision.getSummary());
    fields.add(decision.getReceipt());
    fields.add(Integer.toString(decision.getRoutes().size()));
    fields.addAll(decision.getRoutes());
    fields.add(Integer.toString(decision.getValuesSeen().size()));
    for (Map.Entry<String, String> seen : new TreeMap<>(decision.getValuesSeen()).entrySet()) {
      fields.add(seen.getKey());
      fields.add(seen.getValue());
    }
    fields.add(Integer.toString(decision.getAlternatives().size()));
    for (Alternative alternative : decision.getAlternatives()) {
      fields.add(alternative.getRuleId());
      fields.add(alternative.getWhy());
    }
    add(fields, decision.getCharge());
    add(fields, decision.getSignalCharge());
    // Last and only where there are some: what was decided before there were any keeps its hash.
    fields.addAll(decision.getNotify());
    return Sha256.ofFields(fields.toArray(String[]::new));
  }

  private static void add(List<@Nullable String> fields, @Nullable Charge charge) {
    fields.add(charge == null ? null : "charge");
    if (charge != null) {
      fields.add(charge.getChargeKey());
      fields.add(charge.getClientId());
      fields.add(charge.getContractId());
      fields.add(charge.getSku());
      fields.add(Integer.toString(charge.getOrdinal()));
      fields.add(charge.getQuantity().toPlainString());
      fields.add(charge.getUnit());
      fields.add(charge.getUnitPrice().toPlainString());
      fields.add(charge.getAmount().toPlainString());
      fields.add(charge.getCurrency());
    }
  }
}
