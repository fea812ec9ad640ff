package io.tocsin.sinks.routed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.Decision;
import io.tocsin.sinks.Sample;
import io.tocsin.sinks.runtime.WriteStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RoutedBookTest {
  private static final String KEY = "tracktik:1";
  private static final Decision ROUTED = Sample.billable(KEY, 1, "35.00");
  private static final Decision NOT_ROUTED = Sample.decision(KEY, 2, 1).build();

  private static RoutedBook book(Set<String> written, Decision... decisions) {
    var book = new RoutedBook("crm", "activity", Map.of(), written);
    for (Decision decision : decisions) {
      book.apply(decision, 1);
    }
    return book;
  }

  @Test
  void routedIsOpen() {
    RoutedBook book = book(Set.of(), ROUTED);

    assertThat(book.changes()).containsExactly(new RoutedChange(ROUTED, true));
    assertThat(book.writes().get(KEY).detail()).isEqualTo("activity opened");
  }

  @Test
  void notRoutedIsNothingToDo() {
    RoutedBook book = book(Set.of(), NOT_ROUTED);

    assertThat(book.changes()).isEmpty();
    assertThat(book.writes().get(KEY).status()).isEqualTo(WriteStatus.NOTHING_TO_DO);
  }

  @Test
  void notRoutedAnyMoreIsWithdrawn() {
    assertThat(book(Set.of(KEY), NOT_ROUTED).changes())
        .containsExactly(new RoutedChange(NOT_ROUTED, false));
  }

  @Test
  void routedAndWithdrawnInOneBatchIsTheSameAsInTwo() {
    assertThat(book(Set.of(), ROUTED, NOT_ROUTED).changes())
        .isEqualTo(book(Set.of(KEY), NOT_ROUTED).changes());
  }

  @Test
  void olderChangesNothing() {
    Decision newer = Sample.billable(KEY, 3, "35.00");

    RoutedBook book = book(Set.of(), newer, NOT_ROUTED, ROUTED);

    assertThat(book.changes()).isEqualTo(List.of(new RoutedChange(newer, true)));
  }
}
