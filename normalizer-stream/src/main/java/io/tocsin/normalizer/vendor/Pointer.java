package io.tocsin.normalizer.vendor;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The facts of a JSON body whose place a source's settings name, each by an RFC 6901 JSON pointer:
/// `pointers.<setting>`.
public enum Pointer {
  /// How bad it was, 1 (most severe) to 5.
  SEVERITY("severity"),
  /// The source's own category words.
  CATEGORY("category"),
  /// The source's status.
  STATUS("status"),
  /// The name that the customer's own system gave the event.
  CUSTOM_ID("custom-id"),
  /// The code table that the code belongs to.
  SCHEME("scheme"),
  /// Whether the condition is new, restored or still present.
  QUALIFIER("qualifier"),
  /// Zone or point of the panel.
  ZONE("zone"),
  /// Partition or area of the panel.
  AREA("area");

  private final String setting;

  Pointer(String setting) {
    this.setting = setting;
  }

  /// Its name in the settings.
  public String setting() {
    return setting;
  }

  /// The pointer of a setting.
  ///
  /// @throws IllegalArgumentException where there is none of that name
  public static Pointer of(String setting) {
    return Arrays.stream(values())
        .filter(p -> p.setting.equals(setting))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "pointer '%s' is not one of %s"
                        .formatted(
                            setting,
                            Arrays.stream(values())
                                .map(Pointer::setting)
                                .collect(Collectors.joining(", ")))));
  }
}
