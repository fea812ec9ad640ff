package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.normalizer.CodeTable.Match;
import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.MappingApplied;
import io.tocsin.schemas.Qualifier;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who decides what a code means: the account's entry, the source's, the standard's table.
final class CodeTableTest {
  private static final String ACCOUNT = "R1-0042";

  private final CodeTable table =
      new CodeTable(
          new CodeMapping(
              "manitou",
              3,
              List.of(
                  entry("401", "contact-id", null, null, EventType.bypass),
                  entry("130", "contact-id", Qualifier.NEW, null, EventType.patrol_incident),
                  entry("130", "contact-id", Qualifier.NEW, ACCOUNT, EventType.supervisory),
                  entry("0130", "contact-id", null, null, EventType.maintenance),
                  // A sender whose every alarm is an automatic test.
                  entry("RP", "sia", null, null, EventType.alarm),
                  entry("rp", "sia", null, "R1-0043", EventType.test_signal),
                  entry("QQ", null, null, null, EventType.maintenance),
                  entry("Ab", "words", null, null, EventType.other),
                  entry("102", null, null, null, EventType.alarm),
                  entry("103", "disposition", null, null, EventType.false_alarm))));

  @ParameterizedTest
  @CsvSource({
    // The account's entry stands behind the source's, and wins.
    "130, contact-id, NEW, R1-0042, supervisory, contact-id:130@R1-0042, manitou",
    "130, contact-id, NEW, R1-0041, patrol_incident, contact-id:130, manitou",
    "130, contact-id, NEW, , patrol_incident, contact-id:130, manitou",
    // What the mapping does not say, the standard does.
    "130, contact-id, RESTORE, R1-0042, restore, contact-id:130, standard",
    "130, contact-id, STATUS, , status_report, contact-id:130, standard",
    "130, contact-id, , , , ,",
    "130, sia, NEW, , , ,",
    "130, , NEW, , , ,",
    "0130, contact-id, NEW, , maintenance, contact-id:0130, manitou",
    "0131, contact-id, NEW, , , ,",
    "401, contact-id, RESTORE, , bypass, contact-id:401, manitou",
    // A closing is no restore of a trouble.
    "402, contact-id, RESTORE, , open_close, contact-id:402, standard",
    "402, contact-id, , , open_close, contact-id:402, standard",
    "BA, sia, , , alarm, sia:BA, standard",
    "ba, sia, , , alarm, sia:BA, standard",
    "BA, , , , , ,",
    "BA, words, , , , ,",
    "RP, sia, , , alarm, sia:RP, manitou",
    "rp, sia, , , alarm, sia:RP, manitou",
    "RP, sia, , R1-0043, test_signal, sia:rp@R1-0043, manitou",
    "QQ, sia, , , maintenance, QQ, manitou",
    "QQ, , , , maintenance, QQ, manitou",
    "qq, , , , , ,",
    "Ab, words, , , other, words:Ab, manitou",
    "ab, words, , , , ,",
    ", sia, , , , ,",
    // Codes of one panel maker, and one that the standard reserves.
    "070, contact-id, NEW, , , ,",
    "103, contact-id, NEW, , , ,",
    "651, contact-id, NEW, , , ,",
    "AF, sia, , , , ,",
    "PF, sia, , , , ,",
    // A resolution code is no signal's code, and no standard has one.
    "102, disposition, , , , ,",
    "102, contact-id, NEW, , alarm, 102, manitou",
    "103, disposition, , , false_alarm, disposition:103, manitou",
    "BA, disposition, , , , ,",
  })
  void theNearestTableThatKnowsACodeDecides(
      String code,
      String scheme,
      Qualifier qualifier,
      String siteRef,
      EventType type,
      String entry,
      String from) {
    Optional<Match> match = table.find(code, scheme, qualifier, siteRef);

    assertThat(match.map(m -> m.entry().getType()).orElse(null)).isEqualTo(type);
    assertThat(match.map(m -> m.applied().getEntry()).orElse(null)).isEqualTo(entry);
    assertThat(match.map(m -> m.applied().getSource()).orElse(null)).isEqualTo(from);
  }

  @Test
  void aSourceWithoutMappingHasTheStandards() {
    Match match =
        CodeTable.standard().find("110", "contact-id", Qualifier.NEW, ACCOUNT).orElseThrow();

    assertThat(match.applied()).isEqualTo(new MappingApplied("standard", 1, "contact-id:110"));
    assertThat(match.entry())
        .isEqualTo(
            new CodeEntry(
                "110", "contact-id", Qualifier.NEW, null, EventType.alarm, "Fire", true, null));
    assertThat(CodeTable.standard().find("28", "report-template", null, "50")).isEmpty();
  }

  @Test
  void theEndOfAFireIsNoFire() {
    assertThat(lifeSafety("110", Qualifier.NEW)).contains(true);
    assertThat(lifeSafety("110", Qualifier.STATUS)).contains(true);
    assertThat(lifeSafety("110", Qualifier.RESTORE)).contains(false);
  }

  private static Optional<Boolean> lifeSafety(String code, Qualifier qualifier) {
    return CodeTable.standard()
        .find(code, "contact-id", qualifier, null)
        .map(m -> m.entry().getLifeSafety());
  }

  private static CodeEntry entry(
      String code, String scheme, Qualifier qualifier, String account, EventType type) {
    return new CodeEntry(code, scheme, qualifier, account, type, "name", false, null);
  }
}
