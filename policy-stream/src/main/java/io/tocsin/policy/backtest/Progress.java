package io.tocsin.policy.backtest;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Says now and then how far a long work is. Not for several threads.
public final class Progress {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Consumer<String> out;
  private final Duration pause;
  private long said = System.nanoTime();

  /// @param out takes a sentence every few seconds
  public Progress(Consumer<String> out) {
    this(out, PAUSE);
  }

  Progress(Consumer<String> out, Duration pause) {
    this.out = out;
    this.pause = pause;
  }

  /// Says a sentence where the last one is long enough ago.
  void at(Supplier<String> sentence) {
    long now = System.nanoTime();
    if (now - said >= pause.toNanos()) {
      said = now;
      out.accept(sentence.get());
    }
  }
}
