package io.tocsin.sinks;

import io.tocsin.platform.App;
import io.tocsin.sinks.rebuild.Rebuild;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/// The sinks as a process of their own. Without arguments it runs them; with `rebuild` it rebuilds
/// their tables in another database and ends.
public final class SinksApp {
  /// Name of the app and of its settings file.
  public static final String NAME = "sink-connectors";

  /// Set to false by a process that shares the settings but must not run the sinks.
  public static final String RUN = "tocsin.sinks.run";

  private SinksApp() {}

  /// Runs until the stop signal, or does one command.
  ///
  /// @param arguments none, or a command of [Rebuild]
  public static void main(String[] arguments) {
    if (arguments.length == 0) {
      App.main(NAME);
    } else {
      // The answer alone goes to standard output; what is logged on the way does not.
      PrintStream answer = System.out;
      System.setOut(System.err);
      System.exit(Rebuild.run(List.of(arguments), answer, Map.of()));
    }
  }
}
