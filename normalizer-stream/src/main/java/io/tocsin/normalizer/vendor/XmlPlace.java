package io.tocsin.normalizer.vendor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a field is in a packet of signals: `@Name` an attribute of the signal, `Name` an element
/// in it, `Packet/@Name` and `Packet/Name` the same of the packet.
///
/// @param ofPacket of the packet rather than of the signal
/// @param attribute an attribute rather than an element
/// @param name its name, without namespace
public record XmlPlace(boolean ofPacket, boolean attribute, String name) {
  private static final Pattern SYNTAX =
      Pattern.compile("(Packet/)?(@)?([\\p{L}_][\\p{L}\\p{N}_.-]*)");

  /// Reads a place.
  ///
  /// @throws IllegalArgumentException where it is written in another way
  public static XmlPlace of(String words) {
    Matcher matcher = SYNTAX.matcher(words);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "write @Name, Name, Packet/@Name or Packet/Name for a place in XML");
    }
    return new XmlPlace(matcher.group(1) != null, matcher.group(2) != null, matcher.group(3));
  }
}
