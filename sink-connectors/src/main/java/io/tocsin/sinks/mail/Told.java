package io.tocsin.sinks.mail;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What is kept of a mail that went out, as its remote id: `<message id> name,name`.
///
/// @param messageId of the first mail of the thread, in angle brackets
/// @param audiences who was told
record Told(String messageId, Set<String> audiences) {
  private static final Pattern SEPARATORS = Pattern.compile("[,:;\\s]+");

  /// Of the text that was kept.
  static Told of(String remoteId) {
    int end = remoteId.indexOf('>') + 1;
    return new Told(remoteId.substring(0, end), names(remoteId.substring(end)));
  }

  /// Names in a text, for example `on-call:;,managers:;` of a header.
  static Set<String> names(String text) {
    return Arrays.stream(SEPARATORS.split(text))
        .filter(name -> !name.isBlank())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  String remoteId() {
    return messageId + " " + String.join(",", audiences);
  }
}
