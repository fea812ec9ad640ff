package io.tocsin.sinks.routed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.Decision;
import io.tocsin.sinks.Sample;
import org.junit.jupiter.api.Test;

final class RoutedTextTest {
  @Test
  void oneFactALine() {
    Decision decision = Sample.billable("tracktik:1", 1, "35.00");

    assertThat(RoutedText.subject(decision)).isEqualTo("Alarm dispatch at site-1");
    assertThat(RoutedText.body(decision))
        .isEqualTo(
            """
            Alarm dispatch at site-1
            Outcome: billable
            Reason: a guard was sent
            Occurred: 2026-03-02 04:05:06 UTC
            Service day: 2026-03-01
            Site: site-1
            Owner: response
            Service level: 30 min
            Incident: %s
            Event: tracktik:1
            Rule: dispatch of rulebook 7\
            """
                .formatted(decision.getIncidentId()));
  }

  @Test
  void noOtherLineBreaksAndNoControlCharacters() {
    Decision decision =
        Sample.decision("tracktik:1", 1, 1).setSummary("a\r\nb\u2028c\0d\te").build();

    assertThat(RoutedText.subject(decision)).isEqualTo("a b c d e");
    assertThat(RoutedText.body(decision).lines().findFirst()).hasValue("a b c d e");
  }

  @Test
  void bounded() {
    String longText = "😀".repeat(5_000);
    Decision decision =
        Sample.decision("tracktik:1", 1, 1)
            .setSummary(longText)
            .setReason(longText)
            .setSiteKey(longText)
            .setOwnerTeam(longText)
            .setServiceLevel(longText)
            .setRuleId(longText)
            .build();

    assertThat(RoutedText.subject(decision)).hasSizeLessThanOrEqualTo(RoutedText.MAX_SUBJECT);
    String body = RoutedText.body(decision);
    assertThat(body).hasSizeLessThanOrEqualTo(RoutedText.MAX_BODY).endsWith("…");
    assertThat(body.chars().filter(c -> Character.isHighSurrogate((char) c)).count())
        .isEqualTo(body.chars().filter(c -> Character.isLowSurrogate((char) c)).count());
  }
}
