package io.tocsin.gateway.manitou;

import io.tocsin.gateway.Delivery;
import io.tocsin.gateway.Reading;
import io.tocsin.gateway.Reading.Element;
import io.tocsin.gateway.Section;
import io.tocsin.gateway.manitou.XmlField.Holder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads XML packets of one source. A packet with several Signals is several events; the body of
/// each is the whole packet, since a Signal without it has no account.
///
/// Account, code, scheme and zone are where public senders put them; everything else is not
/// documented and read only where a setting says where it is.
final class ManitouXml {
  /// Each Signal is kept with the whole packet, so many Signals in a large packet multiply.
  private static final int MAX_TOTAL_BYTES = 16 * 1024 * 1024;

  private final @Nullable String prefixConstant;
  private final Optional<XmlField> prefix;
  private final XmlField account;
  private final XmlField scheme;
  private final XmlField code;
  private final Optional<XmlField> qualifier;
  private final Optional<XmlField> area;
  private final XmlField zone;
  private final Optional<XmlField> time;
  private final Optional<XmlField> id;
  private final int maxSignals;

  ManitouXml(Section xml, @Nullable String prefixConstant, int maxSignals) {
    this.prefixConstant = prefixConstant;
    this.prefix = XmlField.of(xml, "receiver-line-prefix");
    this.account = XmlField.of(xml, "account", "Packet/@ID");
    this.scheme = XmlField.of(xml, "event-type", "@EvType");
    this.code = XmlField.of(xml, "event-code", "@Event");
    this.qualifier = XmlField.of(xml, "qualifier");
    this.area = XmlField.of(xml, "area");
    this.zone = XmlField.of(xml, "zone", "Zone");
    this.time = XmlField.of(xml, "time");
    this.id = XmlField.of(xml, "id");
    this.maxSignals = maxSignals;
    if (prefixConstant == null && prefix.isEmpty()) {
      throw xml.refuse(
          "receiver-line-prefix",
          "is not set, nor is the constant of that name one level up: without the receiver line"
              + " prefix two sites may have one account");
    }
  }

  Reading read(Delivery delivery) {
    return switch (PacketParser.parse(delivery.body())) {
      case PacketParser.Result.Heartbeat() -> new Reading.Heartbeat();
      case PacketParser.Result.Broken(String sentence) -> new Reading.Malformed(sentence);
      case PacketParser.Result.Packet(Holder packet, List<Holder> signals) ->
          read(delivery, packet, signals);
    };
  }

  private Reading read(Delivery delivery, Holder packet, List<Holder> signals) {
    int size = delivery.body().length;
    if (signals.size() > maxSignals || (long) signals.size() * size > MAX_TOTAL_BYTES) {
      return new Reading.TooMany(
          "The packet holds more Signals than one delivery may. Send it in parts.");
    }
    var elements = new ArrayList<Element>();
    for (int i = 0; i < signals.size(); i++) {
      elements.add(
          new Element.Event(
              delivery.body(),
              fields(packet, signals.get(i)).facts(delivery.receivedAt(), delivery.body(), i)));
    }
    return elements.size() == 1 && elements.getFirst() instanceof Element.Event only
        ? new Reading.Single(only)
        : new Reading.Batch(List.copyOf(elements));
  }

  private SignalFields fields(Holder packet, Holder signal) {
    return new SignalFields(
        prefix.flatMap(f -> f.text(packet, signal)).orElse(prefixConstant),
        account.text(packet, signal).orElse(null),
        scheme.text(packet, signal).orElse(null),
        code.text(packet, signal).orElse(null),
        qualifier.flatMap(f -> f.text(packet, signal)).orElse(null),
        area.flatMap(f -> f.text(packet, signal)).orElse(null),
        zone.text(packet, signal).orElse(null),
        time.flatMap(f -> f.text(packet, signal)).orElse(null),
        id.flatMap(f -> f.text(packet, signal)).orElse(null));
  }
}
