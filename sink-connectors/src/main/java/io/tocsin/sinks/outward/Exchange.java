package io.tocsin.sinks.outward;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One exchange with the outside under one limit for the whole of it, however many parts it has and
/// whatever each of them waits for.
public final class Exchange {
  private Exchange() {}

  /// Runs it on a virtual thread of its own. Past the limit, and where the caller is interrupted,
  /// that thread is interrupted, which closes the socket that it waits for.
  ///
  /// @throws TimeoutException past the limit; how far the exchange came is for its parts to tell
  /// @throws ExecutionException where it failed; the failure is its cause
  public static <T> T within(Duration limit, Callable<T> exchange)
      throws InterruptedException, TimeoutException, ExecutionException {
    var task = new FutureTask<T>(exchange);
    Thread.ofVirtual().name("outward-exchange").start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      task.cancel(true); // Changes nothing where it has ended.
    }
  }
}
