package io.tocsin.normalizer.tracktik;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.normalizer.vendor.Confidential;
import io.tocsin.platform.reading.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Takes the values of confidential report fields out of an entity.
final class ConfidentialFields {
  /// What came of it.
  sealed interface Result {}

  /// They are out.
  ///
  /// @param rest the entity without them
  /// @param words what they were
  record TakenOut(JsonFields rest, List<String> words) implements Result {
    TakenOut {
      words = List.copyOf(words);
    }

    @Override
    public String toString() {
      return "TakenOut[words=%d]".formatted(words.size());
    }
  }

  /// The place that the settings name holds no array.
  record Unknown() implements Result {}

  private ConfidentialFields() {}

  /// The entity without its confidential values. An entity without any fields has none.
  static Result takenOut(JsonFields entity, Confidential where) {
    JsonNode root = entity.root().deepCopy();
    JsonNode fields = root.at(where.fields());
    if (fields.isMissingNode() || fields.isNull()) {
      return new TakenOut(entity, List.of());
    }
    if (!(fields instanceof ArrayNode array)) {
      return new Unknown();
    }
    var words = new ArrayList<String>();
    for (JsonNode field : array) {
      if (isConfidential(field, where)) {
        collect(field.at(where.value()), words);
        remove(field, where.value());
      }
    }
    return new TakenOut(new JsonFields(root), words);
  }

  /// A field of a listed template is; so is one with a flag that is not plainly false. One that has
  /// no flag is only where no list of templates could have named it.
  private static boolean isConfidential(JsonNode field, Confidential where) {
    if (where.id().stream()
        .map(field::at)
        .anyMatch(id -> id.isValueNode() && where.ids().contains(id.asText()))) {
      return true;
    }
    List<JsonNode> flags =
        where.flags().stream()
            .map(field::at)
            .filter(flag -> !flag.isMissingNode() && !flag.isNull())
            .toList();
    return flags.isEmpty()
        ? where.ids().isEmpty()
        : !flags.stream().allMatch(ConfidentialFields::no);
  }

  private static boolean no(JsonNode flag) {
    String text = flag.asText().toLowerCase(Locale.ROOT);
    return flag.isValueNode() && (text.equals("false") || text.equals("0"));
  }

  private static void collect(JsonNode value, List<String> words) {
    if (value.isTextual() || value.isNumber()) {
      words.add(value.asText());
    } else {
      value.forEach(child -> collect(child, words));
    }
  }

  private static void remove(JsonNode field, JsonPointer value) {
    JsonPointer parent = value.head();
    JsonNode holder = parent == null ? field : field.at(parent);
    switch (holder) {
      case ObjectNode object -> object.remove(value.last().getMatchingProperty());
      case ArrayNode array when value.last().getMatchingIndex() >= 0 ->
          array.remove(value.last().getMatchingIndex());
      default -> {
        // There is no value.
      }
    }
  }
}
