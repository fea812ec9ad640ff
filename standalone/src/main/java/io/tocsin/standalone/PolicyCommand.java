package io.tocsin.standalone;

import io.tocsin.policy.Commands;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// A command of the policy stream, run against the running installation. It is handed over as it
/// was typed; only `--data` is taken out.
abstract class PolicyCommand implements Callable<Integer> {
  /// `tocsin window`.
  @Command(
      name = "window",
      description = "Open, change, close, cancel, list or publish test windows.")
  static final class Window extends PolicyCommand {}

  /// `tocsin ruling`.
  @Command(
      name = "ruling",
      description = "Rule of single events: join, split, resolve, withdraw, list.")
  static final class Ruling extends PolicyCommand {}

  /// `tocsin rulebook`.
  @Command(name = "rulebook", description = "Check, publish, roll back or list rulebooks.")
  static final class Rulebook extends PolicyCommand {}

  /// `tocsin backtest`.
  @Command(
      name = "backtest",
      description = "Say which invoice lines another rulebook would have changed on past days.")
  static final class Backtest extends PolicyCommand {}

  @Mixin Layout layout = new Layout();

  @Unmatched List<String> rest = new ArrayList<>();

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var arguments = new ArrayList<String>();
    arguments.add(spec.name());
    arguments.addAll(rest);
    try (var out =
        new PrintStream(
            new WriterStream(spec.commandLine().getOut()), true, StandardCharsets.UTF_8)) {
      return Commands.run(
          arguments, out, Commands.needsKafka(arguments, out) ? running() : Map.of());
    }
  }

  /// Settings of the running installation. Its folder is left alone where there is none.
  private Map<String, Object> running() throws IOException {
    Running running = Running.on(layout);
    LogFile.use(layout.data(), LogFile.COMMANDS);
    return running.settings();
  }
}
