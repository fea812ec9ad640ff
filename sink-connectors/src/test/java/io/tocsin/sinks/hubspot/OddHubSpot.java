package io.tocsin.sinks.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tocsin.sinks.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Answers of HubSpot's that say less than they might.
final class OddHubSpot implements AutoCloseable {
  /// How a bad input is answered.
  enum Manner {
    /// 400 for the whole batch, and nothing is written.
    ALL_OR_NOTHING,
    /// 207 whose errors do not say which input they mean.
    NAMELESS_ERRORS
  }

  private final HttpServer server;
  private final Manner manner;
  private final String bad;
  private final List<Integer> sizes = new CopyOnWriteArrayList<>();
  private volatile boolean thenThrottle;

  OddHubSpot(Manner manner, String bad) throws IOException {
    this.manner = manner;
    this.bad = bad;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// How many inputs each request had.
  List<Integer> sizes() {
    return List.copyOf(sizes);
  }

  /// All but the first request are throttled.
  void thenThrottle() {
    thenThrottle = true;
  }

  private void handle(HttpExchange exchange) throws IOException {
    JsonNode inputs =
        Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
            .path("inputs");
    boolean first = sizes.isEmpty();
    sizes.add(inputs.size());
    if (thenThrottle && !first) {
      send(exchange, 429, Json.MAPPER.createObjectNode());
      return;
    }
    ObjectNode answer = Json.MAPPER.createObjectNode();
    ArrayNode results = answer.putArray("results");
    boolean wrong = false;
    for (JsonNode input : inputs) {
      if (input.toString().contains(bad)) {
        wrong = true;
      } else {
        ObjectNode result = results.addObject().put("id", "id-" + input.path("id").asText());
        result.putObject("properties").set("tocsin_key", input.path("id"));
      }
    }
    if (wrong && manner == Manner.ALL_OR_NOTHING) {
      send(
          exchange,
          400,
          Json.MAPPER
              .createObjectNode()
              .put("category", "VALIDATION_ERROR")
              .put("message", "no such stage"));
      return;
    }
    if (wrong) {
      answer.putArray("errors").addObject().put("message", "no such stage");
    }
    send(exchange, wrong ? 207 : 200, answer);
  }

  private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
