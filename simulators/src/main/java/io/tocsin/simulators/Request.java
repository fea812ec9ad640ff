package io.tocsin.simulators;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request as a vendor reads it.
///
/// @param method for example `POST`
/// @param segments of the path, each decoded
/// @param query its parameters, decoded
/// @param received the request as it arrived
public record Request(
    String method, List<String> segments, Map<String, String> query, Received received) {
  static Request of(Received received) {
    String[] parts = received.path().split("\\?", 2);
    var segments = new ArrayList<String>();
    for (String segment : parts[0].split("/", -1)) {
      if (!segment.isEmpty()) {
        // A plus sign means itself in a path and a space in a query.
        segments.add(decoded(segment.replace("+", "%2B")));
      }
    }
    Map<String, String> query = parts.length > 1 ? parameters(parts[1]) : Map.of();
    return new Request(received.method(), List.copyOf(segments), query, received);
  }

  private static Map<String, String> parameters(String text) {
    var parameters = new LinkedHashMap<String, String>();
    for (String pair : text.split("&", -1)) {
      String[] both = pair.split("=", 2);
      if (!both[0].isEmpty()) {
        parameters.put(decoded(both[0]), both.length > 1 ? decoded(both[1]) : "");
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) { // Not encoded at all: taken as it stands.
      return text;
    }
  }

  /// The path without its query, with a leading slash.
  public String path() {
    return "/" + String.join("/", segments);
  }

  /// Whether it is meant to change something.
  public boolean writes() {
    return !method.equals("GET") && !method.equals("HEAD");
  }

  /// A parameter of the query; empty if it was not sent.
  public String query(String name) {
    return query.getOrDefault(name, "");
  }

  /// The header's value; empty if it was not sent.
  public String header(String name) {
    return received.header(name);
  }

  /// The body as a form's fields.
  public Map<String, String> form() {
    return parameters(received.body());
  }

  /// The body as a JSON object; empty if it is none.
  public Optional<ObjectNode> object() {
    return Json.read(received.body())
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast);
  }
}
