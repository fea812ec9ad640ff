package io.tocsin.sinks.outward;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tocsin.platform.Section;
import io.tocsin.sinks.Overheard;
import io.tocsin.sinks.http.Call;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// No secret by which a sink says who it is reaches a log line, an answer, an exception or a text
/// form, whatever goes wrong. The server repeats in its answers what it was sent.
final class SecretsTest {
  private static final String SECRET = "s3cr3t-of-the-test-0123456789";

  private HttpServer server;
  private volatile int status;
  private volatile boolean seen;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String said =
              exchange.getRequestHeaders().values().toString()
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          seen |= forms().stream().anyMatch(said::contains);
          byte[] answer = said.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /// The secret as it may be written.
  private static List<String> forms() {
    return List.of(
        SECRET,
        Base64.getEncoder().encodeToString(("me:" + SECRET).getBytes(StandardCharsets.UTF_8)),
        Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "bearer, token, 401",
    "bearer, token, 500",
    "basic, password, 401",
    "header, value, 401",
    "oauth2-client-credentials, client-secret, 401",
    "oauth2-client-credentials, client-secret, 200"
  })
  void staysSecretWhateverIsAnswered(
      String type, String setting, int answered, @TempDir Path folder) throws Exception {
    status = answered;
    Path file = Files.writeString(folder.resolve("secret"), SECRET + "\n");
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    Map<String, Object> settings = new HashMap<>();
    settings.put("url", url);
    settings.put("auth.type", type);
    settings.put("auth." + setting, "file:" + file);
    switch (type) {
      case "basic" -> settings.put("auth.user", "me");
      case "header" -> settings.put("auth.name", "X-Api-Key");
      case "oauth2-client-credentials" -> {
        settings.put("auth.token-url", url + "/token");
        settings.put("auth.client-id", "me");
      }
      default -> {
        // A bearer needs no more.
      }
    }
    try (var overheard = new Overheard("com.sun.net.httpserver");
        var outside =
            new Outside(
                "sink", Section.of("tocsin.sinks.outward.sink", settings), Clock.systemUTC())) {
      overheard.note(outside.ready());
      // What comes back of an answered call is the destination's to judge, so only what is judged
      // here is told.
      if (outside.call(Call.get("/")) instanceof Outside.Result.Judged judged) {
        overheard.note(judged.answer());
      }
      server.stop(0);
      if (outside.call(Call.get("/")) instanceof Outside.Result.Judged judged) {
        overheard.note(judged.answer());
      }

      assertThat(seen).as("the server was sent the secret").isTrue();
      assertThat(overheard.said()).isNotBlank();
      forms().forEach(form -> assertThat(overheard.said()).doesNotContain(form));
    }
  }
}
