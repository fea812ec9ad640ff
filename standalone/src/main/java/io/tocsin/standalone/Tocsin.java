package io.tocsin.standalone;

import io.tocsin.platform.App;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The command `tocsin`.
@Command(
    name = "tocsin",
    description = "Every alarm and guard event gets exactly one accountable outcome.",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      WhyCommand.class,
      ReviewCommand.class,
      CloseDayCommand.class,
      ReplayCommand.class,
      ReconcileCommand.class,
      LeaksCommand.class,
      OperatorCommand.class,
      VerifyCommand.class,
      RedriveCommand.DeadLetters.class,
      RedriveCommand.Redrive.class,
      RedriveCommand.Settle.class,
      RebuildCommand.class,
      PolicyCommand.Window.class,
      PolicyCommand.Ruling.class,
      PolicyCommand.Rulebook.class,
      PolicyCommand.Backtest.class,
      SimulateCommand.class
    },
    mixinStandardHelpOptions = true,
    version = "Tocsin 0.1.0",
    synopsisSubcommandLabel = "COMMAND")
public final class Tocsin {
  /// Exit status 0 = done, 1 = failed and said why, 2 = the command line is wrong.
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Tocsin())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command
                  .getErr()
                  .println(
                      command.getColorScheme().errorText("tocsin: " + App.rootMessage(failure)));
              LogFile.failure(failure);
              return 1;
            });
  }
}
