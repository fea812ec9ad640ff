package io.tocsin.gateway;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The fields of one event by their names, each exactly as sent; a field that the event does not
/// have is not there. What the names are is the vendor's adapter's to say; these mean the same
/// everywhere: [#SITE], [#CODE], [#TIME], and with them [#SCHEME] and [#QUALIFIER].
///
/// @param values by name
public record EventFields(Map<String, String> values) {
  /// The source's own name of the site or account.
  public static final String SITE = "site";

  /// The source's code of what happened.
  public static final String CODE = "code";

  /// The time that the sender put on the event.
  public static final String TIME = "time";

  /// The code table of the code, for example `SIA` or `CID`.
  public static final String SCHEME = "scheme";

  /// New event or restore, where it is sent beside the code.
  public static final String QUALIFIER = "qualifier";

  public EventFields {
    values = Map.copyOf(values);
  }

  /// One field.
  public Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /// The same with a field where the event itself has none of this name.
  public EventFields orElse(String name, Optional<String> value) {
    if (value.isEmpty() || values.containsKey(name)) {
      return this;
    }
    var more = new HashMap<>(values);
    more.put(name, value.get());
    return new EventFields(more);
  }
}
