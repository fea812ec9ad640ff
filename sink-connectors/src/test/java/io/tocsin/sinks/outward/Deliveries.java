package io.tocsin.sinks.outward;

import io.tocsin.platform.Sha256;
import io.tocsin.schemas.Decision;
import io.tocsin.sinks.Sample;
import io.tocsin.sinks.runtime.Subject;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Deliveries for tests of destinations.
public final class Deliveries {
  private Deliveries() {}

  /// What is to be made of an event.
  public static Delivery first(String event) {
    return of(decision(event), true, Optional.empty());
  }

  /// The same event with other words.
  public static Delivery reworded(String event, String summary, Optional<String> remoteId) {
    return of(Decision.newBuilder(decision(event)).setSummary(summary).build(), true, remoteId);
  }

  /// The same event, withdrawn.
  public static Delivery withdrawn(String event, String remoteId) {
    return of(decision(event), false, Optional.of(remoteId));
  }

  /// The key of an event's effect.
  public static String key(String event) {
    return Sha256.ofFields("effect", event);
  }

  private static Decision decision(String event) {
    return Sample.billable(event, 1, "35.00");
  }

  private static Delivery of(Decision decision, boolean open, Optional<String> remoteId) {
    String key = key(decision.getEventKey());
    return of(
        new Effect(
            key,
            decision.getSiteKey(),
            Subject.of(decision),
            open ? Effect.Action.PUT : Effect.Action.WITHDRAW,
            Optional.empty(),
            Fields.of(key, decision, open)),
        remoteId,
        Optional.empty());
  }

  /// An invoice line.
  ///
  /// @param undoneId of the line that it takes back; empty for a charge
  public static Delivery line(String event, String amount, Optional<String> undoneId) {
    String key = Sha256.ofFields("line", event, amount);
    var fields = new LinkedHashMap<String, Object>();
    fields.put("key", key);
    fields.put("kind", undoneId.isEmpty() ? "CHARGE" : "REVERSAL");
    fields.put("amount", new BigDecimal(amount));
    fields.put("currency", "USD");
    return of(
        new Effect(
            key,
            "client-1",
            Subject.of(decision(event)),
            Effect.Action.PUT,
            undoneId.map(id -> Sha256.ofFields("line", event, "35.00")),
            fields),
        Optional.empty(),
        undoneId);
  }

  private static Delivery of(Effect effect, Optional<String> remoteId, Optional<String> undoneId) {
    Map<String, Object> fields = effect.fields();
    String content =
        Sha256.ofFields(
            fields.keySet().stream()
                .sorted()
                .map(n -> n + "=" + fields.get(n))
                .toArray(String[]::new));
    return new Delivery(
        effect, Sha256.ofFields(effect.key(), content).substring(0, 40), remoteId, undoneId);
  }
}
