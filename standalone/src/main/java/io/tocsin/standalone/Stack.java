package io.tocsin.standalone;

import io.tocsin.embedded.EmbeddedDatabase;
import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.embedded.EmbeddedRegistry;
import io.tocsin.embedded.Ports;
import io.tocsin.embedded.SecretFile;
import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.standalone.Layout.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The running installation: Kafka, registry, PostgreSQL and every app, started in the order of
/// their needs and stopped in the reverse.
final class Stack implements AutoCloseable {
  /// Database role that owns the tables.
  static final String WRITER = "tocsin";

  /// Database role of the console: reads, never writes.
  static final String READER = "tocsin_reader";

  /// Database role with which the console does what operators command.
  static final String OPERATOR = "tocsin_operator";

  private static final String REGISTRY = "registry";

  private static final String LOCK = "lock";

  /// One machine: two partitions keep two cores busy, and each costs memory and start-up time.
  /// Fixed for the life of the data directory.
  static final int PARTITIONS = 2;

  /// Bytes of an export that is reconciled: gateway and console read it in one small heap.
  private static final int MOST_EXPORT = 8 * 1024 * 1024;

  private final Layout layout;
  private final Progress progress;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Map<Part, String> addresses = new EnumMap<>(Part.class);
  private @Nullable String consoleToken;

  private Stack(Layout layout, Progress progress) {
    this.layout = layout;
    this.progress = progress;
  }

  /// Starts everything and returns when all of it is healthy.
  ///
  /// @throws IllegalStateException where the data directory is in use, a port is taken or a part
  /// does not start; what was
  ///     started is stopped again
  static Stack start(Layout layout, boolean fresh, Progress progress) {
    var stack = new Stack(layout, progress);
    boolean complete = false;
    try {
      stack.start(fresh);
      complete = true;
      return stack;
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be used".formatted(layout.data()), e);
    } finally {
      if (!complete) { // Whatever it was: threads of what was started would keep the process alive.
        stack.close();
      }
    }
  }

  private void start(boolean fresh) throws IOException {
    lock();
    EmbeddedDatabase.stopLeftover(postgresql());
    EmbeddedRegistry.stopLeftover(registryDirectory());
    if (fresh) {
      deleteData();
    }
    Files.createDirectories(layout.secrets());
    refuseTakenPorts();
    String writerPassword = secret("postgresql-" + WRITER);
    String readerPassword = secret("postgresql-" + READER);
    String operatorPassword = secret("postgresql-" + OPERATOR);
    String registryPassword = secret("postgresql-" + REGISTRY);
    join(
        List.of(
            inBackground(
                () ->
                    registry(
                        database(
                            writerPassword, readerPassword, operatorPassword, registryPassword),
                        registryPassword)),
            inBackground(this::kafka)));

    var kafka = new KafkaSettings(address(Part.KAFKA), true, PARTITIONS, 1, 1, null);
    var registry =
        new RegistrySettings(
            address(Part.REGISTRY),
            AvroSerdes.DEFAULT_SERIALIZER,
            AvroSerdes.DEFAULT_DESERIALIZER,
            null);
    new Provisioner(kafka, registry).provision(List.of());
    publishConfiguration(kafka, registry);
    apps(writerPassword, readerPassword, operatorPassword);
    writeAddresses();
  }

  private Path postgresql() {
    return layout.data().resolve("postgresql");
  }

  private Path registryDirectory() {
    return layout.data().resolve("registry");
  }

