package io.tocsin.policy.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.policy.Events;
import io.tocsin.schemas.CanonicalEvent;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LatestEventsTest {
  private static final TrialDays DAYS =
      new TrialDays(LocalDate.parse("2026-11-10"), LocalDate.parse("2026-12-02"));

  private static CanonicalEvent event(String id, int revision, String site) {
    return Events.event(id).setRevision(revision).setSiteKey(site).build();
  }

  @Test
  void theHighestRevisionStandsInWhateverOrderTheyCome() {
    List<CanonicalEvent> revisions =
        List.of(event("1", 1, "mall"), event("1", 3, "dock"), event("1", 2, "mall"));
    for (List<CanonicalEvent> order : List.of(revisions, revisions.reversed())) {
      var latest = new LatestEvents(DAYS, 1);
      order.forEach(latest::take);

      assertThat(latest.all())
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getRevision()).isEqualTo(3);
                assertThat(event.getSiteKey()).isEqualTo("dock");
              });
    }
  }

  @Test
  void wholeMonthsAndThirtyFiveDaysAroundThemAreKept() {
    var kept = new ArrayList<LocalDate>();
    LocalDate.parse("2026-09-01")
        .datesUntil(LocalDate.parse("2027-03-01"))
        .forEach(
            day -> {
              var latest = new LatestEvents(DAYS, 1);
              latest.take(Events.event("1").setServiceDay(day).build());
              if (!latest.all().isEmpty()) {
                kept.add(day);
              }
            });

    assertThat(kept.getFirst()).isEqualTo("2026-09-27");
    assertThat(kept.getLast()).isEqualTo("2027-02-04");
    assertThat(kept).hasSize(35 + 30 + 31 + 35);
  }

  @Test
  void oneMoreThanMayBeHeldIsRefused() {
    var latest = new LatestEvents(DAYS, 2);
    latest.take(event("1", 1, "mall"));
    latest.take(event("2", 1, "mall"));
    latest.take(event("2", 2, "mall"));

    assertThatThrownBy(() -> latest.take(event("3", 1, "mall")))
        .isInstanceOf(TooManyEvents.class)
        .hasMessage("more than 2 events would have to be held in memory");
  }
}
