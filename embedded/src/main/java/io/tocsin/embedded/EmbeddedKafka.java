package io.tocsin.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;

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
    var node = new KafkaNode(1, directory, Ports.orFree(port), Ports.free());
    try {
      Files.createDirectories(directory);
      // One node: nothing to replicate to. A single disk is as safe as that disk.
      KafkaRaftServer server =
          KafkaNode.start(clusterId(directory), node.settings(List.of(node), 1, 1));
      return new EmbeddedKafka(server, node.port());
    } catch (IOException e) {
      throw new UncheckedIOException("Kafka's directory %s cannot be used".formatted(directory), e);
    } catch (Exception e) { // The formatter declares no narrower type.
      throw new IllegalStateException("Kafka does not start on " + directory, e);
    }
  }

  private static String clusterId(Path directory) throws IOException {
    Path id = directory.resolve("cluster.id");
    if (!Files.exists(id)) {
      Files.writeString(id, Uuid.randomUuid().toString());
    }
    return Files.readString(id).strip();
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
