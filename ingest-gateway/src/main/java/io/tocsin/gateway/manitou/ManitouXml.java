package io.tocsin.gateway.manitou;

import io.tocsin.gateway.Bounds;
import io.tocsin.gateway.Delivery;
import io.tocsin.gateway.EventFields;
import io.tocsin.gateway.Reading;
import io.tocsin.gateway.Reading.Element;
import io.tocsin.gateway.body.BodyFormat;
import io.tocsin.gateway.body.Field;
import io.tocsin.gateway.manitou.XmlField.Holder;
import io.tocsin.platform.Section;
import io.tocsin.schemas.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Reads XML packets of one source. A packet with several Signals is several events; the body of
/// each is the whole packet, since a Signal without it has no account.
///
/// Account, code, scheme and zone are where public senders put them; everything else is not
/// documented and read only where a setting says where it is.
final class ManitouXml implements BodyFormat {
  private final String settings;
  private final Map<String, XmlField> places = new LinkedHashMap<>();
  private final UnaryOperator<EventFields> completion;

  ManitouXml(Section xml, UnaryOperator<EventFields> completion) {
    this.settings = xml.name();
    this.completion = completion;
    places.put(ManitouAdapterFactory.ACCOUNT, XmlField.of(xml, "account", "Packet/@ID"));
    places.put(EventFields.SCHEME, XmlField.of(xml, "event-type", "@EvType"));
    places.put(EventFields.CODE, XmlField.of(xml, "event-code", "@Event"));
    places.put(ManitouAdapterFactory.ZONE, XmlField.of(xml, "zone", "Zone"));
    optional(xml, ManitouAdapterFactory.PREFIX, "receiver-line-prefix");
    optional(xml, EventFields.QUALIFIER, "qualifier");
    optional(xml, ManitouAdapterFactory.AREA, "area");
    optional(xml, EventFields.TIME, "time");
    optional(xml, ManitouAdapterFactory.ID, "id");
    optional(xml, EventFields.SITE, "site");
  }

  private void optional(Section xml, String name, String setting) {
    XmlField.of(xml, setting).ifPresent(field -> places.put(name, field));
  }

  @Override
  public String settings() {
    return settings;
  }

  @Override
  public Set<String> mediaTypes() {
    return Set.of("application/xml", "text/xml");
  }

  @Override
  public Transport pushed() {
    return Transport.WEBHOOK;
  }

  @Override
  public Set<String> fields() {
    return Field.completed(places.keySet(), completion);
  }

  @Override
  public Reading read(Delivery delivery) {
    return switch (PacketParser.parse(delivery.body())) {
      case PacketParser.Result.Heartbeat() -> new Reading.Heartbeat();
      case PacketParser.Result.Broken(String sentence) -> new Reading.Malformed(sentence);
      case PacketParser.Result.Packet(Holder packet, List<Holder> signals) ->
          read(delivery, packet, signals);
    };
  }

  private Reading read(Delivery delivery, Holder packet, List<Holder> signals) {
    Bounds bounds = delivery.bounds();
    // Each Signal is kept with the whole packet.
    long total = (long) signals.size() * delivery.body().length;
    if (signals.size() > bounds.events() || total > bounds.totalBytes()) {
      return new Reading.TooMany(
          "The packet holds more Signals than one delivery may. Send it in parts.");
    }
    var elements = new ArrayList<Element>();
    for (Holder signal : signals) {
      elements.add(
          new Element.Event(delivery.body(), delivery.mediaType(), fields(packet, signal)));
    }
    return elements.size() == 1 && elements.getFirst() instanceof Element.Event only
        ? new Reading.Single(only)
        : new Reading.Batch(List.copyOf(elements));
  }

  private EventFields fields(Holder packet, Holder signal) {
    var values = new HashMap<String, String>();
    places.forEach(
        (name, field) -> field.text(packet, signal).ifPresent(text -> values.put(name, text)));
    return completion.apply(new EventFields(values));
  }
}
