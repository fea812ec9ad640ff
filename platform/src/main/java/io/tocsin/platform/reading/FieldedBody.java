package io.tocsin.platform.reading;

import java.util.Optional;

/// One event's body, whose fields are found by their place: a JSON pointer, a CSV column, a label
/// in a mail.
public interface FieldedBody {
  /// The words at a place, as sent; empty where there are none, only space, or no single value.
  Optional<String> text(String place);
}
