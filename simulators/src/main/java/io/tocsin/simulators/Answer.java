package io.tocsin.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/// What goes back.
///
/// @param status the HTTP status
/// @param headers beside the content type
/// @param mediaType of the body
/// @param body as text; empty for none
public record Answer(int status, Map<String, String> headers, String mediaType, String body) {
  /// A JSON body.
  public static Answer json(int status, JsonNode body) {
    return new Answer(status, Map.of(), "application/json;charset=UTF-8", Json.write(body));
  }

  /// A body of plain text, as gateways and load balancers send it.
  public static Answer text(int status, String body) {
    return new Answer(status, Map.of(), "text/plain;charset=UTF-8", body);
  }

  /// No body.
  public static Answer empty(int status) {
    return new Answer(status, Map.of(), "", "");
  }

  /// The same with a header; an empty value adds none.
  public Answer with(String name, String value) {
    if (value.isEmpty()) {
      return this;
    }
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, mediaType, body);
  }
}
