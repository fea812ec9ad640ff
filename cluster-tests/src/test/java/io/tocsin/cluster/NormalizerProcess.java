package io.tocsin.cluster;

import io.tocsin.embedded.Parent;
import io.tocsin.embedded.Ports;
import io.tocsin.normalizer.NormalizerApp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The normalizer in a process of its own, which ends with the test.
final class NormalizerProcess implements AutoCloseable {
  /// What the process runs.
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      Parent.endWith();
      NormalizerApp.main(arguments);
    }
  }

  private static final Duration STOP_WITHIN = Duration.ofSeconds(60);

  private final String name;
  private final Path log;
  private final int port = Ports.free();
  private final Process process;

  /// Starts it; it may take some seconds until it [#runs].
  ///
  /// @param name names its log and its state, which a second start under this name finds again
  NormalizerProcess(String name, Path directory, Map<String, Object> settings) {
    this.name = name;
    this.log = directory.resolve(name + ".log");
    var all = new HashMap<>(settings);
    all.put("tocsin.normalizer.state-dir", directory.resolve("state-" + name));
    all.put("tocsin.objects.directory", directory.resolve("objects"));
    all.put("micronaut.server.port", port);
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    all.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether its stream runs; false while it starts, restores or rebalances.
  ///
  /// @throws IllegalStateException where the process has ended, or its stream has failed for good
  boolean runs() {
    requireAlive();
    return answers("/health/readiness");
  }

  /// @throws IllegalStateException where the process has ended, or its stream has failed for good
  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "normalizer %s ended with %d; its words are in %s"
              .formatted(name, process.exitValue(), log));
    }
  }

  /// Whether its liveness is green.
  boolean isAlive() {
    return process.isAlive() && answers("/health/liveness");
  }

  private boolean answers(String path) {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(Duration.ofSeconds(5))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false; // Not listening yet.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// `kill -9`.
  void kill() {
    end(process.destroyForcibly());
  }

  /// Asks it to stop, as a service manager does, and waits until it has.
  void stop() {
    process.destroy();
    end(process);
  }

  private void end(Process ending) {
    try {
      if (!ending.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        ending.destroyForcibly();
        throw new AssertionError(
            "normalizer %s does not stop within %s; its words are in %s"
                .formatted(name, STOP_WITHIN, log));
      }
    } catch (InterruptedException e) {
      ending.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
