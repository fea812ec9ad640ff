package io.tocsin.platform;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts one app: its injection context, its HTTP server and its long-running parts.
///
/// Several apps may run in one JVM, each with a context of its own. The beans of an app's package
/// are loaded only where the property `tocsin.app` names that app (see the `package-info` of each
/// app).
///
/// Settings, the later winning: the app's own `<app>.yml` on the class path; the YAML file named by
/// `TOCSIN_CONFIG_FILE`; environment variables; system properties; what the caller passes.
public final class App implements AutoCloseable {
  /// The property that says which app a context is.
  public static final String NAME_PROPERTY = "tocsin.app";

  /// Environment variable that names an operator's own YAML file of settings.
  public static final String CONFIG_FILE_VARIABLE = "TOCSIN_CONFIG_FILE";

  private static final Logger LOG = LoggerFactory.getLogger(App.class);
  private static final int SHIPPED_DEFAULTS = -400;
  private static final int OPERATORS_FILE = -250;
  private static final int CALLER = 100;

  private final String name;
  private final ApplicationContext context;

  private App(String name, ApplicationContext context) {
    this.name = name;
    this.context = context;
  }

  /// Starts an app with the operator's file that the environment names, if it names one.
  ///
  /// @param name the app's name, which is also the name of its YAML file
  /// @param overrides settings that win over all others
  public static App start(String name, Map<String, Object> overrides) {
    String file = System.getenv(CONFIG_FILE_VARIABLE);
    return file == null || file.isBlank()
        ? start(name, List.of(), overrides)
        : start(name, List.of(Path.of(file)), overrides);
  }

  /// Starts an app and returns when its HTTP server answers; its long-running parts may still be
  /// waiting for what they need, and its health says so.
  ///
  /// @param name the app's name, which is also the name of its YAML file
  /// @param files the operator's own YAML files
  /// @param overrides settings that win over all others
  public static App start(String name, List<Path> files, Map<String, Object> overrides) {
    var builder =
        ApplicationContext.builder()
            .deduceEnvironment(false)
            .bootstrapEnvironment(false)
            .banner(false)
            .properties(Map.of(NAME_PROPERTY, name))
            .propertySources(
                yaml(name + ".yml", SHIPPED_DEFAULTS),
                PropertySource.of("caller", overrides, CALLER));
    files.forEach(file -> builder.propertySources(yaml(file, OPERATORS_FILE)));
    ApplicationContext context = builder.start();
    try {
      context.findBean(EmbeddedServer.class).ifPresent(EmbeddedServer::start);
      context.getBeansOfType(LongRunning.class).forEach(LongRunning::start);
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
    return new App(name, context);
  }

  /// Runs an app as the whole process: starts it, waits for the stop signal, stops it. A start that
  /// fails says why in one sentence and ends the process with status 1.
  public static void main(String name) {
    App app;
    try {
      app = start(name, Map.of());
    } catch (RuntimeException e) {
      LOG.error("{} does not start: {}", name, rootMessage(e), e);
      System.exit(1);
      return;
    }
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  app.close();
                  stopped.countDown();
                },
                "stop-" + name));
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The first cause's message: the one that a person can act on.
  public static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }

  /// The app's injection context.
  public ApplicationContext context() {
    return context;
  }

  /// Address of the app's HTTP server.
  public String url() {
    return context.getBean(EmbeddedServer.class).getURL().toString();
  }

  /// Stops the app: no new work, what is under way is finished or given back.
  @Override
  public void close() {
    LOG.info("{} stops", name);
    context.close();
  }

  private static PropertySource yaml(String resource, int order) {
    try (InputStream in = App.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the class path has no " + resource);
      }
      return PropertySource.of(resource, read(resource, in), order);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PropertySource yaml(Path file, int order) {
    try (InputStream in = Files.newInputStream(file)) {
      return PropertySource.of(file.toString(), read(file.toString(), in), order);
    } catch (IOException e) {
      var refused =
          new IllegalArgumentException("the settings file %s cannot be read".formatted(file));
      refused.addSuppressed(
          e); // Not as its cause: the innermost sentence is the one that is shown.
      throw refused;
    }
  }

  private static Map<String, Object> read(String name, InputStream in) throws IOException {
    return new YamlPropertySourceLoader().read(name, in);
  }
}
