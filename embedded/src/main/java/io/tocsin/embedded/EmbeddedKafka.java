package io.tocsin.embedded;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/// One Kafka node, broker and controller in one, inside this JVM. Starts again on the same
/// directory.
public final class EmbeddedKafka implements AutoCloseable {
  private final KafkaRaftServer server;
  private final int port;

  private EmbeddedKafka(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /// Starts the node on the loopback address and returns when it takes requests.
  ///
  /// @param directory where its log lives; made if missing
  /// @param port port for clients; 0 = any free one
  public static EmbeddedKafka start(Path directory, int port) {
    int clientPort = Ports.orFree(port);
    Map<String, Object> settings = settings(directory, clientPort, Ports.free());
    try {
      Files.createDirectories(directory);
      format(directory);
      var server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
      server.startup();
      return new EmbeddedKafka(server, clientPort);
    } catch (IOException e) {
      throw new UncheckedIOException("Kafka's directory %s cannot be used".formatted(directory), e);
    } catch (Exception e) { // The formatter declares no narrower type.
      throw new IllegalStateException("Kafka does not start on " + directory, e);
    }
  }

  private static void format(Path directory) throws Exception {
    Path id = directory.resolve("cluster.id");
    if (!Files.exists(id)) {
      Files.writeString(id, Uuid.randomUuid().toString());
    }
    new Formatter()
        .setPrintStream(
            new PrintStream(
                PrintStream.nullOutputStream(), false, java.nio.charset.StandardCharsets.UTF_8))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setNodeId(1)
        .setClusterId(Files.readString(id).strip())
        .setControllerListenerName("CONTROLLER")
        .setDirectories(List.of(log(directory)))
        .setMetadataLogDirectory(log(directory))
        .setIgnoreFormatted(true)
        .run();
  }

  private static String log(Path directory) {
    return directory.resolve("log").toString();
  }

  private static Map<String, Object> settings(Path directory, int port, int controllerPort) {
    var settings = new HashMap<String, Object>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("log.dirs", log(directory));
    settings.put(
        "listeners",
        "CLIENT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    settings.put("advertised.listeners", "CLIENT://127.0.0.1:" + port);
    settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "CLIENT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.put("auto.create.topics.enable", "false");
    // One node: nothing to replicate to. A single disk is as safe as that disk.
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    // Fewer partitions of internal topics: each costs files and start-up time, and one node gains
    // nothing by many.
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    // The first member of a group need not wait for others.
    settings.put("group.initial.rebalance.delay.ms", "0");
    // Small machines: the defaults (128 MiB for the cleaner alone) are for servers.
    settings.put("log.cleaner.dedupe.buffer.size", "8388608");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "2");
    settings.put("background.threads", "2");
    return settings;
  }

  /// Address for clients, host:port.
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /// Port for clients.
  public int port() {
    return port;
  }

  /// Stops the node; what it acknowledged is on its disk.
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
