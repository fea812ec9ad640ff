package io.tocsin.normalizer.redact;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// One rule: what it finds is replaced by `[<name>]`.
///
/// The pattern is one of RE2: matching takes time in proportion to the text, so that no pattern of
/// an operator and no text of a sender can hold the stream up.
final class RedactionRule {
  /// The group that is replaced where a pattern has it; otherwise the whole match is.
  static final String VALUE = "value";

  private final String name;
  private final Pattern pattern;
  private final boolean hasValue;

  /// @param name name of the rule, as it is shown
  /// @param pattern an RE2 expression
  /// @throws PatternSyntaxException where it is none
  RedactionRule(String name, String pattern) {
    this.name = name;
    this.pattern = Pattern.compile(pattern);
    this.hasValue = this.pattern.namedGroups().containsKey(VALUE);
  }

  /// Its name.
  String name() {
    return name;
  }

  /// Whether it finds something where there is nothing.
  boolean findsNothing() {
    return pattern.matches("");
  }

  /// The text with every finding replaced; the same text where there is none.
  String applied(String text) {
    Matcher matcher = pattern.matcher(text);
    var out = new StringBuilder();
    int done = 0;
    int from = 0;
    while (from <= text.length() && matcher.find(from)) {
      int start = hasValue ? matcher.start(VALUE) : matcher.start();
      int end = hasValue ? matcher.end(VALUE) : matcher.end();
      if (start < 0 || end == start) {
        from = Math.max(matcher.end(), from + 1); // An empty finding takes nothing out.
        continue;
      }
      out.append(text, done, start).append('[').append(name).append(']');
      done = end;
      // From the end of what was replaced: the sign after it may begin the next finding.
      from = end;
    }
    return done == 0 ? text : out.append(text, done, text.length()).toString();
  }
}
