package io.tocsin.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.gateway.Reading.Element;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns a JSON body into a reading, the way all vendors share: an object is an event, an array a
/// batch, an element that is no object is unusable.
public final class JsonReading {
  /// Reads the facts of one event.
  @FunctionalInterface
  public interface Facts {
    /// The facts of one event.
    ///
    /// @param value the event with its bytes
    /// @param index its place in the batch; 0 where it came alone
    /// @param meta the envelope's `meta`; null where there was none
    EventFacts of(JsonBody.Value value, int index, @Nullable JsonNode meta);
  }

  private JsonReading() {}

  /// The reading of a body.
  public static Reading of(JsonBody body, int maxElements, Facts facts) {
    return switch (body) {
      case JsonBody.One(JsonBody.Value value, JsonNode meta) ->
          new Reading.Single(new Element.Event(value.bytes(), facts.of(value, 0, meta)));
      case JsonBody.Many(List<JsonBody.Value> values, JsonNode meta) -> many(values, meta, facts);
      case JsonBody.Broken(String sentence) -> new Reading.Malformed(sentence);
      case JsonBody.TooMany() ->
          new Reading.TooMany(
              "The batch holds more than %d events. Send it in parts.".formatted(maxElements));
    };
  }

  private static Reading many(List<JsonBody.Value> values, @Nullable JsonNode meta, Facts facts) {
    if (values.isEmpty()) {
      return new Reading.Malformed("The batch is empty, so nothing was recorded.");
    }
    var elements = new ArrayList<Element>();
    for (JsonBody.Value value : values) {
      elements.add(
          value.node().isObject()
              ? new Element.Event(value.bytes(), facts.of(value, elements.size(), meta))
              : new Element.Unusable("This element is no JSON object."));
    }
    return new Reading.Batch(List.copyOf(elements));
  }
}
