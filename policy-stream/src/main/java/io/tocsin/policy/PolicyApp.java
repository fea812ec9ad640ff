package io.tocsin.policy;

import io.tocsin.platform.App;
import java.util.List;
import java.util.Map;

/// Runs the policy stream; with arguments, a command for rulebooks instead.
public final class PolicyApp {
  private PolicyApp() {}

  /// Runs the stream or a command.
  ///
  /// @param args nothing, or a command of [RulebookCommand]
  public static void main(String[] args) {
    if (args.length == 0) {
      App.main("policy-stream");
    } else {
      System.exit(new RulebookCommand(System.out, Map.of()).run(List.of(args)));
    }
  }
}
