package io.tocsin.normalizer;

import io.tocsin.normalizer.publish.ConfigPublisher;
import io.tocsin.normalizer.publish.ConfigRefusedException;
import io.tocsin.platform.App;
import io.tocsin.platform.CarriedState;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The normalizer as a process. Without arguments it runs the stream; with `publish-config <dir>`
/// it publishes site directory and code mappings from that folder and ends; with `carry-state --to
/// <id>` it gives what the stopped stream remembers to another application id and ends.
public final class NormalizerApp {
  private static final String NAME = "normalizer-stream";

  private NormalizerApp() {}

  /// Starts it.
  ///
  /// @param arguments none, or a command
  public static void main(String[] arguments) {
    if (arguments.length == 0) {
      App.main(NAME);
    } else if (arguments.length == 2 && arguments[0].equals("publish-config")) {
      System.exit(publish(Path.of(arguments[1])));
    } else if (arguments.length == 3
        && arguments[0].equals("carry-state")
        && arguments[1].equals("--to")) {
      System.exit(carryState(arguments[2], Map.of(), System.out));
    } else {
      System.err.println("usage: normalizer-stream [publish-config <dir> | carry-state --to <id>]");
      System.exit(2);
    }
  }

  /// Carries the state; returns the process's exit status.
  ///
  /// @param settings settings that win over the app's own
  static int carryState(String to, Map<String, Object> settings, PrintStream out) {
    try (App app = App.start(NAME, forCommand(settings))) {
      CarriedState.carry(
          app.context().getBean(KafkaSettings.class),
          app.context().getBean(NormalizerSettings.class).applicationId(),
          to,
          out::println);
      return 0;
    } catch (RuntimeException e) {
      out.println("not carried: " + App.rootMessage(e));
      return 1;
    }
  }

  /// The same settings as the running app; any free port, so that both may run on one machine.
  private static Map<String, Object> forCommand(Map<String, Object> settings) {
    var all = new HashMap<>(settings);
    all.put(NormalizerFactory.RUN_PROPERTY, false);
    all.put("micronaut.server.port", -1);
    return all;
  }

  /// Publishes a folder; returns the process's exit status.
  private static int publish(Path directory) {
    try (App app = App.start(NAME, forCommand(Map.of()))) {
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
