package io.tocsin.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Answers as a gateway answers to the console: one export, whatever is handed in.
final class StandInGateway implements AutoCloseable {
  static final String TOKEN = "the-console";

  /// What was asked: the query and the operator, `publish=1 by ann`.
  final List<String> taken = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final String rows;
  private final Runnable whenTaken;

  StandInGateway(String rows, Runnable whenTaken) throws IOException {
    this.rows = rows;
    this.whenTaken = whenTaken;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/exports/guards", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String query = exchange.getRequestURI().getQuery();
      if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        send(exchange, 401, "{\"detail\":\"Only the console.\"}");
      } else if (sent.startsWith("broken")) {
        send(exchange, 400, "{\"detail\":\"The file has no column named \\\"id\\\".\"}");
      } else if (query == null) {
        send(exchange, 200, rows);
      } else {
        taken.add(query + " by " + exchange.getRequestHeaders().getFirst("Tocsin-Operator"));
        whenTaken.run();
        send(exchange, 202, "{\"receipts\":[{\"index\":1,\"receipt\":\"receipt-of-row-2\"}]}");
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
