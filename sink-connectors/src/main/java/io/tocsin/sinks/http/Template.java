package io.tocsin.sinks.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.platform.Section;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text with names of fields in double braces, for example `Event {{event}} at {{site}}`. Values
/// are always put in as values: in JSON they cannot break out of their place, in a path they are
/// encoded, in a header they hold no line break.
public final class Template {
  private static final Pattern NAME = Pattern.compile("\\{\\{\\s*([A-Za-z]*)\\s*}}");

  private final String text;

  private Template(String text) {
    this.text = text;
  }

  /// Reads a template of a setting.
  ///
  /// @param names the names that it may use
  /// @throws IllegalArgumentException where it uses another, naming the setting
  public static Template of(Section section, String key, Set<String> names) {
    return of(section, key, section.required(key), names);
  }

  /// The same of a text that was read already.
  public static Template of(Section section, String key, String text, Set<String> names) {
    check(section, key, text, names);
    return new Template(text);
  }

  /// A template of JSON: a text that is JSON once its braces are texts in quotes.
  ///
  /// @throws IllegalArgumentException where it is no JSON object or list, or uses a name that there
  /// is not
  public static JsonTemplate json(Section section, String key, Set<String> names) {
    String text = section.required(key);
    JsonNode node = Json.read(text);
    if (node instanceof MissingNode || !node.isContainerNode()) {
      throw section.refuse(key, "is no JSON object or list; a {{name}} stands inside quotes");
    }
    check(section, key, text, names);
    return new JsonTemplate(node);
  }

  private static void check(Section section, String key, String text, Set<String> names) {
    Matcher used = NAME.matcher(text);
    while (used.find()) {
      if (!names.contains(used.group(1))) {
        throw section.refuse(
            key,
            "uses {{%s}}; there are %s"
                .formatted(used.group(1), String.join(", ", names.stream().sorted().toList())));
      }
    }
  }

  /// As plain text.
  public String text(Map<String, Object> fields) {
    return fill(text, fields, value -> value);
  }

  /// As a path: what is put in is encoded, what the template says is not.
  public String path(Map<String, Object> fields) {
    return fill(text, fields, Template::encoded);
  }

  /// As the value of a header: control characters become blanks.
  public String header(Map<String, Object> fields) {
    return fill(text, fields, value -> value.replaceAll("\\p{Cntrl}+", " "));
  }

  /// One value encoded for a path or a query.
  public static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String fill(
      String text, Map<String, Object> fields, UnaryOperator<String> encoding) {
    return NAME.matcher(text)
        .replaceAll(
            used ->
                Matcher.quoteReplacement(
                    encoding.apply(words(fields.getOrDefault(used.group(1), "")))));
  }

  private static String words(Object value) {
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }

  /// A template of JSON. A text that is nothing but one name becomes that field's own type: a
  /// decimal a number, a truth value true or false.
  public static final class JsonTemplate {
    private final JsonNode node;

    private JsonTemplate(JsonNode node) {
      this.node = node;
    }

    /// With the fields put in.
    public JsonNode fill(Map<String, Object> fields) {
      return fill(node, fields);
    }

    private static JsonNode fill(JsonNode node, Map<String, Object> fields) {
      JsonNodeFactory make = Json.MAPPER.getNodeFactory();
      if (node instanceof ObjectNode object) {
        ObjectNode filled = make.objectNode();
        object.properties().forEach(e -> filled.set(e.getKey(), fill(e.getValue(), fields)));
        return filled;
      }
      if (node instanceof ArrayNode array) {
        ArrayNode filled = make.arrayNode();
        array.forEach(element -> filled.add(fill(element, fields)));
        return filled;
      }
      if (!node.isTextual()) {
        return node;
      }
      Matcher whole = NAME.matcher(node.textValue());
      if (whole.matches()) {
        Object value = fields.getOrDefault(whole.group(1), "");
        if (value instanceof BigDecimal decimal) {
          return make.numberNode(plain(decimal));
        }
        if (value instanceof Boolean truth) {
          return make.booleanNode(truth);
        }
      }
      return make.textNode(Template.fill(node.textValue(), fields, v -> v));
    }

    /// Without zeros at its end: the same amount always looks the same.
    private static BigDecimal plain(BigDecimal decimal) {
      BigDecimal shortest = decimal.stripTrailingZeros();
      return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }
  }
}
