package io.tocsin.normalizer.codes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Qualifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Walks every row of the tables that ship.
final class StandardTablesTest {
  private static final StandardTable CONTACT_ID = StandardTables.table("contact-id").orElseThrow();
  private static final StandardTable SIA = StandardTables.table("sia").orElseThrow();

  /// Codes that panels of one maker send beside those of SIA DC-03.
  private static final String NOT_SIA =
      "AF CB CC JC NB ND NE NO NP OB PC PD PE PF PG PO SM XC ZY ZZ";

  /// The numbers of SIA DC-05-1999.09, written as ranges.
  private static final String CONTACT_ID_CODES =
      """
      100-102 110-118 120-125 130-147 150-159 161-163 200-206 300-313 320-327 330-339 341-344 \
      350-357 370-378 380-389 391-393 400-409 411-416 421-434 441-442 450-459 461-466 501 520-527 \
      531-532 551-553 570-577 601-609 611-616 621-632 641-642 651-654\
      """;

  @Test
  void everyCodeOfContactIdIsThere() {
    List<String> expected =
        Arrays.stream(CONTACT_ID_CODES.split(" ")).flatMap(StandardTablesTest::range).toList();

    assertThat(expected).hasSize(225);
    assertThat(CONTACT_ID.codes()).containsOnlyKeys(expected);
    assertThat(CONTACT_ID.version()).isEqualTo(1);
    assertThat(CONTACT_ID.standard()).isEqualTo("SIA DC-05-1999.09");
  }

  @Test
  void everyCodeOfSiaIsThereAndThoseOfOneMakerMatchNothing() throws IOException {
    assertThat(SIA.codes()).hasSize(325 - 20);
    assertThat(SIA.codes().keySet()).allMatch(code -> code.matches("[A-Z]{2}"));
    assertThat(NOT_SIA.split(" ")).hasSize(20).allSatisfy(c -> assertThat(SIA.find(c)).isEmpty());
    assertThat(rows("sia.tsv").filter(row -> row.endsWith("\tno")).map(row -> row.substring(0, 2)))
        .as("the file says so itself")
        .containsExactly(NOT_SIA.split(" "));
  }

  @Test
  void noRowGuessesAndNoRowBillsByItself() {
    assertThat(all())
        .allSatisfy(
            code -> {
              assertThat(code.name()).isNotBlank();
              // What people found out, what people did, what a guard wrote: no panel says that.
              assertThat(types(code))
                  .doesNotContain(
                      EventType.false_alarm,
                      EventType.alarm_dispatch,
                      EventType.patrol_incident,
                      EventType.maintenance);
            });
  }

  @Test
  void aRepeatedContactIdConditionIsAlwaysAStatusReport() {
    assertThat(CONTACT_ID.codes().values())
        .filteredOn(code -> code.repeated() != EventType.status_report)
        .extracting(StandardCode::code)
        .containsExactlyInAnyOrder("651", "652", "653");
  }

  @Test
  void everyClassOfContactIdHasItsTypes() {
    assertThat(others("1", EventType.alarm, EventType.restore)).isEmpty();
    assertThat(others("2", EventType.supervisory, EventType.restore)).isEmpty();
    // An exit error alarm of a zone is an alarm, although it stands among the troubles.
    assertThat(others("3", EventType.trouble, EventType.restore)).containsExactly("374");
    // Remote access, shutdown commands, and the equipment of access control.
    assertThat(others("4", EventType.open_close, EventType.open_close))
        .containsExactly(
            "411", "412", "413", "414", "415", "416", "423", "426", "427", "428", "429", "430",
            "431", "432", "433", "434");
    assertThat(others("5", EventType.bypass, EventType.restore)).containsExactly("531");
    assertThat(others("6", EventType.test_signal, EventType.test_signal))
        .containsExactly(
            "605", "606", "609", "616", "621", "622", "623", "624", "625", "626", "627", "628",
            "629", "630", "631", "632", "641", "642", "651", "652", "653", "654");
  }

  @Test
  void aRestoreInClassFourIsAClosingAndNotTheEndOfATrouble() {
    assertThat(
            codes(CONTACT_ID, c -> c.code().startsWith("4") && c.restored() == EventType.restore))
        .as("only equipment of access control, never an opening, a closing or a cancel")
        .containsExactly("423", "426", "427", "428", "432", "433", "434");
  }

  @Test
  void withoutAQualifierOnlyWhatNeedsNoneHasAType() {
    assertThat(CONTACT_ID.codes().values())
        .allSatisfy(
            code ->
                assertThat(code.type(null).isPresent())
                    .as(code.code())
                    .isEqualTo(code.added() != null && code.added() == code.restored()));
    assertThat(codes(CONTACT_ID, c -> c.lifeSafety() && c.type(null).isPresent())).isEmpty();
  }

