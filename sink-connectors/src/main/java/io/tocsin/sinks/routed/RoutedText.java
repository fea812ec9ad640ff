package io.tocsin.sinks.routed;

import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The words of an activity or a ticket: plain text, bounded, one fact a line, line breaks always
/// `\n`. The same decision always gives the same words. No personal data: only what the decision
/// carries, which has none.
public final class RoutedText {
  /// Longest subject, in characters.
  public static final int MAX_SUBJECT = 200;

  /// Longest body, in characters.
  public static final int MAX_BODY = 2_000;

  private static final int MAX_LINE = 400;
  private static final Pattern NOT_TEXT = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private RoutedText() {}

  /// One line.
  public static String subject(Decision decision) {
    return cut(clean(decision.getSummary()), MAX_SUBJECT);
  }

  /// The facts, one a line.
  public static String body(Decision decision) {
    var body = new StringBuilder();
    line(body, null, decision.getSummary());
    line(body, "Outcome", outcome(decision.getEndState()));
    line(body, "Reason", decision.getReason());
    line(body, "Occurred", TIME.format(decision.getOccurredAt()));
    line(body, "Service day", decision.getServiceDay().toString());
    line(body, "Site", decision.getSiteKey());
    line(body, "Owner", decision.getOwnerTeam());
    line(body, "Service level", decision.getServiceLevel());
    line(body, "Life safety", decision.getLifeSafety() ? "yes" : null);
    line(body, "Incident", decision.getIncidentId());
    line(body, "Event", decision.getEventKey());
    line(
        body,
        "Rule",
        decision.getRuleId() == null
            ? null
            : "%s of rulebook %d".formatted(decision.getRuleId(), decision.getRulebookVersion()));
    return cut(body.toString().stripTrailing(), MAX_BODY);
  }

  private static String outcome(EndState state) {
    return switch (state) {
      case BILLABLE -> "billable";
      case NOT_BILLABLE -> "not billable";
      case MERGED -> "merged";
      case IN_REVIEW -> "in review";
      case DEAD_LETTERED -> "dead-lettered";
    };
  }

  private static void line(StringBuilder body, @Nullable String label, @Nullable String value) {
    if (value == null || value.isBlank()) {
      return;
    }
    if (label != null) {
      body.append(label).append(": ");
    }
    body.append(plain(value)).append('\n');
  }

  /// Text on one line of bounded length: control characters and line breaks become blanks.
  public static String plain(String text) {
    return cut(clean(text), MAX_LINE);
  }

  private static String clean(String text) {
    return NOT_TEXT.matcher(text).replaceAll(" ").strip();
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    // Never half a character.
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
