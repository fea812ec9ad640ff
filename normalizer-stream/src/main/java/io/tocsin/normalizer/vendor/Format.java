package io.tocsin.normalizer.vendor;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.Optional;

/// A format of bodies, with its way of naming a place.
public enum Format {
  /// A JSON object; places are JSON pointers (RFC 6901).
  JSON("pointers"),
  /// The header and one row of a CSV file; places are names of columns.
  CSV("columns"),
  /// An Internet message; places are labels of `Label: value` lines, or `header:` and a name.
  MAIL("labels"),
  /// An XML packet of a vendor; places are `@Name` (an attribute of the signal), `Name` (an element
  /// in it), `Packet/@Name` and `Packet/Name`.
  XML("elements");

  private final String setting;

  Format(String setting) {
    this.setting = setting;
  }

  /// Name of the settings that hold its places.
  public String setting() {
    return setting;
  }

  /// The format of a media type without parameters, in lower case; empty where it is none of these.
  public static Optional<Format> of(String mediaType) {
    if (mediaType.endsWith("/json") || mediaType.endsWith("+json")) {
      return Optional.of(JSON);
    }
    if (mediaType.endsWith("/xml") || mediaType.endsWith("+xml")) {
      return Optional.of(XML);
    }
    return switch (mediaType) {
      case "text/csv", "application/csv" -> Optional.of(CSV);
      case "message/rfc822" -> Optional.of(MAIL);
      default -> Optional.empty();
    };
  }

  /// A place, checked.
  ///
  /// @throws IllegalArgumentException where no body of this format can have such a place
  public String place(String words) {
    switch (this) {
      case JSON -> {
        if (words.isEmpty()) {
          throw new IllegalArgumentException("a JSON pointer starts with /");
        }
        JsonPointer.compile(words);
      }
      case XML -> XmlPlace.of(words);
      case CSV, MAIL -> {
        // Any name may be one.
      }
    }
    return words;
  }
}