  @Test
  void lifeSafetyIsSetForTheseCodesAndNoOthers() {
    assertThat(codes(CONTACT_ID, StandardCode::lifeSafety))
        .containsExactly(
            "100", "101", "102", // medical, personal emergency, somebody did not report in
            "110", "111", "112", "113", "114", "115", "116", "117", "118", // fire
            "120", "121", "122", "123", "124", "125", // panic, duress
            "151", "162", // gas, carbon monoxide
            "641"); // senior watch
    assertThat(codes(SIA, StandardCode::lifeSafety))
        .containsExactly("FA", "FG", "FL", "FM", "GA", "HA", "KA", "MA", "PA", "QA", "SA");
    assertThat(SIA.codes().values())
        .filteredOn(StandardCode::lifeSafety)
        .extracting(StandardCode::added)
        .containsOnly(EventType.alarm, EventType.status_report);
  }

  @Test
  void theEndOfADangerIsNotADangerAndWhatCannotBeToldIsTakenForOne() {
    assertThat(StandardTables.lifeSafety("contact-id", "110", Qualifier.NEW)).isTrue();
    assertThat(StandardTables.lifeSafety("contact-id", "110", Qualifier.STATUS)).isTrue();
    assertThat(StandardTables.lifeSafety("contact-id", "110", null)).isTrue();
    assertThat(StandardTables.lifeSafety("contact-id", "110", Qualifier.RESTORE)).isFalse();
    assertThat(StandardTables.lifeSafety("contact-id", "130", null)).isFalse();
    assertThat(StandardTables.lifeSafety("sia", "fa", null)).isTrue();
    assertThat(StandardTables.lifeSafety("report-template", "110", null)).isFalse();
    assertThat(StandardTables.lifeSafety(null, null, null)).isFalse();
  }

  @Test
  void secondLettersOfSiaMeanWhatTheyMean() {
    // The families of sensors: alarm, restore, trouble and its restore, bypass and its end.
    for (char family : "BFGHKMPQSUWZ".toCharArray()) {
      assertThat(sia(family, 'A')).isEqualTo(EventType.alarm);
      assertThat(sia(family, 'H')).isEqualTo(EventType.restore);
      assertThat(sia(family, 'R')).isEqualTo(EventType.restore);
      assertThat(sia(family, 'J')).isEqualTo(EventType.restore);
      assertThat(sia(family, 'T')).isEqualTo(EventType.trouble);
      assertThat(sia(family, 'S')).isEqualTo(EventType.supervisory);
      assertThat(sia(family, 'B')).isEqualTo(EventType.bypass);
      assertThat(sia(family, 'U')).isEqualTo(EventType.restore);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // What other programs call otherwise.
    "309, Battery test failure, trouble, restore",
    "302, Low system battery, trouble, restore",
    "605, Status report to follow, status_report, status_report",
    "624, Event Log overflow, other, other",
    "391, Sensor Watch trouble, trouble, restore",
    "321, Bell 1, trouble, restore",
    "383, Sensor tamper, trouble, restore",
    "139, Intrusion Verifier, alarm, restore",
    // Not in other programs' tables at all.
    "115, Pull Station, alarm, restore",
    "116, Duct, alarm, restore",
    "123, Audible, alarm, restore",
    "384, RF low battery, trouble, restore",
    "455, Auto-arm Failed, open_close, open_close",
    "571, Fire bypass, bypass, restore",
    "614, Fire Zone Walk Tested, test_signal, test_signal",
    // The standard says itself not to use them; panels do.
    "'404', 'Late to O/C (obsolete; use 453, 454)', open_close, open_close",
    "'405', Deferred O/C (obsolete; do not use), open_close, open_close",
    "406, Cancel, open_close, open_close",
    "401, O/C by user, open_close, open_close",
    "607, Walk test mode, test_signal, test_signal",
    "602, Periodic test report, test_signal, test_signal",
    "616, Service Request, trouble, restore",
  })
  void contactIdHasTheStandardsNames(
      String code, String name, EventType added, EventType restored) {
    StandardCode row = CONTACT_ID.find(code).orElseThrow();

    assertThat(row.name()).isEqualTo(name);
    assertThat(row.type(Qualifier.NEW)).contains(added);
    assertThat(row.type(Qualifier.RESTORE)).contains(restored);
    assertThat(row.type(Qualifier.STATUS)).contains(EventType.status_report);
  }

