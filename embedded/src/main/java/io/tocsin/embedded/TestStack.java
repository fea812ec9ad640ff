package io.tocsin.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One broker, one registry and one PostgreSQL for all tests of a JVM; each is started when first
/// asked for and stopped with the JVM.
public final class TestStack {
  private static final Deque<AutoCloseable> STARTED = new ArrayDeque<>();
  private static @Nullable Path directory;
  private static @Nullable EmbeddedKafka kafka;
  private static @Nullable EmbeddedRegistry registry;
  private static @Nullable EmbeddedDatabase database;

  private TestStack() {}

  /// The shared broker.
  public static synchronized EmbeddedKafka kafka() {
    EmbeddedKafka running = kafka;
    if (running == null) {
      running = EmbeddedKafka.start(directory().resolve("kafka"), 0);
      STARTED.push(running);
      kafka = running;
    }
    return running;
  }

  /// The shared registry, its contents in memory.
  public static synchronized EmbeddedRegistry registry() {
    EmbeddedRegistry running = registry;
    if (running == null) {
      running = EmbeddedRegistry.start(directory().resolve("registry"), 0, null);
      STARTED.push(running);
      registry = running;
    }
    return running;
  }

  /// The shared PostgreSQL with an empty database `tocsin`.
  public static synchronized EmbeddedDatabase database() {
    EmbeddedDatabase running = database;
    if (running == null) {
      running = EmbeddedDatabase.start(directory().resolve("postgresql"), 0);
      STARTED.push(running);
      database = running;
    }
    return running;
  }

  /// A directory of this JVM's tests, deleted at the end.
  public static synchronized Path directory() {
    Path made = directory;
    if (made == null) {
      try {
        made = Files.createTempDirectory("tocsin-test-");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      directory = made;
      Path toDelete = made;
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(toDelete), "stop-test-stack"));
    }
    return made;
  }

  private static void stop(Path toDelete) {
    for (AutoCloseable part : STARTED) {
      try {
        part.close();
      } catch (
          Exception
              e) { // AutoCloseable declares no narrower type; the next part must be stopped too.
        System.err.println("test stack: " + e);
      }
    }
    try (Stream<Path> files = Files.walk(toDelete)) {
      files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
    } catch (IOException e) {
      System.err.println("test stack: " + e);
    }
  }
}
