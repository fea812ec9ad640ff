package io.tocsin.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One Apicurio Registry server in a process of its own.
public final class EmbeddedRegistry implements AutoCloseable {
  /// System property that names the unpacked server where it is not found beside the jars or above
  /// the work directory.
  public static final String HOME_PROPERTY = "tocsin.registry.home";

  private static final Duration START_WITHIN = Duration.ofMinutes(2);
  private static final int STOP_WITHIN_SECONDS = 15;

  private static final String PID_FILE = "registry.pid";

  private final Path directory;
  private final int port;
  private final @Nullable Storage storage;
  private @Nullable Process process;

  /// A database for the registry's contents.
  ///
  /// @param jdbcUrl PostgreSQL database of its own
  /// @param user owner of that database
  /// @param password the owner's password
  public record Storage(String jdbcUrl, String user, String password) {}

  private EmbeddedRegistry(Path directory, int port, @Nullable Storage storage) {
    this.directory = directory;
    this.port = port;
    this.storage = storage;
  }

  /// Starts the server on the loopback address and returns when it answers.
  ///
  /// @param directory for its log
  /// @param port port; 0 = any free one
  /// @param storage where its contents live; null = in memory, gone when it stops
  public static EmbeddedRegistry start(Path directory, int port, @Nullable Storage storage) {
    var registry = new EmbeddedRegistry(directory.toAbsolutePath(), Ports.orFree(port), storage);
    registry.start();
    return registry;
  }

  /// Stops a server on this directory that outlived a killed parent.
  public static void stopLeftover(Path directory) {
    Leftover.stop(directory.resolve(PID_FILE), "quarkus-run.jar");
  }

  /// Starts the server again after [#stop], on the same port.
  public synchronized void start() {
    Path log = directory.resolve("registry.log");
    try {
      Files.createDirectories(directory);
      stopLeftover(directory);
      var builder = new ProcessBuilder(command()).redirectErrorStream(true);
      if (storage != null) {
        // By environment, so that the password is not on the command line for everybody to see.
        builder.environment().put("APICURIO_DATASOURCE_PASSWORD", storage.password());
      }
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      Process started = builder.start();
      process = started;
      Files.writeString(directory.resolve(PID_FILE), Long.toString(started.pid()));
      awaitAnswer(started, log);
    } catch (IOException e) {
      throw new UncheckedIOException("the schema registry cannot be started", e);
    }
  }

  private List<String> command() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx160m");
    command.add("-XX:+UseSerialGC");
    command.add(
        "-XX:TieredStopAtLevel=1"); // A registry is asked rarely: fast start before peak speed.
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Dquarkus.http.host=127.0.0.1");
    command.add("-Dquarkus.http.port=" + port);
    command.add("-Dquarkus.management.host=127.0.0.1");
    command.add("-Dquarkus.management.port=" + Ports.free());
    if (storage != null) {
      command.add("-Dapicurio.storage.kind=sql");
      command.add("-Dapicurio.storage.sql.kind=postgresql");
      command.add("-Dapicurio.datasource.url=" + storage.jdbcUrl());
      command.add("-Dapicurio.datasource.username=" + storage.user());
    }
    command.add("-jar");
    command.add(home().resolve("quarkus-run.jar").toString());
    return command;
  }

  private static Path home() {
    String named = System.getProperty(HOME_PROPERTY);
    if (named != null) {
      return Path.of(named);
    }
    var candidates = new ArrayList<Path>();
    Path code =
        Path.of(
            EmbeddedRegistry.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    for (Path p = code; p != null; p = p.getParent()) {
      candidates.add(p.resolve("registry"));
      candidates.add(p.resolve("dist").resolve("registry"));
    }
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      candidates.add(p.resolve("dist").resolve("registry"));
    }
    return candidates.stream()
        .filter(c -> Files.exists(c.resolve("quarkus-run.jar")))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the registry server is not unpacked: run `mvn -pl embedded -am"
                        + " process-resources`, or name its folder with -D"
                        + HOME_PROPERTY));
  }

  private void awaitAnswer(Process started, Path log) throws IOException {
    long deadline = System.nanoTime() + START_WITHIN.toNanos();
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
      var request =
          HttpRequest.newBuilder(URI.create(url() + "/apis/ccompat/v7/subjects"))
              .timeout(Duration.ofSeconds(5))
              .build();
      while (System.nanoTime() < deadline) {
        if (!started.isAlive()) {
          throw new IOException("the schema registry ended at start; its words are in " + log);
        }
        try {
          if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException e) {
          // Not up yet: the loop is the answer.
        }
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop();
    throw new IOException(
        "the schema registry does not answer within %s; its words are in %s"
            .formatted(START_WITHIN, log));
  }

  /// Base address, without path.
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /// Stops the server.
  public synchronized void stop() {
    Process running = process;
    process = null;
    if (running == null) {
      return;
    }
    running.destroy();
    try {
      if (!running.waitFor(STOP_WITHIN_SECONDS, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