  @ParameterizedTest
  @CsvSource({
    "TR, Tamper Restoral, restore",
    "TH, Tamper Alarm Restore, restore",
    "TS, Test Start, test_signal",
    "TE, Test End, test_signal",
    "TX, Test Report, test_signal",
    "RP, Automatic Test, test_signal",
    "RX, Manual Test, test_signal",
    "XX, Fail to Test, trouble",
    "RR, Power Up, restore",
    "AR, AC Restoral, restore",
    "YK, Communications Restoral, restore",
    "YX, Service Required, trouble",
    "YZ, Service Completed, restore",
    "YY, Status Report, status_report",
    "OC, Cancel Report, open_close",
    "BC, Burglary Cancel, open_close",
    "OR, Disarm From Alarm, open_close",
    "CR, Recent Closing, open_close",
    "CI, Fail to Close, open_close",
    "OI, Fail to Open, open_close",
    "BV, Burglary Verified, alarm",
    "BM, Burglary Alarm - Cross Point, alarm",
    "BG, Unverified Event - Burglary, alarm",
    "DF, Door Forced, alarm",
    "DR, Door Restoral, restore",
    "FI, Fire Test Begin, test_signal",
    "FK, Fire Test End, test_signal",
    "NS, Activity Resumed, restore",
    "OV, Output State - Restore, restore",
    "BE, Swinger Trouble Restore, restore",
    "RO, Relay Open, other",
  })
  void siaIsJudgedByTheNameNotByTheLetter(String code, String name, EventType type) {
    StandardCode row = SIA.find(code).orElseThrow();

    assertThat(row.name()).isEqualTo(name);
    assertThat(row.type(null)).contains(type);
  }

  @ParameterizedTest
  @CsvSource({
    "contact-id, 130, ZONE",
    "contact-id, 401, USER",
    "contact-id, 406, USER",
    "contact-id, 421, USER",
    "contact-id, 441, USER",
    "contact-id, 457, USER",
    "contact-id, 426, ZONE",
    "contact-id, 454, NONE",
    "contact-id, 333, DEVICE",
    "contact-id, 373, ZONE",
    "contact-id, 570, ZONE",
    "contact-id, 602, NONE",
    "contact-id, 070, NONE",
    "sia, BA, ZONE",
    "sia, OP, USER",
    "sia, cl, USER",
    "sia, CA, AREA",
    "sia, DF, DEVICE",
    "sia, RP, NONE",
    "sia, AF, NONE",
    "report-template, 28, NONE",
    ", 130, NONE",
    "sia, , NONE",
  })
  void theNumberBesideACodeNames(String scheme, String code, AddressKind kind) {
    assertThat(StandardTables.addressKind(scheme, code)).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "code\tname",
        "#table=t version=1 standard=s\ncode\tname\ttype\tlife-safety\taddress\nA\tn\tother\tno",
        "#table=t version=1 standard=s\n"
            + "code\tname\ttype\tlife-safety\taddress\n"
            + "A\tn\tother\tperhaps\tzone",
        "#table=t version=1 standard=s\n"
            + "code\tname\ttype\tlife-safety\taddress\n"
            + "A\tn\tother\tno\tzone\n"
            + "A\tn\tother\tno\tzone",
        "#table=t version=1 standard=s\n"
            + "code\tname\ttype\tlife-safety\taddress\n"
            + "A\t\tother\tno\tzone",
      })
  void aBrokenTableIsRefused(String text) {
    assertThatIllegalStateException().isThrownBy(() -> StandardTable.read(text.lines().toList()));
  }

  private static Stream<String> range(String range) {
    int from = Integer.parseInt(range.substring(0, 3));
    int to = Integer.parseInt(range.substring(range.length() - 3));
    return Stream.iterate(from, n -> n <= to, n -> n + 1).map(String::valueOf);
  }

  private static List<StandardCode> all() {
    return Stream.of(CONTACT_ID, SIA).flatMap(table -> table.codes().values().stream()).toList();
  }

  private static Set<EventType> types(StandardCode code) {
    return Stream.of(Qualifier.values())
        .flatMap(q -> code.type(q).stream())
        .collect(Collectors.toSet());
  }

  private static TreeSet<String> codes(StandardTable table, Predicate<StandardCode> which) {
    return table.codes().values().stream()
        .filter(which)
        .map(StandardCode::code)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static TreeSet<String> others(String first, EventType added, EventType restored) {
    return codes(
        CONTACT_ID,
        c -> c.code().startsWith(first) && !(c.added() == added && c.restored() == restored));
  }

  private static EventType sia(char family, char second) {
    String code = "" + family + second;
    return SIA.find(code).flatMap(c -> c.type(null)).orElseThrow(() -> new AssertionError(code));
  }

  private static Stream<String> rows(String file) throws IOException {
    try (InputStream in = StandardTable.class.getResourceAsStream("/code-tables/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().skip(2);
    }
  }
}
