package io.tocsin.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.EndState;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the golden text of [ConsoleIT] does not show.
class OutcomesTextTest {
  private static <T> Excerpt<T> none() {
    return new Excerpt<>(List.of(), 0);
  }

  private static Outcomes outcomes(
      LocalDate from,
      LocalDate to,
      Outcomes.DeliveryBalance deliveries,
      Outcomes.EventBalance events,
      Outcomes.MoneyBalance money) {
    return new Outcomes(
        from,
        to,
        Instant.parse("2026-11-21T03:00:00Z"),
        List.of(),
        deliveries,
        List.of(),
        events,
        none(),
        List.of(),
        List.of(money),
        none(),
        none(),
        List.of(),
        none(),
        none());
  }

  private static Outcomes.MoneyBalance money(String invoiced, String decided) {
    return new Outcomes.MoneyBalance(
        "EUR", new BigDecimal(invoiced), new BigDecimal(decided), new BigDecimal("0.00"));
  }

  @Test
  void everyMismatchIsSaidWithWhatIsMissing() {
    var outcomes =
        outcomes(
            null,
            null,
            new Outcomes.DeliveryBalance(new DeliveryCounts(5, 1, 0, 0), 4, 3),
            new Outcomes.EventBalance(
                4,
                List.of(
                    new Outcomes.EndStateCount(EndState.BILLABLE, null, "r", 2),
                    new Outcomes.EndStateCount(EndState.MERGED, "SAME_INCIDENT", "r", 1)),
                2,
                1,
                List.of("a:1", "a:2", "b:3")),
            money("10.00", "12.00"));

    assertThat(OutcomesText.of(outcomes)).isEqualTo(TestConsole.resource("outcomes-mismatch.txt"));
  }

  @Test
  void sumsThatAreEqualByChanceAreAMismatchStill() {
    // One new event lost and one revision too many: 5 + 1 = 4 + 2.
    assertThat(new Outcomes.DeliveryBalance(new DeliveryCounts(5, 1, 0, 0), 4, 2).matches())
        .isFalse();
    // One event without decision and one decision without event.
    assertThat(
            new Outcomes.EventBalance(
                    1,
                    List.of(new Outcomes.EndStateCount(EndState.BILLABLE, null, "r", 1)),
                    1,
                    1,
                    List.of())
                .matches())
        .isFalse();
    // The scale of an amount is no difference.
    assertThat(money("10.0", "10.00").matches()).isTrue();
  }

  @Test
  void theRangeIsSaidInWords() {
    var deliveries = new Outcomes.DeliveryBalance(new DeliveryCounts(0, 0, 0, 0), 0, 0);
    var events = new Outcomes.EventBalance(0, List.of(), 0, 0, List.of());
    LocalDate first = LocalDate.of(2026, 11, 1);
    LocalDate last = LocalDate.of(2026, 11, 30);

    assertThat(OutcomesText.of(outcomes(first, last, deliveries, events, money("1", "1"))))
        .startsWith(
            "OUTCOMES, days from 2026-11-01 to 2026-11-30, read at 2026-11-21 03:00:00 UTC");
    assertThat(OutcomesText.of(outcomes(first, null, deliveries, events, money("1", "1"))))
        .startsWith("OUTCOMES, days from 2026-11-01 on, ");
    assertThat(OutcomesText.of(outcomes(null, last, deliveries, events, money("1", "1"))))
        .startsWith("OUTCOMES, days up to 2026-11-30, ");
    assertThat(OutcomesText.of(outcomes(last, last, deliveries, events, money("1", "1"))))
        .startsWith("OUTCOMES, day 2026-11-30, ");
  }
}
