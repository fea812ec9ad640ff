package io.tocsin.sinks.tracktik;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Effect;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a line of ours looks like there: pure, no I/O. A reversal is an item like any other, with
/// the negative quantity and amount that it has.
final class ItemForm {
  private final TrackTikBillingSettings settings;

  ItemForm(TrackTikBillingSettings settings) {
    this.settings = settings;
  }

  /// Why a line cannot go there with the settings as they are; empty where it can.
  Optional<String> objection(Effect line) {
    String currency = text(line, "currency");
    if (settings.currency().isPresent() && !settings.currency().get().equals(currency)) {
      return Optional.of(
          "the line is in %s, and %s.currency says that the portal bills in %s"
              .formatted(currency, settings.section(), settings.currency().get()));
    }
    if (lacks(settings.accounts(), text(line, "client"))) {
      return Optional.of(
          "client %s has no account in %s.accounts"
              .formatted(text(line, "client"), settings.section()));
    }
    if (lacks(settings.items(), text(line, "sku"))) {
      return Optional.of(
          "sku %s has no item in %s.items".formatted(text(line, "sku"), settings.section()));
    }
    return Optional.empty();
  }

  /// Where the item is made.
  String path(Delivery delivery) {
    return settings.path().path(fields(delivery));
  }

  /// The item.
  String body(Delivery delivery) {
    return Json.write(settings.body().fill(fields(delivery)));
  }

  /// What the templates may name.
  Map<String, Object> fields(Delivery delivery) {
    Effect line = delivery.effect();
    var fields = new HashMap<>(line.fields());
    fields.put("key", line.key());
    fields.put("undoneId", delivery.undoneId().orElse(""));
    theirs(settings.accounts(), text(line, "client")).ifPresent(id -> fields.put("account", id));
    theirs(settings.items(), text(line, "sku")).ifPresent(id -> fields.put("item", id));
    return fields;
  }

  /// Whether a found item is a line of ours.
  boolean is(JsonNode item, Effect line) {
    return item.at(settings.lookUpMarker()).asText().contains(line.key());
  }

  private static boolean lacks(Map<String, String> known, String name) {
    return !known.isEmpty() && !known.containsKey(name);
  }

  /// An id in digits is a number, as TrackTik writes ids.
  private static Optional<Object> theirs(Map<String, String> known, String name) {
    return Optional.ofNullable(known.get(name))
        .map(id -> id.matches("0|[1-9][0-9]{0,17}") ? new BigDecimal(id) : id);
  }

  private static String text(Effect line, String field) {
    if (line.fields().get(field) instanceof String text) {
      return text;
    }
    throw new IllegalStateException("line %s has no %s".formatted(line.key(), field));
  }
}
