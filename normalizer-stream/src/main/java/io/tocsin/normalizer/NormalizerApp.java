package io.tocsin.normalizer;

import io.tocsin.normalizer.publish.ConfigPublisher;
import io.tocsin.normalizer.publish.ConfigRefusedException;
import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import java.nio.file.Path;
import java.util.Map;

/// The normalizer as a process. Without arguments it runs the stream; with `publish-config <dir>`
/// it publishes site directory and code mappings from that folder and ends.
public final class NormalizerApp {
  private static final String NAME = "normalizer-stream";

  private NormalizerApp() {}

  /// Starts it.
  ///
  /// @param arguments none, or `publish-config` and a folder
  public static void main(String[] arguments) {
    if (arguments.length == 0) {
      App.main(NAME);
    } else if (arguments.length == 2 && arguments[0].equals("publish-config")) {
      System.exit(publish(Path.of(arguments[1])));
    } else {
      System.err.println("usage: normalizer-stream [publish-config <dir>]");
      System.exit(2);
    }
  }

  /// Publishes a folder; returns the process's exit status.
  private static int publish(Path directory) {
    // The same settings as the running app; any free port, so that both may run on one machine.
    try (App app =
        App.start(
            NAME, Map.of(NormalizerFactory.RUN_PROPERTY, false, "micronaut.server.port", -1))) {
      var publisher =
          new ConfigPublisher(
              app.context().getBean(KafkaSettings.class),
              app.context().getBean(RegistrySettings.class));
      System.out.println(publisher.publish(directory));
      return 0;
    } catch (ConfigRefusedException e) {
      System.err.println(e.getMessage());
      return 1;
    } catch (RuntimeException e) {
      System.err.println("not published: " + App.rootMessage(e));
      return 1;
    }
  }
}
