package io.tocsin.gateway.tracktik;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.gateway.Delivery;
import io.tocsin.gateway.EventFacts;
import io.tocsin.gateway.FieldText;
import io.tocsin.gateway.JsonBody;
import io.tocsin.gateway.JsonPointers;
import io.tocsin.gateway.JsonReading;
import io.tocsin.gateway.Reading;
import io.tocsin.gateway.Section;
import io.tocsin.gateway.VendorAdapter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what TrackTik's Events Subscriptions call out: "the same JSON response as when one does a
/// GET" of the entity (support article 23703080303511), so the entity itself or the documented
/// envelope `{"meta":{"resource":...},"data":...}` around one or several.
///
/// No delivery id is documented. The event's id is the entity and its id there, so that an updated
/// entity is a revision of the same event. Every place is a setting; the defaults are the fields
/// that the vendor's pages name.
final class TrackTikAdapter implements VendorAdapter {
  private static final String RECIPE = "tracktik/entity-id/1";
  private static final Set<String> MEDIA_TYPES = Set.of("application/json");

  private final String entity;
  private final JsonPointers id;
  private final JsonPointers site;
  private final JsonPointers code;
  private final JsonPointers time;
  private final int maxBatchElements;

  TrackTikAdapter(Section settings, int maxBatchElements) {
    this.entity = settings.text("entity").orElse("reports");
    this.id = JsonPointers.of(settings, "id", List.of("/id"));
    this.site = JsonPointers.of(settings, "site", List.of("/account/id", "/account"));
    this.code = JsonPointers.of(settings, "code", List.of("/reportTemplate/id", "/reportTemplate"));
    this.time = JsonPointers.of(settings, "time", List.of("/reportDateTime"));
    this.maxBatchElements = maxBatchElements;
  }

  @Override
  public Set<String> mediaTypes() {
    return MEDIA_TYPES;
  }

  @Override
  public Reading read(Delivery delivery) {
    return JsonReading.of(
        JsonBody.readEnvelope(delivery.body(), maxBatchElements), maxBatchElements, this::facts);
  }

  private EventFacts facts(JsonBody.Value value, int index, @Nullable JsonNode meta) {
    JsonNode event = value.node();
    return new EventFacts(
        id.text(event).map(text -> entity(meta) + "/" + text).orElse(null),
        RECIPE,
        site.text(event).orElse(null),
        code.text(event).orElse(null),
        time.text(event).orElse(null));
  }

  private String entity(@Nullable JsonNode meta) {
    return Optional.ofNullable(meta)
        .map(m -> m.path("resource"))
        .filter(JsonNode::isTextual)
        .flatMap(r -> FieldText.usable(r.asText()))
        .orElse(entity);
  }
}
