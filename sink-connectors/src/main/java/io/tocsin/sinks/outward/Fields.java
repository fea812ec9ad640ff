package io.tocsin.sinks.outward;

import io.tocsin.schemas.BillingLine;
import io.tocsin.schemas.Decision;
import io.tocsin.sinks.routed.RoutedText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The names that a template may use, and their values. A name that has no value is the empty text.
public final class Fields {
  /// Names of a decision's text.
  public static final Set<String> OF_DECISION =
      Set.of(
          "key",
          "state",
          "subject",
          "body",
          "event",
          "incident",
          "source",
          "type",
          "outcome",
          "reason",
          "reasonCode",
          "client",
          "contract",
          "site",
          "owner",
          "serviceLevel",
          "lifeSafety",
          "notify",
          "occurredAt",
          "serviceDay",
          "rule");

  /// Names of an invoice line.
  public static final Set<String> OF_LINE =
      Set.of(
          "key",
          "kind",
          "undoes",
          "chargeKey",
          "event",
          "client",
          "contract",
          "sku",
          "quantity",
          "unit",
          "unitPrice",
          "amount",
          "currency",
          "serviceDay",
          "memo");

  private Fields() {}

  /// The names of a feed.
  public static Set<String> of(Feed feed) {
    return switch (feed) {
      case DECISIONS -> OF_DECISION;
      case LINES -> OF_LINE;
    };
  }

  /// Of a decision. The words are those of [RoutedText]: plain, bounded, without personal data, the
  /// same for the same decision.
  ///
  /// @param open whether the text is open; else withdrawn
  static Map<String, Object> of(String key, Decision decision, boolean open) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("key", key);
    fields.put("state", open ? "OPEN" : "WITHDRAWN");
    fields.put("subject", RoutedText.subject(decision));
    fields.put("body", RoutedText.body(decision));
    fields.put("event", decision.getEventKey());
    fields.put("incident", decision.getIncidentId());
    fields.put("source", decision.getSource());
    fields.put("type", decision.getType().name());
    fields.put("outcome", decision.getEndState().name());
    fields.put("reason", RoutedText.plain(decision.getReason()));
    fields.put("reasonCode", text(decision.getReasonCode()));
    fields.put("client", text(decision.getClientId()));
    fields.put("contract", text(decision.getContractId()));
    fields.put("site", decision.getSiteKey());
    fields.put("owner", text(decision.getOwnerTeam()));
    fields.put("serviceLevel", text(decision.getServiceLevel()));
    fields.put("lifeSafety", decision.getLifeSafety());
    fields.put("notify", String.join(",", decision.getNotify()));
    fields.put("occurredAt", decision.getOccurredAt().toString());
    fields.put("serviceDay", decision.getServiceDay().toString());
    fields.put("rule", text(decision.getRuleId()));
    return fields;
  }

  /// Of an invoice line.
  static Map<String, Object> of(BillingLine line) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("key", line.getLineId());
    fields.put("kind", line.getKind().name());
    fields.put("undoes", text(line.getReverses()));
    fields.put("chargeKey", line.getChargeKey());
    fields.put("event", line.getEventKey());
    fields.put("client", line.getClientId());
    fields.put("contract", line.getContractId());
    fields.put("sku", line.getSku());
    fields.put("quantity", line.getQuantity());
    fields.put("unit", line.getUnit());
    fields.put("unitPrice", line.getUnitPrice());
    fields.put("amount", line.getAmount());
    fields.put("currency", line.getCurrency());
    fields.put("serviceDay", line.getServiceDay().toString());
    fields.put("memo", RoutedText.plain(line.getMemo()));
    return fields;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : RoutedText.plain(text);
  }
}
