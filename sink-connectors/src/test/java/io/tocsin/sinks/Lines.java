package io.tocsin.sinks;

import io.tocsin.platform.Sha256;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Effect;
import io.tocsin.sinks.runtime.Subject;
import io.tocsin.sinks.runtime.Version;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Invoice lines for tests, as an outward sink gets them.
public final class Lines {
  private Lines() {}

  /// A charge of 1.5 hours at 40, for client-1.
  ///
  /// @param name what tells it from others
  public static Effect charge(String name) {
    return charge(name, "1.5000", "40.0000", "60.0000");
  }

  /// A charge.
  public static Effect charge(String name, String quantity, String unitPrice, String amount) {
    String key = Sha256.ofFields("line", name);
    return line(
        key,
        Optional.empty(),
        Map.ofEntries(
            Map.entry("key", key),
            Map.entry("kind", "CHARGE"),
            Map.entry("undoes", ""),
            Map.entry("chargeKey", Sha256.ofFields("charge", name)),
            Map.entry("event", "aura:" + name),
            Map.entry("client", "client-1"),
            Map.entry("contract", "contract-1"),
            Map.entry("sku", "RESPONSE"),
            Map.entry("quantity", new BigDecimal(quantity)),
            Map.entry("unit", "hour"),
            Map.entry("unitPrice", new BigDecimal(unitPrice)),
            Map.entry("amount", new BigDecimal(amount)),
            Map.entry("currency", "USD"),
            Map.entry("serviceDay", "2026-03-01"),
            Map.entry("memo", "Alarm response, site-1")));
  }

  /// The line that takes a charge back.
  public static Effect reversal(Effect charge) {
    String key = Sha256.ofFields("reversal", charge.key());
    var fields = new HashMap<>(charge.fields());
    fields.put("key", key);
    fields.put("kind", "REVERSAL");
    fields.put("undoes", charge.key());
    fields.put("quantity", ((BigDecimal) charge.fields().get("quantity")).negate());
    fields.put("amount", ((BigDecimal) charge.fields().get("amount")).negate());
    fields.put("memo", "Reversal: no guard was sent");
    return line(key, Optional.of(charge.key()), fields);
  }

  /// The same line with another value in one field.
  public static Effect with(Effect line, String field, Object value) {
    var fields = new HashMap<>(line.fields());
    fields.put(field, value);
    return line(line.key(), line.undoes(), fields);
  }

  /// A line that is not known to exist.
  public static Delivery first(Effect line) {
    return new Delivery(line, requestKey(line), Optional.empty(), Optional.empty());
  }

  /// A reversal of what stands under an id.
  public static Delivery undoing(Effect reversal, String remoteId) {
    return new Delivery(reversal, requestKey(reversal), Optional.empty(), Optional.of(remoteId));
  }

  private static String requestKey(Effect line) {
    return Sha256.ofFields("request", line.key()).substring(0, 40);
  }

  private static Effect line(String key, Optional<String> undoes, Map<String, Object> fields) {
    return new Effect(
        key,
        (String) fields.get("chargeKey"),
        new Subject((String) fields.get("event"), new Version(1, 1)),
        Effect.Action.PUT,
        undoes,
        fields);
  }
}
