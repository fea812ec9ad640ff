package io.tocsin.platform.reading;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.io.IOException;
import java.util.Optional;

/// A JSON object; a place is a JSON pointer (RFC 6901), for example `/account/id`.
///
/// @param root the object
public record JsonFields(JsonNode root) implements FieldedBody {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Decimals keep every digit, the zeros at their end too, as the gateway reads them.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /// Reads a body; empty where it is no JSON object.
  public static Optional<JsonFields> read(byte[] body) {
    try {
      JsonNode root = JSON.readTree(body);
      return root.isObject() ? Optional.of(new JsonFields(root)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // From memory nothing else than the text itself can be wrong.
    }
  }

  @Override
  public Optional<String> text(String place) {
    JsonNode found = root.at(JsonPointer.compile(place));
    if (!found.isValueNode() || found.isNull()) {
      return Optional.empty();
    }
    // Not in plain digits: 1e999999999 would be a gigabyte of them.
    String text =
        found instanceof DecimalNode decimal ? decimal.decimalValue().toString() : found.asText();
    return text.isBlank() ? Optional.empty() : Optional.of(text);
  }
}
