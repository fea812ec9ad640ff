package io.tocsin.standalone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where this installation keeps things, and on which ports it answers.
final class Layout {
  /// Directory of the launcher; the demo's files are below it.
  static final Path HOME =
      Paths.get(Objects.requireNonNullElse(System.getProperty("tocsin.home"), "."));

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where everything is kept (default: data, beside the launcher).")
  private Path data = HOME.resolve("data");

  @Option(
      names = "--config",
      paramLabel = "DIR",
      description =
          "Folder with sources.yml, sites.yml, code-mappings.yml, rulebook.yml and, if wanted,"
              + " test-windows.yml and sinks.yml (default: demo/config).")
  private Path config = HOME.resolve("demo").resolve("config");

  @Option(
      names = "--port-base",
      paramLabel = "N",
      description =
          "First of the ports N to N+15 (default: 8080 = gateway, 8085 registry, 8090 console, 8094"
              + " Kafka, 8095 PostgreSQL); 0 = any free ports.")
  private int portBase = 8080;

  Path data() {
    return data.toAbsolutePath().normalize();
  }

  Path config() {
    return config.toAbsolutePath().normalize();
  }

  /// The file of the sinks whose effect is outside; none where the folder has none, and then there
  /// are no such sinks.
  List<Path> outwardSinks() {
    Path file = config().resolve("sinks.yml");
    return Files.exists(file) ? List.of(file) : List.of();
  }

  Path secrets() {
    return data().resolve("secrets");
  }

  /// The token of an operator.
  ///
  /// @param name null = the first one
  Path operator(@Nullable String name) {
    return secrets()
        .resolve(name == null ? "console.secret" : "operator-%s.secret".formatted(name));
  }

  /// The password of the role that owns the facts.
  Path writer() {
    return secrets().resolve("postgresql-%s.secret".formatted(Stack.WRITER));
  }

  /// Addresses of the running installation, for the commands that are its clients.
  Path addresses() {
    return data().resolve("running.properties");
  }

  int port(Part part) {
    return portBase == 0 ? 0 : portBase + part.portOffset;
  }

  /// What has a port.
  enum Part {
    GATEWAY("ingest-gateway", 0),
    REGISTRY("schema registry", 5),
    CONSOLE("console", 10),
    NORMALIZER("normalizer-stream", 11),
    POLICY("policy-stream", 12),
    SINKS("sink-connectors", 13),
    KAFKA("Kafka", 14),
    POSTGRESQL("PostgreSQL", 15);

    final String label;
    private final int portOffset;

    Part(String label, int portOffset) {
      this.label = label;
      this.portOffset = portOffset;
    }
  }
}
