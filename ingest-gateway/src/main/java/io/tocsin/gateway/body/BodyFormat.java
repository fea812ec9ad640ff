package io.tocsin.gateway.body;

import io.tocsin.gateway.Delivery;
import io.tocsin.gateway.Reading;
import io.tocsin.schemas.Transport;
import java.util.Set;

/// One form in which a source sends events.
public interface BodyFormat {
  /// Full name of its section in the settings, for sentences.
  String settings();

  /// Media types of its bodies, lower case, without parameters.
  Set<String> mediaTypes();

  /// The road of a body of this form that is pushed to the gateway.
  Transport pushed();

  /// Names of the fields that it can read; an event may have fewer.
  Set<String> fields();

  /// Reads a delivery. Bad data is a value of the answer, never an exception.
  Reading read(Delivery delivery);
}
