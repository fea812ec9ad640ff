package io.tocsin.embedded;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/// One Kafka node, broker and controller in one, on the loopback address.
///
/// @param id its number, from 1
/// @param directory where its log lives; made if missing
/// @param port port for clients and the other brokers
/// @param controllerPort port for the controllers
record KafkaNode(int id, Path directory, int port, int controllerPort) {

  /// Address for clients, host:port.
  String address() {
    return "127.0.0.1:" + port;
  }

  /// This node as a voter of the controllers' quorum.
  String voter() {
    return "%d@127.0.0.1:%d".formatted(id, controllerPort);
  }

  /// Formats the log where it is new and starts a node in this JVM.
  ///
  /// @param clusterId the same for all nodes and for all starts
  /// @param settings server settings; see [#settings]
  static KafkaRaftServer start(String clusterId, Map<?, ?> settings) throws Exception {
    var config = new KafkaConfig(settings);
    String log = config.metadataLogDir();
    Files.createDirectories(Path.of(log).getParent());
    new Formatter()
        .setPrintStream(
            new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setNodeId(config.nodeId())
        .setClusterId(clusterId)
        .setControllerListenerName("CONTROLLER")
        .setDirectories(List.of(log))
        .setMetadataLogDirectory(log)
        .setIgnoreFormatted(true)
        .run();
    var server = new KafkaRaftServer(config, Time.SYSTEM);
    server.startup();
    return server;
  }

  /// Server settings of this node.
  ///
  /// @param nodes all nodes of the cluster
  /// @param replicas replicas of every internal topic
  /// @param inSync replicas that must have a record of an internal topic
  Map<String, String> settings(List<KafkaNode> nodes, int replicas, int inSync) {
    var settings = new HashMap<String, String>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(id));
    settings.put("log.dirs", directory.resolve("log").toString());
    settings.put(
        "listeners",
        "CLIENT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    settings.put("advertised.listeners", "CLIENT://127.0.0.1:" + port);
    settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "CLIENT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put(
        "controller.quorum.voters",
        String.join(",", nodes.stream().map(KafkaNode::voter).toList()));
    settings.put("auto.create.topics.enable", "false");
    settings.put("offsets.topic.replication.factor", Integer.toString(replicas));
    settings.put("transaction.state.log.replication.factor", Integer.toString(replicas));
    settings.put("transaction.state.log.min.isr", Integer.toString(inSync));
    settings.put("share.coordinator.state.topic.replication.factor", Integer.toString(replicas));
    settings.put("share.coordinator.state.topic.min.isr", Integer.toString(inSync));
    // Fewer partitions of internal topics: each costs files and start-up time, and a small cluster
    // gains nothing by many.
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
}
