package io.tocsin.gateway.sedonaoffice;

import io.tocsin.gateway.EventFields;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Makes the adapters of SedonaOffice sources.
///
/// The objects are those of its API (`api/ServiceTicket`, `api/ServiceTicketDispatch`); they do not
/// say which of the two they are, so the source's settings do. Places that the vendor's help pages
/// do not name (the problem code of a ticket, the site of a dispatch) are settings. It has no
/// webhooks of its own: a poller or a forwarder delivers. Times are local, without zone.
@Singleton
final class SedonaOfficeAdapterFactory implements VendorAdapterFactory {
  private static final String ENTITY = "entity";
  private static final String ID = "id";

  private static final Map<String, List<Field>> ENTITIES =
      new TreeMap<>(
          Map.of(
              "ServiceTicket",
              List.of(
                  Field.of(ID, "/ServiceTicketId"),
                  Field.of(EventFields.SITE, "/CustomerSiteId"),
                  Field.of(EventFields.CODE),
                  Field.of(EventFields.TIME, "/CreationDate")),
              "ServiceTicketDispatch",
              List.of(
                  Field.of(ID, "/DispatchId"),
                  Field.of(EventFields.SITE),
                  Field.of(EventFields.CODE, "/ResolutionCode"),
                  Field.of(EventFields.TIME, "/DispatchTime"))));

  @Override
  public String vendor() {
    return "sedonaoffice";
  }

  @Override
  public Set<String> fields() {
    return Set.of(ENTITY, ID, EventFields.SITE, EventFields.CODE, EventFields.TIME);
  }

  @Override
  public VendorAdapter create(Section settings) {
    String entity = settings.required(ENTITY);
    List<Field> fields = ENTITIES.get(entity);
    if (fields == null) {
      throw settings.refuse(ENTITY, "is none of " + String.join(", ", ENTITIES.keySet()));
    }
    JsonPlaces places = JsonPlaces.of(settings, fields);
    var formats = new ArrayList<BodyFormat>();
    formats.add(
        new JsonFormat(
            settings.name(),
            fields(),
            false,
            (event, _, _) -> places.read(event).orElse(ENTITY, Optional.of(entity))));
    formats.addAll(Exports.of(settings, fields, read -> read.orElse(ENTITY, Optional.of(entity))));
    return new VendorAdapter(formats);
  }
}
