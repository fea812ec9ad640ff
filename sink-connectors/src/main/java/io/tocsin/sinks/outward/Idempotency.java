package io.tocsin.sinks.outward;

import java.time.Duration;

/// What a destination does about the same request twice. The writer does what each class needs.
public sealed interface Idempotency {
  /// Class A: it inserts or updates by our key, for ever. A request may be repeated blindly.
  record Upsert() implements Idempotency {}

  /// Class B: it remembers a request by its key for a while and gives the first answer again. After
  /// that while, class C.
  ///
  /// @param memory how long, counted from the first send; shorter than what the vendor promises
  record Remembered(Duration memory) implements Idempotency {}

  /// Class C: it has no means of its own. It is looked up before it is made.
  ///
  /// @param canLookUp whether it can be looked up at all. Where it cannot, it is made without a
  /// look first, and an unknown outcome waits for a person: nothing is sent a second time blindly
  record None(boolean canLookUp) implements Idempotency {}
}
