package io.tocsin.normalizer.vendor;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A JSON body whose facts are found by a source's pointers.
public final class JsonBody {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final JsonNode root;
  private final Source source;

  private JsonBody(JsonNode root, Source source) {
    this.root = root;
    this.source = source;
  }

  /// Reads a body; empty where it is no JSON object.
  public static Optional<JsonBody> read(byte[] body, Source source) {
    try {
      JsonNode root = JSON.readTree(body);
      return root.isObject() ? Optional.of(new JsonBody(root, source)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // From memory nothing else than the text itself can be wrong.
    }
  }

  /// The words that a pointer leads to; null where the source has no such pointer, or it leads to
  /// nothing or to no single value.
  public @Nullable String text(Pointer pointer) {
    var place = source.pointers().get(pointer);
    if (place == null) {
      return null;
    }
    JsonNode found = root.at(place);
    return found.isValueNode() && !found.isNull() ? Words.clean(found.asText()) : null;
  }
}
