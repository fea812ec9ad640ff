package io.tocsin.policy.rulebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RulebookTextTest {
  private static final LocalDate DAY = LocalDate.parse("2026-03-01");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "version: 1;effective-from: 2026-01-01;currency: USD"
            + "| version: 12;effective-from: 2026-03-01;currency: USD",
        "# version: 1;effective-from: '2026-01-01' # day;currency: £;version:   1   # number| #"
            + " version: 1;effective-from: 2026-03-01 # day;currency: £;version:   12   # number",
        "contracts: [{id: 🙂, version: 1}];version: 1;\"effective-from\": 2026-01-01"
            + "| contracts: [{id: 🙂, version: 1}];version: 12;\"effective-from\": 2026-03-01",
        "{version: 1, effective-from: 2026-01-01}| {version: 12, effective-from: 2026-03-01}",
        "\uFEFFversion: 1;effective-from: 2026-01-01"
            + "| \uFEFFversion: 12;effective-from: 2026-03-01",
      })
  void onlyTheNumberAndTheDayChange(String before, String after) {
    assertThat(RulebookText.renumbered(before.replace(';', '\n'), 12, DAY))
        .isEqualTo(after.replace(';', '\n'));
  }

  @Test
  void windowsLineEndsStay() {
    assertThat(RulebookText.renumbered("version: 1\r\neffective-from: 2026-01-01\r\n", 12, DAY))
        .isEqualTo("version: 12\r\neffective-from: 2026-03-01\r\n");
  }

  @Test
  void whatHasNoNumberCannotGetAnother() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RulebookText.renumbered("effective-from: 2026-01-01", 12, DAY));
  }
}
