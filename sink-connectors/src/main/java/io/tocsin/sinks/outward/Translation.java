package io.tocsin.sinks.outward;

import io.tocsin.platform.Section;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// Reads what ours is called outside, for example which customer there is which client here. A list
/// of sections and not names with values, since a name of ours may hold dots and capitals.
public final class Translation {
  private Translation() {}

  /// Reads a list of settings.
  ///
  /// @param settings the section that holds the list
  /// @param list its name, for example `customers`
  /// @param ours the setting of each entry that holds our name, for example `client`
  /// @param theirs reads what stands for it from the rest of the entry
  /// @return by our name; empty where the list is not set
  /// @throws IllegalArgumentException in a sentence that names the setting
  public static <T> Map<String, T> read(
      Section settings, String list, String ours, Function<Section, T> theirs) {
    var read = new HashMap<String, T>();
    for (Section entry : settings.sections(list)) {
      String name = entry.required(ours);
      T known = read.put(name, theirs.apply(entry));
      entry.refuseUnknown();
      if (known != null) {
        throw entry.refuse(ours, "names '%s', which stands in this list twice".formatted(name));
      }
    }
    return Map.copyOf(read);
  }
}
