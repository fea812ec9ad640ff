package io.tocsin.gateway.tracktik;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.gateway.EventFields;
import io.tocsin.gateway.FieldText;
import io.tocsin.gateway.VendorAdapter;
import io.tocsin.gateway.VendorAdapterFactory;
import io.tocsin.gateway.body.BodyFormat;
import io.tocsin.gateway.body.Exports;
import io.tocsin.gateway.body.Field;
import io.tocsin.gateway.body.JsonFormat;
import io.tocsin.gateway.body.JsonPlaces;
import io.tocsin.platform.Section;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes the adapters of TrackTik sources.
///
/// Events Subscriptions call out "the same JSON response as when one does a GET" of the entity
/// (support article 23703080303511), so the entity itself or the documented envelope
/// `{"meta":{"resource":...},"data":...}` around one or several. No delivery id is documented: an
/// event is named by the entity and its id there, so that an updated entity is a revision. The
/// defaults are the fields that the vendor's pages name. Columns of reports are not documented.
@Singleton
final class TrackTikAdapterFactory implements VendorAdapterFactory {
  private static final String ENTITY = "entity";
  private static final String ID = "id";
  private static final List<Field> FIELDS =
      List.of(
          Field.of(ID, "/id"),
          Field.of(EventFields.SITE, "/account/id", "/account"),
          Field.of(EventFields.CODE, "/reportTemplate/id", "/reportTemplate"),
          Field.of(EventFields.TIME, "/reportDateTime"));

  @Override
  public String vendor() {
    return "tracktik";
  }

  @Override
  public Set<String> fields() {
    return Set.of(ENTITY, ID, EventFields.SITE, EventFields.CODE, EventFields.TIME);
  }

  @Override
  public VendorAdapter create(Section settings) {
    Optional<String> entity = Optional.of(settings.text(ENTITY).orElse("reports"));
    JsonPlaces places = JsonPlaces.of(settings, FIELDS);
    var formats = new ArrayList<BodyFormat>();
    formats.add(
        new JsonFormat(
            settings.name(),
            fields(),
            true,
            (event, meta, _) ->
                places.read(event).orElse(ENTITY, resource(meta)).orElse(ENTITY, entity)));
    formats.addAll(Exports.of(settings, FIELDS, read -> read.orElse(ENTITY, entity)));
    return new VendorAdapter(formats);
  }

  private static Optional<String> resource(@Nullable JsonNode meta) {
    return Optional.ofNullable(meta)
        .map(m -> m.path("resource"))
        .filter(JsonNode::isTextual)
        .flatMap(r -> FieldText.usable(r.asText()));
  }
}
