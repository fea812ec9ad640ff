package io.tocsin.simulators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/// What a person can see and change over HTTP, below `/_simulator`. It meets no fault and is not
/// recorded.
final class Control {
  static final String PREFIX = "_simulator";

  private final Simulator simulator;

  Control(Simulator simulator) {
    this.simulator = simulator;
  }

  Answer answer(Request request) {
    try {
      return switch (request.method() + " " + request.path()) {
        case "GET /_simulator/effects" -> Answer.json(200, effects());
        case "GET /_simulator/objects" -> Answer.json(200, objects());
        case "GET /_simulator/requests" -> Answer.json(200, requests());
        case "GET /_simulator/settings" -> Answer.json(200, texts(simulator.settings()));
        case "POST /_simulator/faults" -> changed(request, this::faults);
        case "POST /_simulator/settings" ->
            changed(
                request,
                body ->
                    body.properties()
                        .forEach(set -> simulator.set(set.getKey(), set.getValue().asText())));
        case "POST /_simulator/token" ->
            changed(request, body -> simulator.token(body.path("token").asText()));
        case "POST /_simulator/clock" ->
            changed(
                request, body -> simulator.advance(Duration.parse(body.path("advance").asText())));
        case "POST /_simulator/oauth2/token" -> token(request);
        default ->
            Answer.text(
                404,
                """
                GET  /_simulator/effects    how often something was really made, by key
                GET  /_simulator/objects    what stands there now
                GET  /_simulator/requests   what arrived
                GET  /_simulator/settings   POST changes them: {"limit": "100/10"}
                POST /_simulator/faults     {"next": ["timeout-after"], "rate": {"error-500": 0.1}}
                POST /_simulator/token      {"token": "the only good one"}
                POST /_simulator/clock      {"advance": "PT3H"}
                POST /_simulator/oauth2/token   gives a token to grant_type=client_credentials
                """);
      };
    } catch (IllegalArgumentException | DateTimeParseException e) {
      return Answer.text(400, e.getMessage() + "\n");
    }
  }

  private interface Change {
    void by(ObjectNode body);
  }

  private static Answer changed(Request request, Change change) {
    Optional<ObjectNode> body = request.object();
    if (body.isEmpty()) {
      return Answer.text(400, "the body is not a JSON object\n");
    }
    change.by(body.get());
    return Answer.empty(204);
  }

  /// RFC 6749, section 4.4: for sinks that fetch their token, wherever the vendor has that address.
  private Answer token(Request request) {
    if (!request.form().getOrDefault("grant_type", "").equals("client_credentials")) {
      return Answer.json(400, Json.object().put("error", "unsupported_grant_type"));
    }
    return Answer.json(
        200,
        Json.object()
            .put("access_token", simulator.freshToken())
            .put("token_type", "Bearer")
            .put("expires_in", 3600));
  }

  private void faults(ObjectNode body) {
    for (JsonNode word : body.path("next")) {
      simulator.next(Fault.of(word.asText()));
    }
    body.path("rate")
        .properties()
        .forEach(rate -> simulator.rate(Fault.of(rate.getKey()), rate.getValue().asDouble()));
  }

  private ObjectNode effects() {
    ObjectNode effects = Json.object();
    simulator.effects().forEach(effects::put);
    return effects;
  }

  private ArrayNode objects() {
    return Json.array().addAll(simulator.objects());
  }

  private ArrayNode requests() {
    ArrayNode all = Json.array();
    for (Received received : simulator.requests()) {
      ObjectNode one =
          all.addObject()
              .put("at", received.at().toString())
              .put("method", received.method())
              .put("path", received.path());
      ObjectNode headers = texts(received.headers());
      if (headers.has("Authorization")) {
        headers.put("Authorization", "(not shown)");
      }
      one.set("headers", headers);
      one.put("body", received.body());
    }
    return all;
  }

  private static ObjectNode texts(Map<String, String> texts) {
    ObjectNode node = Json.object();
    texts.forEach(node::put);
    return node;
  }
}
