package io.tocsin.sinks.outward;

import java.util.List;

/// One system outside: how it is written to and looked up, and what its answers mean. Knows nothing
/// of Kafka, PostgreSQL, retries or order. Safe for many threads.
public interface Destination extends AutoCloseable {
  /// What it does about the same request twice.
  Idempotency idempotency();

  /// Most deliveries of one request.
  default int mostAtOnce() {
    return 1;
  }

  /// Whether a later version of the same key is sent too. False for what cannot be changed once it
  /// is out, such as a mail.
  default boolean follows() {
    return true;
  }

  /// Whether an effect that should stand is for this destination at all. False = as if its event
  /// were not routed to the sink: it is not made, and withdrawn where it was.
  default boolean wants(Effect effect) {
    return true;
  }

  /// Makes what each delivery wants: one request, or one and those that it needs.
  ///
  /// @param deliveries of different keys, at most [#mostAtOnce]
  /// @return one answer for each, in their order
  List<Answer> send(List<Delivery> deliveries) throws InterruptedException;

  /// Looks for what an earlier send of this key may have left. Never asked of class A.
  Sighting find(Delivery delivery) throws InterruptedException;

  @Override
  default void close() {}
}
