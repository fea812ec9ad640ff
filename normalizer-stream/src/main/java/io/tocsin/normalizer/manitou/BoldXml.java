package io.tocsin.normalizer.manitou;

import io.tocsin.normalizer.vendor.Carrying;
import io.tocsin.normalizer.vendor.Mapped.Carried;
import io.tocsin.normalizer.vendor.XmlPlace;
import io.tocsin.platform.reading.FieldedBody;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads a Bold XML packet: `<Packet ID="…"><Signal EvType="SIA"
/// Event="BA"><Zone>1</Zone></Signal></Packet>`, in STX and ETX or without.
///
/// The vendor's schema is not public; these names are the ones that a known sender uses. What
/// nobody names is passed over. Document type declarations are refused, so no entity of any kind is
/// read.
final class BoldXml {
  private static final byte STX = 0x02;
  private static final byte ETX = 0x03;
  private static final String PHOTO_HOLDER = "Binary";
  private static final String PHOTO_DATA = "Data";

  /// Attributes and child elements of one element.
  ///
  /// @param attributes by name
  /// @param elements text of the child elements by name; the first of several
  /// @param photos what its `Binary` elements brought
  private record Holder(
      Map<String, String> attributes, Map<String, String> elements, List<Carried> photos) {
    static Holder of(XMLStreamReader xml) {
      var attributes = new HashMap<String, String>();
      for (int i = 0; i < xml.getAttributeCount(); i++) {
        attributes.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i));
      }
      return new Holder(attributes, new HashMap<>(), new ArrayList<>());
    }
  }

  /// One signal.
  ///
  /// @param packet the packet that it came in
  /// @param signal the signal itself
  record Signal(Holder packet, Holder signal) implements FieldedBody {
    @Override
    public Optional<String> text(String place) {
      XmlPlace at = XmlPlace.of(place);
      Holder holder = at.ofPacket() ? packet : signal;
      return Optional.ofNullable(
              (at.attribute() ? holder.attributes() : holder.elements()).get(at.name()))
          .filter(words -> !words.isBlank());
    }

    /// Its photos and the packet's.
    List<Carried> photos() {
      var photos = new ArrayList<>(signal.photos());
      photos.addAll(packet.photos());
      return photos;
    }

    @Override
    public String toString() {
      return "Signal";
    }
  }

  private BoldXml() {}

  /// The signals of a packet, in their order; empty where it is no well-formed packet.
  static Optional<List<Signal>> signals(byte[] body) {
    int from = 0;
    int to = body.length;
    while (from < to && (body[from] == STX || isSpace(body[from]))) {
      from++;
    }
    while (to > from && (body[to - 1] == ETX || isSpace(body[to - 1]))) {
      to--;
    }
    try {
      XMLStreamReader xml =
          factory().createXMLStreamReader(new ByteArrayInputStream(body, from, to - from));
      try {
        return packet(xml);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      return Optional.empty(); // From memory nothing else than the text itself can be wrong.
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\r' || b == '\n';
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  private static Optional<List<Signal>> packet(XMLStreamReader xml) throws XMLStreamException {
    if (!next(xml) || !xml.getLocalName().equals("Packet")) {
      return Optional.empty();
    }
    var signals = new ArrayList<Signal>();
    Holder packet = Holder.of(xml);
    while (next(xml)) {
      if (xml.getLocalName().equals("Signal")) {
        Holder signal = Holder.of(xml);
        while (next(xml)) {
          child(xml, signal);
        }
        signals.add(new Signal(packet, signal));
      } else {
        child(xml, packet);
      }
    }
    // What follows the packet may be no second one.
    while (xml.hasNext()) {
      xml.next();
    }
    return Optional.of(signals);
  }

  /// Reads the element that has just begun, to its end, into its holder.
  private static void child(XMLStreamReader xml, Holder holder) throws XMLStreamException {
    String name = xml.getLocalName();
    if (!name.equals(PHOTO_HOLDER)) {
      holder.elements().putIfAbsent(name, text(xml));
      return;
    }
    int before = holder.photos().size();
    while (next(xml)) {
      boolean data = xml.getLocalName().equals(PHOTO_DATA);
      String words = text(xml);
      if (data) {
        holder.photos().add(Carrying.photo(words));
      }
    }
    if (holder.photos().size() == before) {
      holder.photos().add(Carrying.photo("")); // Named and not brought.
    }
  }

  /// The text of the element that has just begun, without that of elements in it; moves to its end.
  private static String text(XMLStreamReader xml) throws XMLStreamException {
    var text = new StringBuilder();
    int depth = 1;
    while (depth > 0) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> depth++;
        case XMLStreamConstants.END_ELEMENT -> depth--;
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (depth == 1) {
            text.append(xml.getText());
          }
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw entities();
        default -> {
          // Comments and the like say nothing.
        }
      }
    }
    return text.toString();
  }

  /// Moves to the next element in the present one; false at the present one's end.
  private static boolean next(XMLStreamReader xml) throws XMLStreamException {
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          return true;
        }
        case XMLStreamConstants.END_ELEMENT -> {
          return false;
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw entities();
        default -> {
          // Space and comments between elements say nothing.
        }
      }
    }
    return false;
  }

  private static XMLStreamException entities() {
    return new XMLStreamException("document types and entities are not read");
  }
}
