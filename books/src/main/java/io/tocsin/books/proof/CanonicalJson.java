package io.tocsin.books.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON objects with one way to write them: members in the order of their names, no space, no
/// fraction. So a hash of the text is a hash of what it says.
final class CanonicalJson {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private CanonicalJson() {}

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static String write(ObjectNode object) {
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers is always JSON", e);
    }
  }

  /// Reads an object.
  ///
  /// @throws NotAsSealed where the text is none, or is not written in the one way
  static Members read(String text) throws NotAsSealed {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object && write(object).equals(text)) {
        return new Members(object);
      }
    } catch (JsonProcessingException e) {
      throw new NotAsSealed("this is not JSON");
    }
    throw new NotAsSealed("this is not written as Tocsin writes it");
  }

  /// Reads an object however it is written.
  static Members readAny(String text) throws NotAsSealed {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return new Members(object);
      }
    } catch (JsonProcessingException e) {
      throw new NotAsSealed("this is not JSON");
    }
    throw new NotAsSealed("this is not a JSON object");
  }

  /// The members of an object, each of which must be there and be what it is asked for.
  record Members(ObjectNode object) {
    private JsonNode present(String name, boolean is) throws NotAsSealed {
      if (!is) {
        throw new NotAsSealed("'%s' is missing or is not what it should be".formatted(name));
      }
      return object.path(name);
    }

    String text(String name) throws NotAsSealed {
      return present(name, object.path(name).isTextual()).textValue();
    }

    @Nullable String textOrNull(String name) throws NotAsSealed {
      return object.has(name) ? text(name) : null;
    }

    Map<String, String> allTexts() throws NotAsSealed {
      var texts = new LinkedHashMap<String, String>();
      for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        texts.put(name, text(name));
      }
      return texts;
    }

    int integer(String name) throws NotAsSealed {
      return present(name, object.path(name).isInt()).intValue();
    }

    long number(String name) throws NotAsSealed {
      return present(name, object.path(name).isIntegralNumber()).longValue();
    }

    Members members(String name) throws NotAsSealed {
      return new Members((ObjectNode) present(name, object.path(name).isObject()));
    }

    List<String> texts(String name) throws NotAsSealed {
      var texts = new ArrayList<String>();
      for (JsonNode element : (ArrayNode) present(name, object.path(name).isArray())) {
        present(name, element.isTextual());
        texts.add(element.textValue());
      }
      return texts;
    }
  }
}
