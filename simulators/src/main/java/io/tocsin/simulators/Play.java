package io.tocsin.simulators;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Writes answers to the wire.
final class Play {
  private static final int PIECES = 20;

  private Play() {}

  static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = begin(exchange, answer);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  /// The body in pieces, evenly over that time.
  static void trickle(HttpExchange exchange, Answer answer, Duration time)
      throws IOException, InterruptedException {
    byte[] body = begin(exchange, answer);
    int pieces = Math.clamp(body.length, 1, PIECES);
    OutputStream out = exchange.getResponseBody();
    for (int piece = 0; piece < pieces; piece++) {
      Thread.sleep(time.dividedBy(pieces));
      int from = body.length * piece / pieces;
      out.write(body, from, body.length * (piece + 1) / pieces - from);
      out.flush();
    }
  }

  private static byte[] begin(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    if (!answer.mediaType().isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", answer.mediaType());
    }
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    return body;
  }
}
