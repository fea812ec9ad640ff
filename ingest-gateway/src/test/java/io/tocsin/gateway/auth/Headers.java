package io.tocsin.gateway.auth;

import io.tocsin.gateway.DeliveryHeaders;
import java.util.ArrayList;
import java.util.Map;

/// Headers for tests.
final class Headers {
  private Headers() {}

  /// Headers of pairs of name and value.
  static DeliveryHeaders of(String... pairs) {
    var list = new ArrayList<Map.Entry<String, String>>();
    for (int i = 0; i < pairs.length; i += 2) {
      list.add(Map.entry(pairs[i], pairs[i + 1]));
    }
    return DeliveryHeaders.of(list);
  }
}
