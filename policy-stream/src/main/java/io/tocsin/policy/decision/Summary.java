package io.tocsin.policy.decision;

import io.tocsin.schemas.CanonicalEvent;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The one line that an activity or a ticket shows: what happened and where. Made only of the type,
/// the code's name or the category, and the site's name, so that it holds no personal data.
final class Summary {
  private static final int LONGEST = 200;
  private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");

  private Summary() {}

  static String of(CanonicalEvent event) {
    String what = words(event.getType().name());
    String detail = first(event.getCodeName(), event.getCategory());
    String where = event.getSite() == null ? event.getSiteKey() : event.getSite().getName();
    String line = detail == null ? what : what + ": " + detail;
    return cut(BLANKS.matcher(line + " at " + where).replaceAll(" ").strip());
  }

  /// `alarm_dispatch` as Alarm dispatch.
  static String words(String type) {
    return Character.toUpperCase(type.charAt(0)) + type.substring(1).replace('_', ' ');
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    if (one != null && !one.isBlank()) {
      return one.strip();
    }
    return other == null || other.isBlank() ? null : other.strip();
  }

  private static String cut(String line) {
    return line.codePointCount(0, line.length()) <= LONGEST
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST));
  }
}
