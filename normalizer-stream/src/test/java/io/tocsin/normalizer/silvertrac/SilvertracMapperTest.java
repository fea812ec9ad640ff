package io.tocsin.normalizer.silvertrac;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.normalizer.SettingsOf;
import io.tocsin.normalizer.vendor.Deliveries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SilvertracMapperTest {
  private final SilvertracMapper mapper = new SilvertracMapper();

  @Test
  void anIssueOfAReportIsReadByColumns() {
    assertThat(
            shown(
                "silvertrac/issue.csv",
                """
                columns:
                  code: Type
                  custom-id: Issue ID#
                  severity: Level
                  status: Status
                  note: Notes
                  attributes: {address: Address, unit: Unit, location: Location}
                """))
        .isEqualTo(
            """
            code: Vandalism
            scheme: silvertrac-issue-type
            severity: 3
            status: Open
            reference silvertrac-issue: 77001
            attribute address: 12 Main Street
            attribute location: Lobby
            attribute unit: 4B
            carried NOTE: text/plain Resident Dana Example, 312-555-0143
            """);
  }

  @Test
  void anIssueOfAMailIsReadByLabels() {
    assertThat(
            shown(
                "silvertrac/issue.eml",
                "labels: {code: Issue Type, custom-id: Issue ID#, severity: Level}"))
        .isEqualTo(
            """
            code: Theft
            scheme: silvertrac-issue-type
            severity: 1
            reference silvertrac-issue: 77001
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "'', severity: 3",
    "'severity-scale: {yellow: 2}', severity: 2",
    // Its own scale stands for itself alone.
    "'severity-scale: {red: 1}', attribute severity_as_received: Yellow",
  })
  void theDocumentedLevelsHoldUnlessAScaleIsConfigured(String scale, String expected) {
    assertThat(shown("silvertrac/issue.csv", scale + "\ncolumns: {severity: Level}"))
        .contains(expected + "\n");
  }

  private String shown(String file, String settings) {
    return Deliveries.shown(Deliveries.map(mapper, file, null, SettingsOf.source(settings)));
  }
}
