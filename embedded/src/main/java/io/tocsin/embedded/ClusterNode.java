package io.tocsin.embedded;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaRaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node of an [EmbeddedCluster] as a process, which ends with the process that started it.
final class ClusterNode {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);

  private ClusterNode() {}

  /// Runs the node until it is told to stop.
  ///
  /// @param arguments cluster id and the file of its server settings
  public static void main(String[] arguments) throws Exception {
    Parent.endWith();
    var settings = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(arguments[1]))) {
      settings.load(file);
    }
    KafkaRaftServer server = KafkaNode.start(arguments[0], settings);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop-node"));
    LOG.info("node={} runs", settings.getProperty("node.id"));
    server.awaitShutdown();
  }
}
