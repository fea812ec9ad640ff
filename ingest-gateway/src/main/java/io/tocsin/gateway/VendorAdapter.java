package io.tocsin.gateway;

import java.util.Set;

/// What one source's vendor sends: takes a body apart into events and reads from each the few
/// fields that the raw record names. Interprets nothing.
public interface VendorAdapter {
  /// Media types that the source sends, lower case, without parameters; others are answered 415.
  Set<String> mediaTypes();

  /// Reads a delivery. Bad data is a value of the answer, never an exception.
  Reading read(Delivery delivery);
}
