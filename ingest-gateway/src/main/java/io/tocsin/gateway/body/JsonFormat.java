package io.tocsin.gateway.body;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.gateway.Delivery;
import io.tocsin.gateway.EventFields;
import io.tocsin.gateway.JsonBody;
import io.tocsin.gateway.Reading;
import io.tocsin.gateway.Reading.Element;
import io.tocsin.schemas.Transport;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Events in JSON: an object is one, an array several; an element that is no object is unusable.
public final class JsonFormat implements BodyFormat {
  /// The media type of JSON.
  public static final String MEDIA_TYPE = "application/json";

  /// Takes the JSON of one delivery apart.
  @FunctionalInterface
  public interface Events {
    /// The fields of one event.
    ///
    /// @param event the event
    /// @param meta the envelope's `meta`; null where there was none
    /// @param transport the road it came by
    EventFields fields(JsonNode event, @Nullable JsonNode meta, Transport transport);
  }

  private final String settings;
  private final Set<String> fields;
  private final boolean envelopes;
  private final Events events;

  /// The JSON of one source.
  ///
  /// @param settings full name of its section
  /// @param fields names of the fields that `events` may give
  /// @param envelopes whether `{"meta":{...},"data":...}` is an envelope around events
  /// @param events reads one event
  public JsonFormat(String settings, Set<String> fields, boolean envelopes, Events events) {
    this.settings = settings;
    this.fields = Set.copyOf(fields);
    this.envelopes = envelopes;
    this.events = events;
  }

  @Override
  public String settings() {
    return settings;
  }

  @Override
  public Set<String> mediaTypes() {
    return Set.of(MEDIA_TYPE);
  }

  @Override
  public Transport pushed() {
    return Transport.WEBHOOK;
  }

  @Override
  public Set<String> fields() {
    return fields;
  }

  @Override
  public Reading read(Delivery delivery) {
    int maxEvents = delivery.bounds().events();
    JsonBody body =
        envelopes
            ? JsonBody.readEnvelope(delivery.body(), maxEvents)
            : JsonBody.read(delivery.body(), maxEvents);
    Transport road = delivery.transport();
    return switch (body) {
      case JsonBody.One(JsonBody.Value value, JsonNode meta) ->
          new Reading.Single(event(value, meta, road));
      case JsonBody.Many(List<JsonBody.Value> values, JsonNode meta) -> many(values, meta, road);
      case JsonBody.Broken(String sentence) -> new Reading.Malformed(sentence);
      case JsonBody.TooMany() ->
          new Reading.TooMany(
              "The batch holds more than %d events. Send it in parts.".formatted(maxEvents));
    };
  }

  private Reading many(List<JsonBody.Value> values, @Nullable JsonNode meta, Transport road) {
    return values.isEmpty()
        ? new Reading.Malformed("The batch is empty, so nothing was recorded.")
        : new Reading.Batch(values.stream().map(value -> element(value, meta, road)).toList());
  }

  private Element element(JsonBody.Value value, @Nullable JsonNode meta, Transport road) {
    return value.node().isObject()
        ? event(value, meta, road)
        : new Element.Unusable("This element is no JSON object.");
  }

  private Element.Event event(JsonBody.Value value, @Nullable JsonNode meta, Transport road) {
    return new Element.Event(value.bytes(), MEDIA_TYPE, events.fields(value.node(), meta, road));
  }
}
