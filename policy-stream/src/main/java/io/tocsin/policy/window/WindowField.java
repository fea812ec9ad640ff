package io.tocsin.policy.window;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What can be said of a test window. The constants' words are the keys of a file and the options
/// of the command.
public enum WindowField {
  ID,
  CLIENT,
  SITE,
  ZONES,
  TYPES,
  START,
  END,
  WEEKLY,
  REASON,
  ACTOR,
  CANCELLED;

  /// Its word, for example `client`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether it can have several values.
  public boolean isList() {
    return this == ZONES || this == TYPES || this == WEEKLY;
  }

  /// The field of a word.
  public static Optional<WindowField> of(String word) {
    return Arrays.stream(values()).filter(field -> field.word().equals(word)).findFirst();
  }

  /// Every field's word.
  public static Set<String> words() {
    return Arrays.stream(values()).map(WindowField::word).collect(Collectors.toUnmodifiableSet());
  }
}
