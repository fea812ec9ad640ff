package io.tocsin.sinks;

import io.tocsin.platform.App;

/// The sinks as a process of their own.
public final class SinksApp {
  /// Name of the app and of its settings file.
  public static final String NAME = "sink-connectors";

  private SinksApp() {}

  /// Runs until the stop signal.
  public static void main(String[] args) {
    App.main(NAME);
  }
}
