package io.tocsin.simulators;

/// One outside system's manners. Called by one request at a time.
public interface Vendor {
  /// Does what the request asks, if the vendor would, and says what the vendor would say.
  Answer answer(Request request);

  /// Whether a request needs no token, because it asks for one.
  default boolean open(Request request) {
    return false;
  }

  /// How it says that a token is not, or no longer, good.
  Answer unauthorized();

  /// How it answers [RATE_LIMIT][Fault#RATE_LIMIT] and the faults that only this vendor has.
  Answer fault(Fault fault, Request request);
}
