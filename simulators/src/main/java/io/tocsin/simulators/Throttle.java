package io.tocsin.simulators;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// Counts requests in a rolling window, as the setting `limit` says.
final class Throttle {
  private final Deque<Instant> let = new ArrayDeque<>();

  /// Whether this request is one too many; those that were refused do not count.
  boolean exceeded(String limit, Instant now) {
    if (limit.isBlank()) {
      return false;
    }
    String[] both = limit.strip().split("/", 2);
    int requests = Integer.parseInt(both[0]);
    Instant since = now.minus(Duration.ofSeconds(Long.parseLong(both[1])));
    while (!let.isEmpty() && !let.getFirst().isAfter(since)) {
      let.removeFirst();
    }
    if (let.size() >= requests) {
      return true;
    }
    let.addLast(now);
    return false;
  }
}
