package io.tocsin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How the console names rows.
final class ExportControllerTest {
  @Test
  void placesAreSinglesAndRanges() {
    assertThat(ExportController.rows("0,3-5,9").orElseThrow().stream())
        .containsExactly(0, 3, 4, 5, 9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "1,", "5-3", "-1", "1-2-3", "1 ,2", "9999999", "1-9999999"})
  void whatIsNoListOfPlacesPublishesNothing(String list) {
    assertThat(ExportController.rows(list)).isEmpty();
  }
}
