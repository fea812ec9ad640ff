package io.tocsin.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Answers as a gateway answers to the console: one export, whatever is handed in.
final class StandInGateway implements AutoCloseable {
  static final String TOKEN = "the-console";

  /// Rows of a month that it stores.
  static final int STORED = 12_000;

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
    server.createContext("/exports/month", this::month);
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

  /// A row for each line after the first. What is handed in is stored up to [#STORED] rows; then
  /// Kafka is away.
  private void month(HttpExchange exchange) throws IOException {
    try (exchange) {
      long lines =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .count();
      String query = exchange.getRequestURI().getQuery();
      if (query == null) {
        send(
            exchange,
            200,
            LongStream.range(0, lines - 1)
                .mapToObj(row -> "{\"index\":%1$d,\"eventKey\":\"month:%1$d\"}".formatted(row))
                .collect(Collectors.joining(",", "{\"rows\":[", "]}")));
      } else {
        taken.add(query);
        String[] places = query.substring("publish=".length()).split("-", 2);
        int last = Integer.parseInt(places[1]);
        send(
            exchange,
            last < STORED ? 202 : 503,
            IntStream.rangeClosed(Integer.parseInt(places[0]), last)
                .mapToObj(
                    row ->
                        row < STORED
                            ? "{\"index\":%1$d,\"receipt\":\"month-%1$d\"}".formatted(row)
                            : "{\"index\":%d,\"detail\":\"Kafka is away.\"}".formatted(row))
                .collect(
                    Collectors.joining(
                        ",", last < STORED ? "{\"receipts\":[" : "{\"records\":[", "]}")));
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
