package io.tocsin.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.util.Map;

/// A request as it arrived, whatever became of it.
///
/// @param method for example `POST`
/// @param path as sent, with the query if there is one
/// @param headers the first value of each, found by its name in any case
/// @param body as text
/// @param at by the stand-in's clock
public record Received(
    String method, String path, Map<String, String> headers, String body, Instant at) {
  /// The header's value; empty if it was not sent.
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /// The body as JSON; a missing node if it is none.
  public JsonNode json() {
    return Json.read(body).orElse(MissingNode.getInstance());
  }
}
