package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Qualifier;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CodeTableTest {
  private final CodeTable table =
      new CodeTable(
          new CodeMapping(
              "manitou",
              3,
              List.of(
                  entry("401", "contact-id", null, EventType.open_close),
                  entry("130", "contact-id", Qualifier.NEW, EventType.alarm),
                  entry("130", "contact-id", Qualifier.RESTORE, EventType.restore),
                  entry("BA", null, null, EventType.alarm),
                  entry("0130", "contact-id", null, EventType.bypass))));

  @ParameterizedTest
  @CsvSource({
    "130, contact-id, NEW, alarm, contact-id:130",
    "130, contact-id, RESTORE, restore, contact-id:130",
    "130, contact-id, STATUS, , ",
    "130, contact-id, , , ",
    "130, sia, NEW, , ",
    "0130, contact-id, NEW, bypass, contact-id:0130",
    // A closing is no restore of a trouble.
    "401, contact-id, RESTORE, open_close, contact-id:401",
    "BA, sia, , alarm, BA",
    "BA, , , alarm, BA",
    "ba, sia, , , ",
    ", sia, , , ",
  })
  void theFirstEntryThatFitsWins(
      String code, String scheme, Qualifier qualifier, EventType type, String entry) {
    var match = table.find(code, scheme, qualifier);

    assertThat(match.map(m -> m.entry().getType()).orElse(null)).isEqualTo(type);
    assertThat(match.map(m -> m.applied().getEntry()).orElse(null)).isEqualTo(entry);
    assertThat(match.map(m -> m.applied().getVersion()).orElse(3)).isEqualTo(3);
  }

  private static CodeEntry entry(String code, String scheme, Qualifier qualifier, EventType type) {
    return new CodeEntry(code, scheme, qualifier, type, "name", false, null);
  }
}
