package io.tocsin.sinks.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.http.Template;
import io.tocsin.sinks.outward.Effect;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a webhook says: by a template, or else type, time of the event and every field in the order
/// of names. The same content always gives the same bytes.
final class WebhookBody {
  private final Optional<Template.JsonTemplate> template;

  WebhookBody(Optional<Template.JsonTemplate> template) {
    this.template = template;
  }

  byte[] of(Effect effect) {
    JsonNode json =
        template.map(filled -> filled.fill(effect.fields())).orElseGet(() -> standard(effect));
    return Json.write(json).getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode standard(Effect effect) {
    JsonNodeFactory make = Json.MAPPER.getNodeFactory();
    ObjectNode body = make.objectNode();
    body.put(
        "type",
        switch (effect.action()) {
          case PUT -> "event.open";
          case WITHDRAW -> "event.withdrawn";
        });
    body.put("timestamp", effect.fields().getOrDefault("occurredAt", "").toString());
    ObjectNode data = body.putObject("data");
    for (Map.Entry<String, Object> field : new TreeMap<>(effect.fields()).entrySet()) {
      switch (field.getValue()) {
        case Boolean truth -> data.put(field.getKey(), truth);
        case BigDecimal decimal -> data.put(field.getKey(), decimal);
        case Object text -> data.put(field.getKey(), text.toString());
      }
    }
    return body;
  }
}
