package io.tocsin.sinks;

import io.tocsin.embedded.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The sinks as a process of their own, to be killed.
final class SinkProcess implements AutoCloseable {
  private final Process process;
  private final Path log;

  private SinkProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /// Starts the sinks on this test's class path.
  ///
  /// @param jdbcUrl where they write
  static SinkProcess start(Rows database, String jdbcUrl, String name) {
    return start(database, jdbcUrl, name, Map.of());
  }

  /// The same with more environment variables.
  static SinkProcess start(
      Rows database, String jdbcUrl, String name, Map<String, String> further) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            SinksApp.class.getName()));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    Path log = TestStack.directory().resolve(name + ".log");
    builder.redirectOutput(log.toFile());
    var environment = builder.environment();
    environment.put("TOCSIN_HTTP_PORT", "-1");
    environment.put("TOCSIN_KAFKA_BOOTSTRAP_SERVERS", TestStack.kafka().bootstrapServers());
    environment.put("TOCSIN_EVENT_PARTITIONS", Integer.toString(Bench.PARTITIONS));
    environment.put("TOCSIN_REPLICATION_FACTOR", "1");
    environment.put("TOCSIN_MIN_INSYNC_REPLICAS", "1");
    environment.put("TOCSIN_REGISTRY_URL", TestStack.registry().url());
    environment.put("TOCSIN_POSTGRES_URL", jdbcUrl);
    environment.put("TOCSIN_POSTGRES_USER", database.user());
    environment.put("TOCSIN_POSTGRES_PASSWORD", database.password());
    environment.putAll(further);
    try {
      return new SinkProcess(builder.start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean runs() {
    return process.isAlive();
  }

  /// The exit status; waits for the end.
  int status() throws InterruptedException {
    if (!process.waitFor(90, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the process does not end");
    }
    return process.exitValue();
  }

  /// What it said.
  String log() throws IOException {
    return Files.readString(log);
  }

  /// Sends a signal, for example `STOP`.
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /// kill -9.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
