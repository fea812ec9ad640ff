package io.tocsin.policy;

import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.RulebookError;
import io.tocsin.policy.rulebook.RulebookReading;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The commands for people who own a rulebook: `check-rulebook <file>` and `publish-rulebook <file>
/// [actor]`.
final class RulebookCommand {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int MISUSED = 2;

  private static final String USAGE =
      """
      Usage: policy-stream                              runs the stream
             policy-stream check-rulebook <file>        says everything that is wrong with a rulebook
             policy-stream publish-rulebook <file> [who]  checks and publishes it
      """;

  private final PrintStream out;
  private final Map<String, Object> settings;

  /// @param out where the answer goes
  /// @param settings settings that win over the app's own
  RulebookCommand(PrintStream out, Map<String, Object> settings) {
    this.out = out;
    this.settings = settings;
  }

  /// Runs a command.
  ///
  /// @return exit status: 0 done, 1 refused or failed, 2 not understood
  int run(List<String> arguments) {
    String command = arguments.isEmpty() ? "" : arguments.getFirst();
    if (command.equals("check-rulebook") && arguments.size() == 2) {
      return withFile(arguments.get(1), this::check);
    }
    if (command.equals("publish-rulebook") && (arguments.size() == 2 || arguments.size() == 3)) {
      String actor = arguments.size() == 3 ? arguments.get(2) : System.getProperty("user.name");
      return withFile(arguments.get(1), file -> publish(file, actor));
    }
    out.print(USAGE);
    return MISUSED;
  }

  @FunctionalInterface
  private interface OnFile {
    int run(Path file) throws IOException;
  }

  private int withFile(String name, OnFile command) {
    Path file = Path.of(name);
    if (!Files.isRegularFile(file)) {
      out.printf("There is no file %s.%n", name);
      return REFUSED;
    }
    try {
      return command.run(file);
    } catch (IOException | RuntimeException e) { // A person waits for a sentence, not for a trace.
      out.printf("It did not work: %s%n", App.rootMessage(e));
      return REFUSED;
    }
  }

  private int check(Path file) throws IOException {
    return switch (RulebookPublisher.check(file)) {
      case RulebookReading.Valid(CompiledRulebook rulebook) -> {
        out.printf(
            "Version %d, in force from %s: %d rules, %d defaults, %d contracts. No errors.%n",
            rulebook.version(),
            rulebook.effectiveFrom(),
            rulebook.rules().size(),
            rulebook.defaults().size(),
            rulebook.contracts().size());
        yield DONE;
      }
      case RulebookReading.Invalid(List<RulebookError> errors) ->
          refused(errors.stream().map(RulebookError::toString).toList());
    };
  }

  private int publish(Path file, String actor) throws IOException {
    if (RulebookPublisher.check(file) instanceof RulebookReading.Invalid) {
      return check(file); // Needs no Kafka, so says it at once.
    }
    var all = new HashMap<>(settings);
    // Only the settings are wanted: no stream, and any free port.
    all.put(PolicyFactory.RUN_STREAM, false);
    all.put("micronaut.server.port", -1);
    try (App app = App.start("policy-stream", all)) {
      var publisher =
          new RulebookPublisher(
              app.context().getBean(KafkaSettings.class),
              app.context().getBean(RegistrySettings.class));
      return say(publisher.publish(file, actor));
    }
  }

  private int say(PublishOutcome outcome) {
    return switch (outcome) {
      case PublishOutcome.Published(int version) -> {
        out.printf("Version %d is published.%n", version);
        yield DONE;
      }
      case PublishOutcome.AlreadyPublished(int version) -> {
        out.printf("Version %d is already published, word for word.%n", version);
        yield DONE;
      }
      case PublishOutcome.Refused(List<String> reasons) -> refused(reasons);
    };
  }

  private int refused(List<String> reasons) {
    reasons.forEach(out::println);
    out.printf("Refused: %d error%s.%n", reasons.size(), reasons.size() == 1 ? "" : "s");
    return REFUSED;
  }
}
