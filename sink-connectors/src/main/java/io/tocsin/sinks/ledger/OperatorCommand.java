package io.tocsin.sinks.ledger;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.WeeklySpan;
import io.tocsin.sinks.runtime.Origin;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// One thing that an operator did, as it is kept.
///
/// @param kind what was written
/// @param subject the window's id, the event key that was ruled on, or the rulebook's version
/// @param version of the window, ruling or rulebook; empty where it was withdrawn
/// @param actor who did it; null where a withdrawal does not say
/// @param reason why; null where nobody said
/// @param at when, UTC
/// @param body the rest of what was said, JSON
/// @param origin the record that said it
record OperatorCommand(
    Kind kind,
    String subject,
    OptionalInt version,
    @Nullable String actor,
    @Nullable String reason,
    Instant at,
    String body,
    Origin origin) {
  private static final JsonMapper JSON = new JsonMapper();

  /// What an operator can write, as in `operator_commands.kind`.
  enum Kind {
    /// A test window, new or changed.
    WINDOW,
    /// A ruling on an event, or its withdrawal.
    RULING,
    /// A version of the rulebook.
    RULEBOOK
  }

  static OperatorCommand of(TestWindow window, Origin origin) {
    ObjectNode body = JSON.createObjectNode();
    put(body, "client_id", window.getClientId());
    put(body, "site_id", window.getSiteId());
    putAll(body, "zones", window.getZones());
    putAll(body, "types", names(window.getTypes()));
    put(body, "starts_at", window.getStartsAt());
    put(body, "ends_at", window.getEndsAt());
    ArrayNode weekly = body.putArray("weekly");
    for (WeeklySpan span : window.getWeekly()) {
      ObjectNode node = weekly.addObject();
      putAll(node, "days", span.getDays());
      put(node, "from", span.getFrom());
      put(node, "to", span.getTo());
    }
    body.put("cancelled", window.getCancelled());
    return new OperatorCommand(
        Kind.WINDOW,
        window.getId(),
        OptionalInt.of(window.getVersion()),
        window.getActor(),
        window.getReason(),
        window.getRecordedAt(),
        body.toString(),
        origin);
  }

  static OperatorCommand of(Ruling ruling, Origin origin) {
    ObjectNode body = JSON.createObjectNode();
    put(body, "joins", ruling.getJoins());
    body.put("separate", ruling.getSeparate());
    put(body, "type", ruling.getType());
    putAll(body, "accepted", names(ruling.getAccepted()));
    put(body, "not_billable", ruling.getNotBillable());
    return new OperatorCommand(
        Kind.RULING,
        ruling.getEventKey(),
        OptionalInt.of(ruling.getVersion()),
        ruling.getActor(),
        ruling.getReason(),
        ruling.getRuledAt(),
        body.toString(),
        origin);
  }

  /// The document itself stays in its topic, which keeps every version.
  static OperatorCommand of(Rulebook rulebook, Origin origin) {
    ObjectNode body = JSON.createObjectNode();
    put(body, "effective_from", rulebook.getEffectiveFrom());
    put(body, "sha256", rulebook.getSha256());
    return new OperatorCommand(
        Kind.RULEBOOK,
        Integer.toString(rulebook.getVersion()),
        OptionalInt.of(rulebook.getVersion()),
        rulebook.getPublishedBy(),
        rulebook.getReason(),
        rulebook.getPublishedAt(),
        body.toString(),
        origin);
  }

  /// The ruling on the event that the record's key names was withdrawn.
  static OperatorCommand withdrawnRuling(Origin origin) {
    return new OperatorCommand(
        Kind.RULING,
        origin.key(),
        OptionalInt.empty(),
        null,
        null,
        origin.timestamp(),
        "{}",
        origin);
  }

  private static void put(ObjectNode node, String name, @Nullable Object value) {
    if (value != null) {
      node.put(name, value.toString());
    }
  }

  private static void putAll(ObjectNode node, String name, List<String> values) {
    ArrayNode array = node.putArray(name);
    values.forEach(array::add);
  }

  private static List<String> names(List<? extends Enum<?>> symbols) {
    return symbols.stream().map(symbol -> symbol.name()).toList();
  }
}
