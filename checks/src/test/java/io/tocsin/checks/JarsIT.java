package io.tocsin.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.embedded.Ports;
import io.tocsin.embedded.TestStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every app starts alone, from its own jar, with environment variables only: the shape of
/// `docker-compose.yml` without Docker.
final class JarsIT {
  private static final Path DIST = House.ROOT.resolve("dist");
  private static final List<Process> RUNNING = new ArrayList<>();

  @TempDir static Path directory;

  @AfterAll
  static void stop() throws InterruptedException {
    RUNNING.forEach(Process::destroy);
    for (Process process : RUNNING) {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void fiveJarsMakeAWebhookAnInvoiceLine() throws Exception {
    var database = TestStack.database();
    database.createRole("tocsin", "writer");
    database.createRole("tocsin_reader", "reader");
    database.createRole("tocsin_operator", "acts");
    database.giveDatabase("tocsin", "tocsin");
    Files.writeString(directory.resolve("source-tracktik.secret"), "track-secret");
    Files.writeString(directory.resolve("source-manitou.secret"), "mani-secret");
    Map<String, String> kafka =
        Map.of(
            "TOCSIN_KAFKA_BOOTSTRAP_SERVERS", TestStack.kafka().bootstrapServers(),
            "TOCSIN_REGISTRY_URL", TestStack.registry().url(),
            "TOCSIN_EVENT_PARTITIONS", "2",
            "TOCSIN_REPLICATION_FACTOR", "1",
            "TOCSIN_MIN_INSYNC_REPLICAS", "1",
            "TOCSIN_STATE_DIR", directory.resolve("state").toString(),
            "TOCSIN_OBJECTS_DIRECTORY", directory.resolve("objects").toString(),
            "TOCSIN_CONFIG_FILE", House.ROOT.resolve("demo/config/sources.yml").toString(),
            "TOCSIN_SECRETS_DIRECTORY", directory.toString());
    String config = House.ROOT.resolve("demo/config").toString();
    run("normalizer-stream", kafka, "publish-config", config);
    run("policy-stream", kafka, "publish-rulebook", config + "/rulebook.yml");

    var postgres = new HashMap<>(kafka);
    postgres.put("TOCSIN_POSTGRES_URL", database.jdbcUrl());
    postgres.put("TOCSIN_POSTGRES_PASSWORD", "writer");
    postgres.put("TOCSIN_CONSOLE_POSTGRES_PASSWORD", "reader");
    postgres.put("TOCSIN_CONSOLE_POSTGRES_OPERATOR_PASSWORD", "acts");
    postgres.put("TOCSIN_CONSOLE_TOKEN", "operator");
    Map<String, Integer> ports = new TreeMap<>();
    for (String app :
        List.of(
            "ingest-gateway", "normalizer-stream", "policy-stream", "sink-connectors", "console")) {
      ports.put(app, Ports.free());
      start(app, postgres, ports.get(app));
    }
    ports.forEach((app, port) -> awaitHealthy(app, port));

    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(uri(ports.get("ingest-gateway"), "/webhooks/tracktik"))
                .header("Content-Type", "application/json")
                .header("TrackTik-Subscription-Secret", "track-secret")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        {"id":1,"reportDateTime":"2026-11-02T22:14:00-06:00","account":50,"reportTemplate":28,
                         "reportFlags":[{"name":"After hours dispatch"}]}\
                        """)));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(
                        send(HttpRequest.newBuilder(
                                    uri(
                                        ports.get("console"),
                                        "/api/stories?key=tracktik:reports/1"))
                                .header("Authorization", "Bearer operator")
                                .header("Accept", "text/plain"))
                            .body())
                    .contains("charge 85.00 USD"));
  }

  @Test
  void anAppWithoutItsSecretEndsWithASentence() throws Exception {
    Process console = process("console", Map.of(), List.of()).start();
    Process gateway =
        process("ingest-gateway", Map.of("TOCSIN_TRACKTIK_ENABLED", "true"), List.of()).start();

    assertThat(console.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(console.exitValue()).isEqualTo(1);
    assertThat(Files.readString(log("console")))
        .contains("console does not start: TOCSIN_CONSOLE_TOKEN is empty");
    assertThat(gateway.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(gateway.exitValue()).isEqualTo(1);
    assertThat(Files.readString(log("ingest-gateway")))
        .contains("ingest-gateway does not start: tocsin.gateway.sources.tracktik");
  }

  @Test
  void theLauncherFindsAJdkAndStartsTheCommand() throws Exception {
    Path output = directory.resolve("launcher.log");
    Process launcher =
        new ProcessBuilder("bash", House.ROOT.resolve("tocsin").toString(), "--help")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    assertThat(launcher.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(output)).contains("demo", "up", "why");
    assertThat(launcher.exitValue()).isZero();
  }

  @Test
  void noLibraryIsThereInTwoVersions() throws Exception {
    var versions = new TreeMap<String, TreeSet<String>>();
    try (var files = Files.list(DIST.resolve("lib"))) {
      files
          .map(file -> file.getFileName().toString())
          // Jackson 3 has other packages than 2, and the same file names; Netty's natives come per
          // platform.
          .filter(name -> !name.matches("jackson-(core|databind)-3.*|netty-.*"))
          .forEach(
              name ->
                  versions
                      .computeIfAbsent(name.replaceFirst("-[0-9][^/]*$", ""), _ -> new TreeSet<>())
                      .add(name));
    }
    versions.values().removeIf(names -> names.size() == 1);
    assertThat(versions)
        .as("every app must run with the same version; pin it in the parent pom, then delete dist/")
        .isEmpty();
  }

  private static void run(String app, Map<String, String> environment, String... arguments)
      throws Exception {
    Process process = process(app, environment, List.of(arguments)).start();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log(app))).isZero();
  }

  private static void start(String app, Map<String, String> environment, int port)
      throws IOException {
    var all = new HashMap<>(environment);
    all.put("TOCSIN_HTTP_PORT", Integer.toString(port));
    RUNNING.add(process(app, all, List.of()).start());
  }

  private static ProcessBuilder process(
      String app, Map<String, String> environment, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx160m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--sun-misc-unsafe-memory-access=allow",
            "-jar"));
    command.add(DIST.resolve(app + ".jar").toString());
    command.addAll(arguments);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log(app).toFile()));
    return builder;
  }

  private static Path log(String app) {
    return directory.resolve(app + ".log");
  }

  private static void awaitHealthy(String app, int port) {
    Awaitility.await(app + " is healthy")
        .atMost(Duration.ofSeconds(120))
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(
            () ->
                assertThat(send(HttpRequest.newBuilder(uri(port, "/health"))).statusCode())
                    .as(() -> readLog(app))
                    .isEqualTo(200));
  }

  private static String readLog(String app) {
    try {
      return Files.readString(log(app));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
          request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }
}
