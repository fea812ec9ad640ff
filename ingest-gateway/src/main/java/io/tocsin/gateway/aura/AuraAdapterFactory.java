package io.tocsin.gateway.aura;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.gateway.EventFields;
import io.tocsin.gateway.VendorAdapter;
import io.tocsin.gateway.VendorAdapterFactory;
import io.tocsin.gateway.body.BodyFormat;
import io.tocsin.gateway.body.Exports;
import io.tocsin.gateway.body.Field;
import io.tocsin.gateway.body.JsonFormat;
import io.tocsin.gateway.body.JsonPlaces;
import io.tocsin.platform.Section;
import io.tocsin.schemas.Transport;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Makes the adapters of AURA sources.
///
/// A webhook's body is `{"message":EVENT,"callout":{...}}`, or `customer` or `subscription` in
/// place of the callout (docs.aurasos.com, webhooks); whatever a GET brings is the callout itself.
/// All messages about a callout are one event, which its id names. The site is the fixed location,
/// which captured bodies have in the array `incidentInformation`. No time of an event is
/// documented, so where it is, is a setting.
@Singleton
final class AuraAdapterFactory implements VendorAdapterFactory {
  private static final String CALLOUT = "callout";
  private static final String ENTITY = "entity";
  private static final String ID = "id";
  private static final String MESSAGE = "message";

  /// Entities beside callouts, by the member of the body that holds one.
  private static final Map<String, String> ENTITIES =
      Map.of("customer", "customers", "subscription", "subscriptions");

  private static final List<Field> PUSHED =
      List.of(
          Field.of(CALLOUT, "/callout/id"),
          Field.of("customer", "/customer/id"),
          Field.of("subscription", "/subscription/id"),
          Field.of(MESSAGE, "/message"),
          Field.of(
              EventFields.SITE,
              "/callout/incidentInformation/0/predefinedLocationId",
              "/callout/predefinedLocationId"),
          Field.of(EventFields.CODE, "/message"),
          Field.of(EventFields.TIME));
  private static final List<Field> POLLED =
      List.of(
          Field.of(CALLOUT, "/id"),
          Field.of(
              EventFields.SITE,
              "/incidentInformation/0/predefinedLocationId",
              "/predefinedLocationId"),
          Field.of(EventFields.CODE),
          Field.of(EventFields.TIME));
  private static final List<Field> EXPORTED =
      List.of(
          Field.of(CALLOUT),
          Field.of(EventFields.SITE),
          Field.of(EventFields.CODE),
          Field.of(EventFields.TIME));

  @Override
  public String vendor() {
    return "aura";
  }

  @Override
  public Set<String> fields() {
    return Set.of(
        CALLOUT, ENTITY, ID, MESSAGE, EventFields.SITE, EventFields.CODE, EventFields.TIME);
  }

  @Override
  public VendorAdapter create(Section settings) {
    Section poll = settings.section("poll");
    JsonPlaces pushed = JsonPlaces.of(settings, PUSHED);
    JsonPlaces polled = JsonPlaces.of(poll, POLLED);
    poll.refuseUnknown();
    var formats = new ArrayList<BodyFormat>();
    formats.add(
        new JsonFormat(
            settings.name(),
            fields(),
            false,
            (event, _, road) ->
                road == Transport.POLL ? polled.read(event) : entity(event, pushed)));
    formats.addAll(Exports.of(settings, EXPORTED, UnaryOperator.identity()));
    return new VendorAdapter(formats);
  }

  private static EventFields entity(JsonNode event, JsonPlaces places) {
    EventFields read = places.read(event);
    var values = new HashMap<>(read.values());
    ENTITIES.forEach(
        (member, entity) -> {
          String id = values.remove(member);
          // A callout may name its customer; then it is about the callout all the same.
          if (id != null && !event.has(CALLOUT)) {
            values.put(ENTITY, entity);
            values.put(ID, id);
          }
        });
    return new EventFields(values);
  }
}
