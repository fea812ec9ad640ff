package io.tocsin.gateway.manitou;

import io.tocsin.gateway.manitou.XmlField.Holder;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads Bold's XML: `<Packet ID="account"><Signal EvType="SIA" Event="RP"><Zone>1</Zone>…</Signal>
/// </Packet>` or `<Heartbeat>`, with or without STX (0x02) before and ETX (0x03) after it. The
/// vendor publishes no schema; the form is that of public senders.
///
/// The parser follows no reference to anywhere: a document type declaration is refused as such.
final class PacketParser {
  /// What a body turned out to be.
  sealed interface Result {
    /// A packet with signals.
    ///
    /// @param packet the packet's own fields
    /// @param signals at least one
    record Packet(Holder packet, List<Holder> signals) implements Result {}

    /// A sign of life.
    record Heartbeat() implements Result {}

    /// Neither.
    ///
    /// @param sentence why it cannot be read, without parts of the body
    record Broken(String sentence) implements Result {}
  }

  private static final byte STX = 0x02;
  private static final byte ETX = 0x03;
  private static final int MAX_DEPTH = 16;
  private static final String DTD_REFUSED =
      "The XML has a document type declaration or an entity. Send it without.";
  private static final XMLInputFactory FACTORY = factory();

  private final XMLStreamReader reader;
  private int depth;

  private PacketParser(XMLStreamReader reader) {
    this.reader = reader;
  }

  private static XMLInputFactory factory() {
    // The JDK's own, whatever else is on the class path: what is set below is tested with it.
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    return factory;
  }

  /// Reads a body.
  static Result parse(byte[] body) {
    int start = 0;
    int end = body.length;
    while (end > 0 && Character.isWhitespace(body[end - 1])) {
      end--;
    }
    boolean framedBefore = end > 0 && body[0] == STX;
    boolean framedAfter = end > 0 && body[end - 1] == ETX;
    if (framedBefore != framedAfter) {
      return new Result.Broken("The frame has only one of STX and ETX. Send both or neither.");
    }
    if (framedBefore) {
      start++;
      end--;
    }
    try {
      XMLStreamReader reader;
      synchronized (FACTORY) { // The JDK's factory is not safe for threads.
        reader =
            FACTORY.createXMLStreamReader(
                new ByteArrayInputStream(body, start, Math.max(0, end - start)));
      }
      try {
        return new PacketParser(reader).document();
      } finally {
        reader.close();
      }
    } catch (XMLStreamException e) {
      return new Result.Broken(
          "The body is no XML that can be read at line %d, column %d."
              .formatted(
                  e.getLocation() == null ? 1 : e.getLocation().getLineNumber(),
                  e.getLocation() == null ? 1 : e.getLocation().getColumnNumber()));
    }
  }

  private Result document() throws XMLStreamException {
    Result result = new Result.Broken("The XML is empty.");
    while (reader.hasNext()) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          switch (reader.getLocalName()) {
            case "Packet" -> result = packet();
            case "Heartbeat" -> {
              text();
              result = new Result.Heartbeat();
            }
            default -> {
              text();
              result = new Result.Broken("The XML is neither a Packet nor a Heartbeat.");
            }
          }
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
          return new Result.Broken(DTD_REFUSED);
        }
        default -> {} // Comments, processing instructions and white space say nothing.
      }
    }
    return result;
  }

  private Result packet() throws XMLStreamException {
    Map<String, String> attributes = attributes();
    var elements = new HashMap<String, String>();
    var signals = new ArrayList<Holder>();
    boolean heartbeat = false;
    for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        String name = reader.getLocalName();
        if (name.equals("Signal")) {
          signals.add(signal());
        } else {
          heartbeat |= name.equals("Heartbeat");
          elements.putIfAbsent(name, text());
        }
      }
    }
    if (!signals.isEmpty()) {
      return new Result.Packet(new Holder(attributes, elements), signals);
    }
    return heartbeat
        ? new Result.Heartbeat()
        : new Result.Broken("The Packet holds no Signal, so nothing was recorded.");
  }

  private Holder signal() throws XMLStreamException {
    Map<String, String> attributes = attributes();
    var elements = new HashMap<String, String>();
    for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        elements.putIfAbsent(reader.getLocalName(), text());
      }
    }
    return new Holder(attributes, elements);
  }

  private Map<String, String> attributes() {
    var attributes = new HashMap<String, String>();
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
    }
    return attributes;
  }

  /// The text of the element that just began, without that of elements in it; the reader stands at
  /// its end then.
  private String text() throws XMLStreamException {
    var text = new StringBuilder();
    int outer = depth;
    for (int event = next(); depth >= outer; event = next()) {
      if (depth == outer
          && (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA)) {
        text.append(reader.getText());
      }
    }
    return text.toString().strip();
  }

  private int next() throws XMLStreamException {
    int event = reader.next();
    if (event == XMLStreamConstants.START_ELEMENT && ++depth > MAX_DEPTH) {
      throw new XMLStreamException("nested too deeply", reader.getLocation());
    }
    if (event == XMLStreamConstants.END_ELEMENT) {
      depth--;
    }
    if (depth > 0 && event == XMLStreamConstants.ENTITY_REFERENCE) {
      throw new XMLStreamException("an entity that is not predefined", reader.getLocation());
    }
    return event;
  }
}
