package io.tocsin.platform.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.Qualifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SignalCodeTest {
  @ParameterizedTest
  @CsvSource({
    // code, table, beside, code, qualifier
    "1130, CID, , 130, NEW",
    "3130, ContactID, , 130, RESTORE",
    "6130, contact-id, , 130, STATUS",
    "E130, Contact ID, , 130, NEW",
    "R130, ADM-CID, , 130, RESTORE",
    "P130, cid, , 130, STATUS",
    "e130, CID, , 130, NEW",
    "E 130, CID, , 130, NEW",
    "' 1130 ', CID, , 130, NEW",
    "O401, CID, , 401, NEW",
    "C401, CID, , 401, RESTORE",
    "c401, CID, , 401, RESTORE",
    // Not an opening: left as it came.
    "O130, CID, , O130, ",
    "130, CID, , 130, ",
    "130, CID, 1, 130, NEW",
    "130, CID, E, 130, NEW",
    "130, CID, O, 130, NEW",
    "401, CID, c, 401, RESTORE",
    "130, CID, OLD, 130, STATUS",
    // What stands beside the code wins over what stands in it.
    "1130, CID, 3, 130, RESTORE",
    "1130, CID, x, 130, NEW",
    "1bcd, CID, , BCD, NEW",
    "2130, CID, , 2130, ",
    "11300, CID, , 11300, ",
    "1110 00 129, CID, , 1110 00 129, ",
  })
  void contactIdIsCodeAndQualifier(
      String code, String table, String beside, String event, Qualifier qualifier) {
    assertThat(SignalCode.of(code, table, beside))
        .isEqualTo(new SignalCode(event, SignalCode.CONTACT_ID, qualifier));
  }

  @ParameterizedTest
  @CsvSource({"BA, SIA, 1, BA", "BA, sia-dcs, , BA", "' BA ', ' Sia ', E, BA", "ba, sia, , ba"})
  void siaCodesHaveNoQualifier(String code, String table, String beside, String event) {
    assertThat(SignalCode.of(code, table, beside))
        .isEqualTo(new SignalCode(event, SignalCode.SIA, null));
  }

  @Test
  void codesOfNoKnownTableStayAsTheyCame() {
    assertThat(SignalCode.of("E130", null, null)).isEqualTo(new SignalCode("E130", null, null));
    assertThat(SignalCode.of("*O", "Bold", "R"))
        .isEqualTo(new SignalCode("*O", "bold", Qualifier.RESTORE));
    assertThat(SignalCode.of("  ", "CID", null))
        .isEqualTo(new SignalCode(null, SignalCode.CONTACT_ID, null));
    assertThat(SignalCode.of(null, "CID", "1"))
        .isEqualTo(new SignalCode(null, SignalCode.CONTACT_ID, Qualifier.NEW));
    assertThat(SignalCode.of("007", " ", null)).isEqualTo(new SignalCode("007", null, null));
  }
}
