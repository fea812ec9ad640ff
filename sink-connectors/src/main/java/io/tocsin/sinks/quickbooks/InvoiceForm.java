package io.tocsin.sinks.quickbooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.outward.Effect;
import io.tocsin.sinks.quickbooks.QuickBooksSettings.Item;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What an invoice line of ours looks like there: pure, no I/O. Money is exact: the line's Amount
/// is always ours, and always its Qty times its UnitPrice.
final class InvoiceForm {
  /// Longest DocNumber that is taken.
  static final int MAX_DOC_NUMBER = 21;

  private final QuickBooksSettings settings;

  InvoiceForm(QuickBooksSettings settings) {
    this.settings = settings;
  }

  /// A line's own number: the first 21 characters of its key, 84 bits. A line that happens on
  /// another's number is refused there and never taken for it, since the marker has the whole key.
  static String documentNumber(String key) {
    return key.substring(0, MAX_DOC_NUMBER);
  }

  /// What the PrivateNote of our invoice says.
  static String marker(String key) {
    return "Tocsin " + key;
  }

  /// Why a line cannot go there with the settings as they are; empty where it can.
  Optional<String> objection(Effect line) {
    if (!text(line, "currency").equals(settings.currency())) {
      return Optional.of(
          "the line is in %s, and %s.currency says that the company keeps its books in %s"
              .formatted(text(line, "currency"), settings.section(), settings.currency()));
    }
    if (line.undoes().isEmpty() && !settings.customers().containsKey(text(line, "client"))) {
      return Optional.of(
          "client %s has no customer in %s.customers"
              .formatted(text(line, "client"), settings.section()));
    }
    if (!settings.items().containsKey(text(line, "sku"))) {
      return Optional.of(
          "sku %s has no item in %s.items".formatted(text(line, "sku"), settings.section()));
    }
    return Optional.empty();
  }

  /// The invoice of a charge to which there is no [#objection].
  ObjectNode invoice(Effect charge) {
    ObjectNode invoice = Json.MAPPER.createObjectNode();
    invoice
        .putObject("CustomerRef")
        .put("value", found(settings.customers(), text(charge, "client")));
    invoice.put("TxnDate", text(charge, "serviceDay"));
    if (settings.documentNumbers()) {
      invoice.put("DocNumber", documentNumber(charge.key()));
    }
    invoice.put("PrivateNote", marker(charge.key()));
    invoice.putArray("Line").add(line(charge, text(charge, "memo")));
    return invoice;
  }

  /// What adds a reversal, to which there is no [#objection], to the invoice of its charge.
  ///
  /// @param invoice as it stands there; its lines go back as they came
  ObjectNode withReversal(JsonNode invoice, Effect reversal) {
    ObjectNode update = Json.MAPPER.createObjectNode();
    update.set("Id", invoice.path("Id"));
    update.set("SyncToken", invoice.path("SyncToken"));
    update.put("sparse", true);
    ArrayNode lines = update.putArray("Line");
    invoice.path("Line").forEach(lines::add);
    lines.add(line(reversal, text(reversal, "memo") + " " + mark(reversal)));
    return update;
  }

  /// Whether a reversal is a line of an invoice already.
  static boolean holds(JsonNode invoice, Effect reversal) {
    for (JsonNode line : invoice.path("Line")) {
      if (line.path("Description").asText().contains(mark(reversal))) {
        return true;
      }
    }
    return false;
  }

  /// What tells a reversal from the other lines of its invoice. A line has no place for a key of
  /// ours but its description, which the customer reads.
  private static String mark(Effect reversal) {
    return "(ref " + documentNumber(reversal.key()) + ")";
  }

  /// What a search may name.
  static Map<String, Object> searched(Effect line) {
    var fields = new HashMap<>(line.fields());
    fields.put("key", line.key());
    fields.put("marker", marker(line.key()));
    fields.put("documentNumber", documentNumber(line.key()));
    return fields;
  }

  private ObjectNode line(Effect effect, String words) {
    BigDecimal quantity = decimal(effect, "quantity");
    BigDecimal price = decimal(effect, "unitPrice");
    BigDecimal amount = decimal(effect, "amount");
    String description = words;
    if (quantity.multiply(price).compareTo(amount) != 0) {
      // Rounded to the currency's minor unit, or an agreed part of the product: it goes as one
      // piece, so that the invoice says our amount and still multiplies.
      description =
          "%s (%s %s at %s)"
              .formatted(
                  words,
                  plain(quantity).toPlainString(),
                  text(effect, "unit"),
                  plain(price).toPlainString());
      quantity = BigDecimal.valueOf(amount.signum() < 0 ? -1 : 1);
      price = amount.abs();
    }
    ObjectNode line = Json.MAPPER.createObjectNode();
    line.put("Amount", plain(amount));
    line.put("DetailType", "SalesItemLineDetail");
    line.put("Description", description);
    Item item = found(settings.items(), text(effect, "sku"));
    ObjectNode detail = line.putObject("SalesItemLineDetail");
    detail.putObject("ItemRef").put("value", item.id());
    detail.put("Qty", plain(quantity));
    detail.put("UnitPrice", plain(price));
    item.taxCode().ifPresent(code -> detail.putObject("TaxCodeRef").put("value", code));
    return line;
  }

  private static <T> T found(Map<String, T> known, String name) {
    T theirs = known.get(name);
    if (theirs == null) {
      throw new IllegalStateException("not asked for objections first: " + name);
    }
    return theirs;
  }

  /// The shortest form without an exponent.
  private static BigDecimal plain(BigDecimal decimal) {
    BigDecimal shortest = decimal.stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
  }

  private static BigDecimal decimal(Effect line, String field) {
    if (line.fields().get(field) instanceof BigDecimal decimal) {
      return decimal;
    }
    throw missing(line, field);
  }

  private static String text(Effect line, String field) {
    if (line.fields().get(field) instanceof String text) {
      return text;
    }
    throw missing(line, field);
  }

  private static IllegalStateException missing(Effect line, String field) {
    return new IllegalStateException("line %s has no %s".formatted(line.key(), field));
  }
}
