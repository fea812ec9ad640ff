package io.tocsin.gateway.manitou;

import io.tocsin.gateway.FieldText;
import io.tocsin.platform.Section;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a field is in a packet: `@Name` an attribute of the Signal, `Name` an element in it,
/// `Packet/@Name` and `Packet/Name` the same of the Packet.
///
/// @param ofPacket of the Packet rather than of the Signal
/// @param attribute an attribute rather than an element
/// @param name its name, without namespace
record XmlField(boolean ofPacket, boolean attribute, String name) {
  private static final Pattern SYNTAX =
      Pattern.compile("(Packet/)?(@)?([\\p{L}_][\\p{L}\\p{N}_.-]*)");

  /// Attributes and simple elements of one XML element.
  ///
  /// @param attributes by name
  /// @param elements text of its child elements by name; the first of several
  record Holder(Map<String, String> attributes, Map<String, String> elements) {}

  /// The field that a setting names; empty where it names none.
  static Optional<XmlField> of(Section settings, String key) {
    return settings.text(key).map(text -> parse(settings, key, text));
  }

  /// The field that a setting names, or a documented one.
  static XmlField of(Section settings, String key, String documented) {
    return of(settings, key).orElseGet(() -> parse(settings, key, documented));
  }

  private static XmlField parse(Section settings, String key, String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw settings.refuse(
          key, "names no XML field: write @Name, Name, Packet/@Name or Packet/Name");
    }
    return new XmlField(matcher.group(1) != null, matcher.group(2) != null, matcher.group(3));
  }

  /// The field's text as sent.
  Optional<String> text(Holder packet, Holder signal) {
    Holder holder = ofPacket ? packet : signal;
    return Optional.ofNullable((attribute ? holder.attributes() : holder.elements()).get(name))
        .flatMap(FieldText::usable);
  }
}
