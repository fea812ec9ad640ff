package io.tocsin.embedded;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.Uuid;

/// Three Kafka nodes, each broker and controller in a process of its own, for tests that kill one.
///
/// Every internal topic has three replicas, two of which must be in sync, so one node at a time may
/// be away. A killed node is missed after three seconds.
public final class EmbeddedCluster implements AutoCloseable {
  private static final int NODES = 3;
  private static final Duration START_WITHIN = Duration.ofMinutes(2);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int ASK_FOR = 2_000;

  private final Path directory;
  private final String clusterId = Uuid.randomUuid().toString();
  private final List<KafkaNode> nodes;
  private final Map<Integer, Process> processes = new HashMap<>();

  private EmbeddedCluster(Path directory) {
    this.directory = directory;
    this.nodes =
        IntStream.rangeClosed(1, NODES)
            .mapToObj(id -> new KafkaNode(id, folder(id), Ports.free(), Ports.free()))
            .toList();
  }

  /// Starts the nodes on the loopback address and returns when all of them take requests.
  ///
  /// @param directory an empty folder for their logs
  public static EmbeddedCluster start(Path directory) {
    var cluster = new EmbeddedCluster(directory.toAbsolutePath());
    try {
      for (KafkaNode node : cluster.nodes) {
        cluster.configure(node);
        cluster.launch(node);
      }
      cluster.nodes.forEach(node -> cluster.awaitAnswer(node, NODES));
    } catch (IOException e) {
      cluster.close();
      throw new UncheckedIOException("the Kafka cluster cannot be started in " + directory, e);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private Path folder(int id) {
    return directory.resolve("node-" + id);
  }

  private void configure(KafkaNode node) throws IOException {
    Map<String, String> settings = node.settings(nodes, NODES, NODES - 1);
    settings.put("default.replication.factor", Integer.toString(NODES));
    settings.put("min.insync.replicas", Integer.toString(NODES - 1));
    // How soon a killed broker is missed. Lower: a busy machine looks like a death.
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "500");
    // How soon the open transaction of a killed producer is ended, once its own time is over; until
    // then it holds up who reads what is committed.
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    // Lets a consumer choose a session shorter than the default's six seconds.
    settings.put("group.min.session.timeout.ms", "1000");
    var file = new Properties();
    file.putAll(settings);
    Files.createDirectories(node.directory());
    try (BufferedWriter writer = Files.newBufferedWriter(settingsFile(node.id()))) {
      file.store(writer, null);
    }
  }

  private Path settingsFile(int id) {
    return folder(id).resolve("server.properties");
  }

  private void launch(KafkaNode node) throws IOException {
    Path log = folder(node.id()).resolve("server.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // It lives for a minute: fast start before peak speed.
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ClusterNode.class.getName(),
                clusterId,
                settingsFile(node.id()).toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    processes.put(node.id(), process);
  }

  /// Ids of the nodes, from 1.
  public List<Integer> ids() {
    return nodes.stream().map(KafkaNode::id).toList();
  }

  /// Addresses of all nodes for clients, whether they are up or not.
  public String bootstrapServers() {
    return nodes.stream().map(KafkaNode::address).collect(Collectors.joining(","));
  }

  /// Kills a node as `kill -9` does; returns when its process is gone.
  public synchronized void kill(int id) {
    end(process(id).destroyForcibly());
  }

  /// Starts a node again on its data and returns when it is a broker of the cluster again. Its
  /// replicas may still have to catch up.
  public synchronized void restart(int id) {
    if (process(id).isAlive()) {
      throw new IllegalStateException("node %d is running".formatted(id));
    }
    try {
      launch(nodes.get(id - 1));
    } catch (IOException e) {
      throw new UncheckedIOException("node %d cannot be started".formatted(id), e);
    }
    awaitAnswer(
        nodes.get(id - 1), (int) processes.values().stream().filter(Process::isAlive).count());
  }

  private Process process(int id) {
    Process process = processes.get(id);
    if (process == null) {
      throw new IllegalArgumentException("there is no node " + id);
    }
    return process;
  }

  /// Waits until a node answers and knows of enough brokers.
  private void awaitAnswer(KafkaNode node, int brokers) {
    long deadline = System.nanoTime() + START_WITHIN.toNanos();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", node.address()))) {
      while (System.nanoTime() < deadline) {
        if (!process(node.id()).isAlive()) {
          throw new IllegalStateException(
              "node %d ended at start; its words are in %s".formatted(node.id(), node.directory()));
        }
        if (brokers(admin) >= brokers) {
          return;
        }
        Thread.sleep(POLL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException(
        "node %d does not answer within %s; its words are in %s"
            .formatted(node.id(), START_WITHIN, node.directory()));
  }

  private static int brokers(Admin admin) throws InterruptedException {
    try {
      return admin
          .describeCluster(new DescribeClusterOptions().timeoutMs(ASK_FOR))
          .nodes()
          .get()
          .size();
    } catch (ExecutionException e) {
      return 0; // Not up yet: the loop is the answer.
    }
  }

  private static void end(Process process) {
    try {
      if (!process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// Ends all nodes at once, without a goodbye: nobody wants their data any more.
  @Override
  public synchronized void close() {
    processes.values().forEach(Process::destroyForcibly);
    processes.values().forEach(EmbeddedCluster::end);
  }
}
