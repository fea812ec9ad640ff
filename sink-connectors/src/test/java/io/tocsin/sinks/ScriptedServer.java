package io.tocsin.sinks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server that gives the answers it was told, one after the other, whatever it is asked.
public final class ScriptedServer implements AutoCloseable {
  /// An answer to give.
  public record Given(int status, String body) {}

  private final HttpServer server;
  private final Queue<Given> answers = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();

  /// Starts one.
  public ScriptedServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  /// Its address.
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// Answers once more.
  public void answer(int status, String body) {
    answers.add(new Given(status, body));
  }

  /// What it was asked: method, path with query, and body, each on its line.
  public List<String> requests() {
    return requests;
  }

  /// What each request said in `Authorization`; empty text where it said nothing.
  public List<String> authorizations() {
    return authorizations;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add(
          "%s\n%s\n%s".formatted(exchange.getRequestMethod(), exchange.getRequestURI(), body));
      authorizations.add(
          exchange.getRequestHeaders().getOrDefault("Authorization", List.of("")).getFirst());
      Given given = answers.remove();
      byte[] bytes = given.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(given.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
