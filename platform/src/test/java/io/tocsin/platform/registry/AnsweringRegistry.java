package io.tocsin.platform.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.AvroSerdes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import org.apache.avro.Schema;

/// A registry that knows one schema under every id and answers as it is told.
final class AnsweringRegistry implements AutoCloseable {
  /// Instead of a status: the connection is cut without an answer.
  static final int CUT_OFF = -1;

  private final Schema schema;
  private final HttpServer server;
  private volatile int status = 200;
  private volatile String errorBody = "";

  AnsweringRegistry(Schema schema) throws IOException {
    this.schema = schema;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /// Answers everything well from now on.
  void answersWell() {
    status = 200;
  }

  /// Answers everything with a status and a body of its own.
  void answers(int newStatus, String body) {
    errorBody = body;
    status = newStatus;
  }

  RegistrySettings settings() {
    return new RegistrySettings(
        "http://127.0.0.1:" + server.getAddress().getPort(),
        AvroSerdes.DEFAULT_SERIALIZER,
        AvroSerdes.DEFAULT_DESERIALIZER,
        Map.of());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      exchange.getRequestBody().readAllBytes();
      if (status == CUT_OFF) {
        return;
      }
      String body = errorBody;
      if (status == 200) {
        body = path.endsWith("references") || path.endsWith("subjects") ? "[]" : schema.toString();
        exchange.getResponseHeaders().add("X-Registry-ArtifactType", "AVRO");
      }
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
