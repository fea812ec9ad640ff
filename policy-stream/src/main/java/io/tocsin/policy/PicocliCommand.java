package io.tocsin.policy;

import io.tocsin.platform.App;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;

/// Runs commands with options.
final class PicocliCommand {
  private PicocliCommand() {}

  /// Runs one.
  ///
  /// @param command an object that picocli understands
  /// @param out where the answer goes, and what is wrong with the command line
  /// @return exit status
  static int run(Object command, PrintStream out, List<String> arguments) {
    var writer = new PrintWriter(out, true, out.charset());
    return new CommandLine(command)
        .setOut(writer)
        .setErr(writer)
        .setExecutionExceptionHandler(
            (failure, _, _) -> {
              out.printf("It did not work: %s%n", App.rootMessage(failure));
              return Command.REFUSED;
            })
        .execute(arguments.toArray(String[]::new));
  }
}
