package io.tocsin.policy;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/// What the policy stream's program does instead of running the stream.
interface Command {
  /// Exit status of a command that did what it was asked.
  int DONE = 0;

  /// Exit status of a command that was refused or failed; it said why.
  int REFUSED = 1;

  /// Exit status of a command that was not understood.
  int MISUSED = 2;

  /// Says that nothing was done, and every reason.
  ///
  /// @return exit status
  static int refuse(PrintStream out, List<String> reasons) {
    reasons.forEach(out::println);
    out.printf("Refused: %d error%s.%n", reasons.size(), reasons.size() == 1 ? "" : "s");
    return REFUSED;
  }

  /// The first words that mean this command.
  Set<String> words();

  /// How it is written and what it does, a few lines each.
  String usage();

  /// Whether it needs Kafka and the registry.
  ///
  /// @param arguments all of the command line, its own word first
  default boolean needsKafka(List<String> arguments) {
    return arguments.size() > 1 && !arguments.contains("--help") && !arguments.contains("-h");
  }

  /// Runs it.
  ///
  /// @param arguments all of the command line, its own word first
  /// @return exit status
  int run(List<String> arguments);
}
