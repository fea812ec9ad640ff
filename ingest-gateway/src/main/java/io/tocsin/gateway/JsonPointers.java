package io.tocsin.gateway;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import io.tocsin.platform.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where one field is: JSON Pointers (RFC 6901), tried in turn. The first that leads to a usable
/// text or number wins.
public final class JsonPointers {
  private final List<JsonPointer> pointers;

  private JsonPointers(List<JsonPointer> pointers) {
    this.pointers = pointers;
  }

  /// The pointers of one setting.
  ///
  /// @param otherwise pointers where the setting is not there
  public static JsonPointers of(Section settings, String key, List<String> otherwise) {
    List<String> texts = settings.texts(key);
    var pointers = new ArrayList<JsonPointer>();
    for (String text : texts.isEmpty() ? otherwise : texts) {
      try {
        pointers.add(JsonPointer.compile(text));
      } catch (IllegalArgumentException e) {
        throw settings.refuse(
            key, "holds something that is no JSON Pointer, for example /account/id");
      }
    }
    return new JsonPointers(List.copyOf(pointers));
  }

  /// Whether there is no pointer at all.
  public boolean isEmpty() {
    return pointers.isEmpty();
  }

  /// The field's text as sent; a number in decimal digits, a very large or small one with an
  /// exponent.
  public Optional<String> text(JsonNode event) {
    for (JsonPointer pointer : pointers) {
      JsonNode found = event.at(pointer);
      String text =
          switch (found) {
            // Not in plain digits: 1e999999999 would be a gigabyte of them.
            case DecimalNode decimal -> decimal.decimalValue().toString();
            case JsonNode n when n.isTextual() || n.isIntegralNumber() -> n.asText();
            default -> "";
          };
      Optional<String> usable = FieldText.usable(text);
      if (usable.isPresent()) {
        return usable;
      }
    }
    return Optional.empty();
  }
}
