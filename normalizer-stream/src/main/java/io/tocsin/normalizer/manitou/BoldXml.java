package io.tocsin.normalizer.manitou;

import io.tocsin.normalizer.vendor.Words;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// Reads a Bold XML packet: `<Packet ID="…"><Signal EvType="SIA"
/// Event="BA"><Zone>1</Zone></Signal></Packet>`, in STX and ETX or without.
///
/// The vendor's schema is not public; these names are the ones that a known sender uses. Everything
/// else in a packet is passed over. Document type declarations are refused, so no entity of any
/// kind is read.
final class BoldXml {
  private static final byte STX = 0x02;
  private static final byte ETX = 0x03;

  /// One signal.
  ///
  /// @param eventType attribute `EvType`
  /// @param zone text of the first element `Zone`
  record Signal(@Nullable String eventType, @Nullable String zone) {}

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
    var signals = new ArrayList<Signal>();
    var path = new ArrayList<String>();
    String eventType = null;
    StringBuilder zone = null;
    boolean inZone = false;
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          path.add(xml.getLocalName());
          if (path.size() == 1 && !path.getFirst().equals("Packet")) {
            return Optional.empty();
          }
          if (path.equals(List.of("Packet", "Signal"))) {
            eventType = Words.clean(xml.getAttributeValue(null, "EvType"));
            zone = null;
          } else if (zone == null && path.equals(List.of("Packet", "Signal", "Zone"))) {
            zone = new StringBuilder();
            inZone = true;
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (inZone && zone != null) {
            zone.append(xml.getText());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          if (path.equals(List.of("Packet", "Signal"))) {
            signals.add(new Signal(eventType, zone == null ? null : Words.clean(zone.toString())));
          }
          inZone = inZone && !path.equals(List.of("Packet", "Signal", "Zone"));
          path.removeLast();
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
          return Optional.empty();
        }
        default -> {
          // Comments and the like say nothing.
        }
      }
    }
    return Optional.of(signals);
  }
}
