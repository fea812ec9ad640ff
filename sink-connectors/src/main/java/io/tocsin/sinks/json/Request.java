package io.tocsin.sinks.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.platform.Section;
import io.tocsin.sinks.http.Call;
import io.tocsin.sinks.http.Json;
import io.tocsin.sinks.http.LookUp;
import io.tocsin.sinks.http.Template;
import io.tocsin.sinks.http.Template.JsonTemplate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// One request as configuration describes it: `method`, `path`, `headers`, `body`, `key-field`,
/// `success`.
///
/// @param keyField the field of the body that we put the key into
/// @param success which answers mean that it happened
record Request(
    String method,
    Template path,
    Map<String, Template> headers,
    Optional<JsonTemplate> body,
    Optional<String> keyField,
    Success success) {
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,100}");

  /// What authenticates is a setting of its own, and the rest is the connection's.
  private static final Set<String> NOT_OURS =
      Set.of(
          "authorization",
          "connection",
          "content-length",
          "expect",
          "host",
          "transfer-encoding",
          "upgrade");

  /// Reads one from a section.
  ///
  /// @param names what its templates may name
  /// @param otherwise what success is where the section does not say it; empty = any 2xx
  /// @throws IllegalArgumentException in a sentence that names the setting
  static Request of(Section section, Set<String> names, Optional<Success> otherwise) {
    String method = section.required("method");
    if (!Set.of("POST", "PUT", "PATCH", "DELETE").contains(method)) {
      throw section.refuse("method", "is none of POST, PUT, PATCH, DELETE");
    }
    Template path = Template.of(section, "path", names);
    if (!LookUp.isPath(path.path(sample(names)))) {
      throw section.refuse(
          "path", "is no path from / on; blanks, quotes and the like stand in it encoded");
    }
    Section lines = section.section("headers");
    var headers = new LinkedHashMap<String, Template>();
    for (String name : lines.keys()) {
      headers.put(header(lines, name, name), Template.of(lines, name, names));
    }
    Optional<JsonTemplate> body =
        section.text("body").map(set -> Template.json(section, "body", names));
    Optional<String> keyField = section.text("key-field");
    if (keyField.isPresent() && !takes(body, keyField.get())) {
      throw section.refuse("key-field", "needs a body that is an object without that field");
    }
    Section success = section.section("success");
    return new Request(
        method,
        path,
        headers,
        body,
        keyField,
        otherwise.filter(set -> success.keys().isEmpty()).orElseGet(() -> Success.of(success)));
  }

  private static boolean takes(Optional<JsonTemplate> body, String field) {
    JsonNode sample = body.map(template -> template.fill(Map.of())).orElseGet(() -> Json.read(""));
    return sample.isObject() && !sample.has(field);
  }

  /// The name of a header that may be set.
  static String header(Section section, String key, String name) {
    if (!HEADER.matcher(name).matches() || NOT_OURS.contains(name.toLowerCase(Locale.ROOT))) {
      throw section.refuse(key, "is no header that a sink may set");
    }
    return name;
  }

  private static Map<String, Object> sample(Set<String> names) {
    var sample = new HashMap<String, Object>();
    names.forEach(name -> sample.put(name, "1"));
    return sample;
  }

  /// Whether two effects that differ in their key alone make two different requests.
  boolean saysKey() {
    return !call(Map.of("key", "1")).equals(call(Map.of("key", "2")));
  }

  /// With the values put in.
  Call call(Map<String, Object> fields) {
    var lines = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    lines.put("Accept", "application/json");
    if (body.isPresent()) {
      lines.put("Content-Type", "application/json; charset=utf-8");
    }
    headers.forEach((name, value) -> lines.put(name, value.header(fields)));
    return new Call(method, path.path(fields), lines, body.map(template -> text(template, fields)));
  }

  private String text(JsonTemplate template, Map<String, Object> fields) {
    JsonNode filled = template.fill(fields);
    if (filled instanceof ObjectNode object && keyField.isPresent()) {
      object.put(keyField.get(), fields.getOrDefault("key", "").toString());
    }
    return Json.write(filled);
  }
}
