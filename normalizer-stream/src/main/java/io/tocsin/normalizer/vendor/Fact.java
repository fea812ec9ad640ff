package io.tocsin.normalizer.vendor;

import java.util.Arrays;
import java.util.Optional;

/// A fact whose place in a body the settings of a source may name, or the vendor documents.
public enum Fact {
  /// How bad it was, in the source's own words or numbers.
  SEVERITY("severity"),
  /// The source's own category words.
  CATEGORY("category"),
  /// The source's status.
  STATUS("status"),
  /// How the source closed it: a resolution code or words.
  DISPOSITION("disposition"),
  /// Level 0 to 4 of TMA-AVS-01.
  ALARM_LEVEL("alarm-level"),
  /// A name of the event that other systems know too.
  CUSTOM_ID("custom-id"),
  /// What happened; only where the raw record has no code.
  CODE("code"),
  /// The code table that the code belongs to.
  SCHEME("scheme"),
  /// Whether the condition is new, restored or still present.
  QUALIFIER("qualifier"),
  /// Zone or point of the panel.
  ZONE("zone"),
  /// Partition or area of the panel.
  AREA("area"),
  /// User number of the panel.
  USER("user"),
  /// The source's own name of the site; only where the raw record has none.
  SITE("site"),
  /// Place in the source's own order of what it says of the event: a time or a whole number.
  ORDER("order"),
  /// Which of several documents about the event this one is.
  PART("part"),
  /// Free text; every place that has one gives an attachment.
  NOTE("note"),
  /// An address to look at; likewise.
  LINK("link"),
  /// A photo in Base64; likewise.
  PHOTO("photo");

  private final String setting;

  Fact(String setting) {
    this.setting = setting;
  }

  /// Its name in the settings.
  public String setting() {
    return setting;
  }

  /// The fact of a setting's name.
  public static Optional<Fact> of(String setting) {
    return Arrays.stream(values()).filter(fact -> fact.setting.equals(setting)).findFirst();
  }
}
