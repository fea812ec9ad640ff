package io.tocsin.policy.site;

import java.time.Duration;

/// Spans of time in words.
final class Spans {
  private Spans() {}

  /// For example `1 h 5 min 20 s`; a part of a second is left out.
  static String words(Duration span) {
    var words = new StringBuilder();
    if (span.toHours() > 0) {
      words.append(span.toHours()).append(" h ");
    }
    if (span.toMinutesPart() > 0) {
      words.append(span.toMinutesPart()).append(" min ");
    }
    if (span.toSecondsPart() > 0 || words.isEmpty()) {
      words.append(span.toSecondsPart()).append(" s ");
    }
    return words.toString().strip();
  }
}
