package io.tocsin.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;

/// What a signature covers: a template such as `{timestamp}.{body}`, filled with bytes.
final class SignedContent {
  static final String BODY = "body";
  static final String TIMESTAMP = "timestamp";
  static final String ID = "id";

  private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
  private static final List<String> KNOWN = List.of(BODY, TIMESTAMP, ID);

  private sealed interface Part {
    record Text(String text) implements Part {}

    record Place(String name) implements Part {}
  }

  private final List<Part> parts;

  private SignedContent(List<Part> parts) {
    this.parts = parts;
  }

  /// Reads a template.
  ///
  /// @throws IllegalArgumentException where a place is unknown or the body is not covered; its
  /// message is the end of a sentence that starts with the setting's name
  static SignedContent of(String template) {
    var parts = new ArrayList<Part>();
    Matcher places = PLACE.matcher(template);
    int end = 0;
    while (places.find()) {
      if (!KNOWN.contains(places.group(1))) {
        throw new IllegalArgumentException(
            "knows the places {body}, {timestamp} and {id} and no others");
      }
      text(parts, template.substring(end, places.start()));
      parts.add(new Part.Place(places.group(1)));
      end = places.end();
    }
    text(parts, template.substring(end));
    var content = new SignedContent(List.copyOf(parts));
    if (!content.uses(BODY)) {
      throw new IllegalArgumentException(
          "does not hold {body}: a signature that does not cover the body proves nothing about it");
    }
    return content;
  }

  private static void text(List<Part> parts, String text) {
    if (text.contains("{") || text.contains("}")) {
      throw new IllegalArgumentException("has a brace that belongs to no place");
    }
    if (!text.isEmpty()) {
      parts.add(new Part.Text(text));
    }
  }

  boolean uses(String name) {
    return parts.contains(new Part.Place(name));
  }

  /// The code over this content.
  ///
  /// @param mac ready with its key
  /// @param values bytes of each place that the template uses
  byte[] sign(Mac mac, Map<String, byte[]> values) {
    for (Part part : parts) {
      mac.update(
          switch (part) {
            case Part.Text(String text) -> text.getBytes(UTF_8);
            case Part.Place(String name) -> values.getOrDefault(name, new byte[0]);
          });
    }
    return mac.doFinal();
  }
}
