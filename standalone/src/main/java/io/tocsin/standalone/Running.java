package io.tocsin.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Properties;

/// Where the running installation answers, for the commands that are its clients. Secrets stay in
/// their own files.
///
/// @param console base address of the console
/// @param kafka host:port of the broker
/// @param registry base address of the schema registry
/// @param postgresql JDBC address of the facts
record Running(String console, String kafka, String registry, String postgresql) {
  /// The installation that runs on a data directory.
  ///
  /// @throws IllegalStateException where none does
  static Running on(Layout layout) throws IOException {
    if (!Files.exists(layout.addresses())) {
      throw new IllegalStateException(
          "no Tocsin is running on %s; start one with `./tocsin up` or `./tocsin demo`"
              .formatted(layout.data()));
    }
    var addresses = new Properties();
    try (var in = Files.newBufferedReader(layout.addresses())) {
      addresses.load(in);
    }
    return new Running(
        address(addresses, "console", layout),
        address(addresses, "kafka", layout),
        address(addresses, "registry", layout),
        address(addresses, "postgresql", layout));
  }

  private static String address(Properties addresses, String part, Layout layout) {
    String address = addresses.getProperty(part);
    if (address == null) {
      throw new IllegalStateException(
          "%s does not say where %s is; stop Tocsin and start it again"
              .formatted(layout.addresses(), part));
    }
    return address;
  }

  /// Writes the addresses down.
  void write(Layout layout) throws IOException {
    var properties = new Properties();
    properties.setProperty("console", console);
    properties.setProperty("kafka", kafka);
    properties.setProperty("registry", registry);
    properties.setProperty("postgresql", postgresql);
    try (var out = Files.newBufferedWriter(layout.addresses())) {
      properties.store(out, null);
    }
  }

  /// Settings with which an app talks to this installation's Kafka and registry.
  Map<String, Object> settings() {
    return Map.of(
        "tocsin.kafka.bootstrap-servers",
        kafka,
        "tocsin.kafka.event-partitions",
        Stack.PARTITIONS,
        "tocsin.kafka.replication-factor",
        1,
        "tocsin.kafka.min-insync-replicas",
        1,
        "tocsin.registry.url",
        registry);
  }
}
