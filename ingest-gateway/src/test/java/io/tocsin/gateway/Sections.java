package io.tocsin.gateway;

import io.tocsin.platform.Section;
import java.util.HashMap;
import java.util.Map;

/// Sections for tests.
public final class Sections {
  private Sections() {}

  /// A section named `s` of pairs of name and value.
  public static Section of(Object... pairs) {
    Map<String, Object> settings = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put((String) pairs[i], pairs[i + 1]);
    }
    return Section.of("s", settings);
  }
}
