package io.tocsin.sinks.outward;

import io.tocsin.platform.Section;
import java.util.regex.Pattern;

/// Reads a setting that is a name of the destination's, fit for a path.
public final class Names {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,99}");

  private Names() {}

  /// A name of letters, digits and underscores.
  public static String required(Section settings, String key) {
    return required(settings, key, NAME, "is no name of letters, digits and _");
  }

  /// A name of another form.
  ///
  /// @param otherwise the sentence that refuses what has not that form
  public static String required(Section settings, String key, Pattern form, String otherwise) {
    String name = settings.required(key);
    if (!form.matcher(name).matches()) {
      throw settings.refuse(key, otherwise);
    }
    return name;
  }
}
