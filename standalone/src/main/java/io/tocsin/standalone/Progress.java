package io.tocsin.standalone;

import java.io.PrintWriter;
import java.time.Duration;

/// Tells the person at the terminal what is being started, what is ready and what is waited for.
final class Progress {
  private final PrintWriter out;
  private final long started = System.nanoTime();

  Progress(PrintWriter out) {
    this.out = out;
  }

  synchronized void say(String line) {
    out.println(line);
    out.flush();
  }

  void ready(String what, long since) {
    say("  %-18s ready  %5.1f s".formatted(what, (System.nanoTime() - since) / 1e9));
  }

  void waiting(String what, String forWhat) {
    say("  %-18s waits: %s".formatted(what, forWhat));
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }
}
