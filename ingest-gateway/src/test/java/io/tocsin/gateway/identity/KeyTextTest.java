package io.tocsin.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann@example.org",
        "customers/ann@example.org/CREATED_CUSTOMER",
        "<Ann> ann.b+c@mail.example.co.uk",
        "+15551234567",
        "+1 (555) 123-4567",
        "customers/+27 82 555 0100",
        "R1-+15551234567"
      })
  void whatNamesAPersonIsHidden(String text) {
    assertThat(KeyText.safe(text)).matches("h-[0-9a-f]{32}").isEqualTo(KeyText.safe(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reports/28475",
        "5551234567",
        "R1-0042",
        "a@b",
        "1E+999999999",
        "2026-11-02T10:00:00+02:00",
        "2026-11-02T10:00:00+0200",
        "+12",
        "12+345678901"
      })
  void everythingElseStays(String text) {
    assertThat(KeyText.safe(text)).isEqualTo(text);
  }

  @Test
  void itIsTheHashThatAnyoneCanMake() {
    // printf %s ann@example.org | sha256sum | cut -c1-32
    assertThat(KeyText.safe("ann@example.org")).isEqualTo("h-438c4c7afe600cdf1e455c369bec76dc");
  }
}