  /// Takes the data directory for this process; refuses one that another process has, or that is
  /// somebody else's folder.
  private void lock() throws IOException {
    Path lockFile = layout.data().resolve(LOCK);
    if (Files.isDirectory(layout.data()) && !Files.exists(lockFile) && !isEmpty(layout.data())) {
      throw new IllegalStateException(
          "%s is not empty and was not made by Tocsin; name another folder with --data"
              .formatted(layout.data()));
    }
    Files.createDirectories(layout.data());
    // Raw events hold personal data.
    Files.setPosixFilePermissions(layout.data(), PosixFilePermissions.fromString("rwx------"));
    var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new IllegalStateException(
          "another Tocsin is running on %s; stop it first, or name another folder with --data"
              .formatted(layout.data()));
    }
    started.push(channel);
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  /// Deletes what earlier runs kept, all but the lock and the log, which this run has open.
  private void deleteData() throws IOException {
    try (Stream<Path> files = Files.walk(layout.data())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        boolean ours =
            file.equals(layout.data())
                || file.equals(layout.data().resolve(LOCK))
                || file.toString().startsWith(layout.data().resolve(LogFile.NAME).toString());
        if (!ours) {
          Files.delete(file);
        }
      }
    }
  }

  private void refuseTakenPorts() {
    for (Part part : Part.values()) {
      int port = layout.port(part);
      if (port != 0 && Ports.taken(port)) {
        throw new IllegalStateException(
            "port %d, wanted for %s, is taken by another program; choose other ports with --port-base"
                .formatted(port, part.label));
      }
    }
  }

  private EmbeddedDatabase database(
      String writerPassword,
      String readerPassword,
      String operatorPassword,
      String registryPassword) {
    long since = System.nanoTime();
    var database =
        keep(
            EmbeddedDatabase.start(
                layout.data().resolve("postgresql"), layout.port(Part.POSTGRESQL)));
    database.createRole(WRITER, writerPassword);
    database.createRole(READER, readerPassword);
    database.createRole(OPERATOR, operatorPassword);
    database.createRole(REGISTRY, registryPassword);
    database.giveDatabase("tocsin", WRITER);
    // For a rebuild, which is put beside the database in use.
    database.letMakeDatabases(WRITER);
    database.createDatabase(REGISTRY);
    database.giveDatabase(REGISTRY, REGISTRY);
    ready(Part.POSTGRESQL, database.jdbcUrl(), since);
    return database;
  }

  private void registry(EmbeddedDatabase database, String password) {
    long since = System.nanoTime();
    var storage = new EmbeddedRegistry.Storage(database.jdbcUrl(REGISTRY), REGISTRY, password);
    var registry =
        keep(EmbeddedRegistry.start(registryDirectory(), layout.port(Part.REGISTRY), storage));
    ready(Part.REGISTRY, registry.url(), since);
  }

  private void kafka() {
    long since = System.nanoTime();
    var kafka = keep(EmbeddedKafka.start(layout.data().resolve("kafka"), layout.port(Part.KAFKA)));
    ready(Part.KAFKA, kafka.bootstrapServers(), since);
  }

  private void publishConfiguration(KafkaSettings kafka, RegistrySettings registry) {
    long since = System.nanoTime();
    Configuration.publish(layout.config(), kafka, registry).forEach(progress::say);
    progress.ready("configuration", since);
  }

  private void apps(String writerPassword, String readerPassword, String operatorPassword)
      throws IOException {
    String token = secret("console");
    String gatewayToken = secret("gateway-console");
    consoleToken = token;
    Path sources = layout.config().resolve("sources.yml");
    for (String source : List.of("tracktik", "manitou")) {
      secret("source-" + source);
    }
    Map<String, Object> postgres =
        Map.of(
            "tocsin.sinks.postgres.url", address(Part.POSTGRESQL),
            "tocsin.sinks.postgres.user", WRITER,
            "tocsin.sinks.postgres.password", writerPassword,
            "tocsin.sinks.postgres.reader-role", READER,
            "tocsin.sinks.postgres.operator-role", OPERATOR,
            "kafka.bootstrap.servers", address(Part.KAFKA));
    Map<String, Object> gateway =
        Map.of(
            "tocsin.gateway.console-token", gatewayToken,
            "tocsin.gateway.max-export-bytes", MOST_EXPORT);
    Map<String, Object> console =
        Map.of(
            "tocsin.console.gateway-token", gatewayToken,
            "tocsin.console.postgres.url", address(Part.POSTGRESQL),
            "tocsin.console.postgres.user", READER,
            "tocsin.console.postgres.password", readerPassword,
            "tocsin.console.postgres.operator-user", OPERATOR,
            "tocsin.console.postgres.operator-password", operatorPassword,
            "tocsin.console.token", token,
            "tocsin.console.operators-directory", layout.secrets().toString(),
            "tocsin.books.directory", layout.data().resolve("books").toString(),
            "tocsin.replay.normalizer-file", sources.toString());
    join(
        List.of(
            inBackground(() -> app(Part.SINKS, layout.outwardSinks(), postgres)),
            inBackground(() -> app(Part.NORMALIZER, List.of(sources), state("normalizer"))),
            inBackground(() -> app(Part.POLICY, List.of(), state("policy"))),
            inBackground(
                () -> {
                  app(Part.GATEWAY, List.of(sources), gateway);
                  app(Part.CONSOLE, List.of(), knowing(console));
                })));
  }

  /// The console's settings with what it knows of the gateway, which may be on any port.
  private Map<String, Object> knowing(Map<String, Object> console) {
    var all = new HashMap<>(console);
    all.put("tocsin.console.gateway-url", address(Part.GATEWAY));
    all.put("tocsin.console.max-export-bytes", MOST_EXPORT);
    return all;
  }

  private Map<String, Object> state(String app) {
    // Each stream has its own: two that make the same folder at one moment get in each other's way.
    return Map.of(
        "tocsin.%s.state-dir".formatted(app),
        layout.data().resolve("state").resolve(app).toString());
  }

  private void app(Part part, List<Path> files, Map<String, Object> settings) {
    long since = System.nanoTime();
    var all = new HashMap<String, Object>(settings);
    all.put("micronaut.server.host", "127.0.0.1");
    all.put("micronaut.server.port", layout.port(part) == 0 ? -1 : layout.port(part));
    all.put("tocsin.kafka.bootstrap-servers", address(Part.KAFKA));
    all.put("tocsin.kafka.event-partitions", PARTITIONS);
    all.put("tocsin.kafka.replication-factor", 1);
    all.put("tocsin.kafka.min-insync-replicas", 1);
    all.put("tocsin.registry.url", address(Part.REGISTRY));
    all.put("tocsin.secrets.directory", layout.secrets().toString());
    all.put("tocsin.objects.directory", layout.data().resolve("objects").toString());
    App app = keep(App.start(part.label, files, all));
    Health.await(part.label, app.url(), progress);
    ready(part, app.url(), since);
  }

  private <T extends AutoCloseable> T keep(T part) {
    synchronized (started) {
      started.push(part);
    }
    return part;
  }

  private void ready(Part part, String address, long since) {
    synchronized (addresses) {
      addresses.put(part, address);
    }
    progress.ready(part.label, since);
  }

  /// Address of a part: a URL, a JDBC URL or host:port.
  String address(Part part) {
    synchronized (addresses) {
      String address = addresses.get(part);
      if (address == null) {
        throw new IllegalStateException(part.label + " is not running");
      }
      return address;
    }
  }

  /// The console of this installation.
  ConsoleClient console() {
    String token = consoleToken;
    if (token == null) {
      throw new IllegalStateException("the console is not running");
    }
    return new ConsoleClient(address(Part.CONSOLE), token);
  }

  /// A secret of this installation, made at its first start.
  String secret(String name) throws IOException {
    return SecretFile.readOrMake(layout.secrets().resolve(name + ".secret"));
  }

  /// For `why` and other clients of a running installation.
  private void writeAddresses() throws IOException {
    new Running(
            address(Part.CONSOLE),
            address(Part.KAFKA),
            address(Part.REGISTRY),
            address(Part.POSTGRESQL))
        .write(layout);
    // Only who wrote it takes it away: a second start that is refused must leave it to the first.
    keep(() -> Files.deleteIfExists(layout.addresses()));
  }

  // Platform threads: several servers started on virtual threads of a two-core machine pin both
  // carriers in class
  // initialisers and hang.
  private static CompletableFuture<Void> inBackground(Runnable work) {
    var done = new CompletableFuture<Void>();
    Thread.ofPlatform()
        .name("start")
        .start(
            () -> {
              try {
                work.run();
                done.complete(null);
              } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  private static void join(List<CompletableFuture<Void>> starts) {
    try {
      CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      throw new IllegalStateException(App.rootMessage(e), e);
    }
  }

  /// Stops everything, the apps first. A part that does not stop is named and does not keep the
  /// others up.
  @Override
  public void close() {
    synchronized (started) {
      while (!started.isEmpty()) {
        AutoCloseable part = started.pop();
        try {
          part.close();
        } catch (Exception e) { // AutoCloseable declares no narrower type.
          progress.say("  %s did not stop cleanly: %s".formatted(part, App.rootMessage(e)));
        }
      }
    }
  }
}
