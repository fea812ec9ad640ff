package io.tocsin.policy;

import io.tocsin.platform.App;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/// Runs the policy stream; with arguments, a command of its operators instead.
public final class PolicyApp {
  private PolicyApp() {}

  /// Runs the stream or a command.
  ///
  /// @param args nothing, or a command of [Commands]
  public static void main(String[] args) {
    if (args.length == 0) {
      App.main("policy-stream");
    } else {
      // The answer alone goes to standard output; what is logged on the way does not.
      PrintStream answer = System.out;
      System.setOut(System.err);
      System.exit(Commands.run(List.of(args), answer, Map.of()));
    }
  }
}
