package io.tocsin.gateway.manitou;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.gateway.Delivery;
import io.tocsin.gateway.JsonBody;
import io.tocsin.gateway.JsonPointers;
import io.tocsin.gateway.JsonReading;
import io.tocsin.gateway.Reading;
import io.tocsin.gateway.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads signals in JSON of one source. No public page says what they look like, so every field is
/// where a setting says; account and event code must be said.
final class ManitouJson {
  private final @Nullable String prefixConstant;
  private final JsonPointers prefix;
  private final JsonPointers account;
  private final JsonPointers scheme;
  private final JsonPointers code;
  private final JsonPointers qualifier;
  private final JsonPointers area;
  private final JsonPointers zone;
  private final JsonPointers time;
  private final JsonPointers id;
  private final int maxBatchElements;

  ManitouJson(Section json, @Nullable String prefixConstant, int maxBatchElements) {
    this.prefixConstant = prefixConstant;
    this.prefix = optional(json, "receiver-line-prefix");
    this.account = required(json, "account");
    this.scheme = optional(json, "event-type");
    this.code = required(json, "event-code");
    this.qualifier = optional(json, "qualifier");
    this.area = optional(json, "area");
    this.zone = optional(json, "zone");
    this.time = optional(json, "time");
    this.id = optional(json, "id");
    this.maxBatchElements = maxBatchElements;
    if (prefixConstant == null && prefix.isEmpty()) {
      throw json.refuse(
          "receiver-line-prefix",
          "is not set, nor is the constant of that name one level up: without the receiver line"
              + " prefix two sites may have one account");
    }
  }

  private static JsonPointers optional(Section json, String key) {
    return JsonPointers.of(json, key, List.of());
  }

  private static JsonPointers required(Section json, String key) {
    JsonPointers pointers = optional(json, key);
    if (pointers.isEmpty()) {
      throw json.refuse(
          key, "is not set: a JSON Pointer must say where the signal has it; there is no default");
    }
    return pointers;
  }

  Reading read(Delivery delivery) {
    return JsonReading.of(
        JsonBody.read(delivery.body(), maxBatchElements),
        maxBatchElements,
        (value, index, meta) ->
            fields(value.node()).facts(delivery.receivedAt(), value.bytes(), index));
  }

  private SignalFields fields(JsonNode signal) {
    return new SignalFields(
        prefix.text(signal).orElse(prefixConstant),
        account.text(signal).orElse(null),
        scheme.text(signal).orElse(null),
        code.text(signal).orElse(null),
        qualifier.text(signal).orElse(null),
        area.text(signal).orElse(null),
        zone.text(signal).orElse(null),
        time.text(signal).orElse(null),
        id.text(signal).orElse(null));
  }
}
