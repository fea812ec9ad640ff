package io.tocsin.policy;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The commands of the policy stream's program.
public final class Commands {
  private Commands() {}

  /// Every command there is. A new one is added here.
  private static List<Command> all(PrintStream out, Map<String, Object> settings) {
    return List.of(
        new RulebookCommand(out, settings),
        new BacktestCommand(out, System.err, settings),
        new WindowCommand(out, settings),
        new RulingCommand(out, settings),
        new CarryStateCommand(out, settings));
  }

  /// Whether a command needs Kafka and the registry; help, and what is not understood, does not.
  public static boolean needsKafka(List<String> arguments, PrintStream out) {
    return find(arguments, all(out, Map.of()))
        .map(command -> command.needsKafka(arguments))
        .orElse(false);
  }

  private static Optional<Command> find(List<String> arguments, List<Command> commands) {
    String word = arguments.isEmpty() ? "" : arguments.getFirst();
    return commands.stream().filter(command -> command.words().contains(word)).findFirst();
  }

  /// Runs a command.
  ///
  /// @param arguments the command line
  /// @param out where the answer goes
  /// @param settings settings that win over the app's own
  /// @return exit status: 0 done, 1 refused or failed, 2 not understood
  public static int run(List<String> arguments, PrintStream out, Map<String, Object> settings) {
    List<Command> commands = all(out, settings);
    Optional<Command> wanted = find(arguments, commands);
    if (wanted.isPresent()) {
      return wanted.get().run(arguments);
    }
    out.print("Usage: policy-stream\n         runs the stream\n");
    commands.forEach(command -> out.print(command.usage()));
    return Command.MISUSED;
  }
}
