package io.tocsin.normalizer.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.platform.reading.FieldedBody;
import io.tocsin.platform.reading.JsonFields;
import io.tocsin.platform.reading.Mail;
import java.util.ArrayList;
import java.util.List;

/// Finds what stands at the personal places of a body: every one of several, where the format can
/// have several.
final class PersonalPlaces {
  private PersonalPlaces() {}

  /// The words there. In JSON a segment `*` stands for every element of an array, and a place that
  /// leads to an object or array stands for every text and number in it. In a mail every line of
  /// the label counts.
  static List<String> words(FieldedBody body, List<String> places) {
    var words = new ArrayList<String>();
    for (String place : places) {
      switch (body) {
        case JsonFields json ->
            follow(json.root(), List.of(place.substring(1).split("/", -1)), words);
        case Mail mail when !place.startsWith(Mail.HEADER) -> lines(mail, place, words);
        default -> body.text(place).ifPresent(words::add);
      }
    }
    return words;
  }

  private static void follow(JsonNode node, List<String> segments, List<String> words) {
    if (segments.isEmpty()) {
      below(node, words);
      return;
    }
    List<String> rest = segments.subList(1, segments.size());
    String segment = segments.getFirst().replace("~1", "/").replace("~0", "~");
    if (node.isObject() && node.has(segment)) {
      follow(node.get(segment), rest, words);
    } else if (node.isArray() && segment.equals("*")) {
      node.forEach(element -> follow(element, rest, words));
    } else if (node.isArray() && segment.matches("\\d{1,9}")) {
      follow(node.path(Integer.parseInt(segment)), rest, words);
    }
  }

  private static void below(JsonNode node, List<String> words) {
    if (node.isTextual() || node.isNumber()) {
      words.add(node.asText());
    } else {
      node.forEach(child -> below(child, words));
    }
  }

  private static void lines(Mail mail, String label, List<String> words) {
    mail.text()
        .lines()
        .map(line -> new Mail(mail.headers(), line, List.of()).text(label))
        .forEach(found -> found.ifPresent(words::add));
  }
}
