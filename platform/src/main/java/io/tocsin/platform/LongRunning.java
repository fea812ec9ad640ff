package io.tocsin.platform;

/// A part of an app that works until the app stops: a stream, a poller. Started once the app's HTTP
/// server answers.
public interface LongRunning {
  /// Starts the work and returns at once.
  void start();
}
