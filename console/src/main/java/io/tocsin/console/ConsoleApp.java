package io.tocsin.console;

import io.tocsin.platform.App;

/// The console as a process of its own.
public final class ConsoleApp {
  private ConsoleApp() {}

  /// Runs until the stop signal.
  public static void main(String[] args) {
    App.main("console");
  }
}
