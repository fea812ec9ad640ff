package io.tocsin.normalizer.tracktik;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.normalizer.Raws;
import io.tocsin.normalizer.SettingsOf;
import io.tocsin.normalizer.vendor.Deliveries;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrackTikMapperTest {
  private final TrackTikMapper mapper = new TrackTikMapper();

  @Test
  void withoutSettingsOnlyWhatIsDocumentedIsTaken() {
    assertThat(shown("tracktik/report.json", "28", ""))
        .isEqualTo(
            """
            code: 28
            scheme: report-template
            reference tracktik-custom-id: ABC-123
            """);
  }

  @Test
  void anEntityIsReadByPointers() {
    assertThat(
            shown(
                "tracktik/report-with-fields.json",
                null,
                """
                code-scheme: task-type
                severity-scale: {urgent: 1, LOW: 5}
                pointers:
                  code: /template, /reportFlags/0/id
                  site: /account/id
                  severity: [/severity, /priority]
                  category: /reportFlags/0/name
                  status: /status
                  order: /updatedOn
                  note: [/nothing, /status]
                  attributes:
                    started: /reportFields/0/value
                    nowhere: /nowhere
                  personal: /contact/people/*/name
                """))
        .isEqualTo(
            """
            order: 1793679600000
            siteRef: 50
            code: 7
            scheme: task-type
            severity: 1
            category: After hours dispatch, met Dana Example
            status: Verification
            reference tracktik-custom-id: ABC-123
            attribute started: 12:30
            carried NOTE: text/plain Verification
            withheld personal: Dana Example
            """);
  }

  @Test
  void aRowIsReadByColumns() {
    assertThat(
            shown(
                "tracktik/reports.csv",
                "28",
                """
                severity-scale: {high: 2}
                columns:
                  custom-id: customId
                  severity: severity
                  category: [category, flag]
                  status: status
                  attributes: {account: account.name}
                """))
        .isEqualTo(
            """
            code: 28
            scheme: report-template
            severity: 2
            category: After hours
            status: Approved
            reference tracktik-custom-id: ABC-123
            attribute account: Northgate, Mall
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "'columns: {status: state}', state",
    "'columns: {status: [state, State]}', state' or 'State",
    "'columns: {attributes: {x: gone}}', gone",
    "'columns: {personal: [status, contact]}', contact",
  })
  void aNamedColumnThatTheFileLacksIsRefusedByName(String settings, String column) {
    assertThat(shown("tracktik/reports.csv", "28", settings))
        .isEqualTo(
            "unreadable: the row has no column '%s', which the settings name\n".formatted(column));
  }

  @Test
  void aMailIsReadByLabelsWithItsFiles() {
    assertThat(
            shown(
                "tracktik/report.eml",
                null,
                """
                labels:
                  custom-id: report
                  status: Status
                  category: header:Subject
                  personal: Contact
                """))
        .isEqualTo(
            """
            scheme: report-template
            category: Report 9001 ready
            status: Approved
            reference tracktik-custom-id: 9001
            carried PHOTO: image/jpeg 4 bytes
            carried FILE: application/pdf 4 bytes
            withheld personal: Dana Example
            withheld personal: Sam Example
            """);
  }

  @Test
  void confidentialFieldsAreTakenOutBeforeAnythingIsRead() {
    String pointers =
        """
        pointers:
          status: /reportFields/0/value
          category: /reportFields/1/value
          disposition: /reportFields/2/value/0
          zone: /reportFields/3/value
          area: /reportFields/4/value
        """;
    assertThat(
            shown(
                "tracktik/report-with-fields.json",
                null,
                """
                confidential:
                  fields: /reportFields
                  value: /value
                  flags: [/field/confidential, /field/adminOnly]
                """
                    + pointers))
        .isEqualTo(
            """
            scheme: report-template
            status: 12:30
            reference tracktik-custom-id: ABC-123
            withheld confidential: gate 4471-B
            withheld confidential: Sam Example
            withheld confidential: 7
            withheld confidential: not said
            withheld confidential: no flags at all
            """);
    // By a list of templates, for deliveries without flags: what is not on it may be shown.
    assertThat(
            shown(
                "tracktik/report-with-fields.json",
                null,
                """
                confidential:
                  fields: /reportFields
                  value: /value
                  id: [/field/id, /field]
                  ids: [31, 33]
                """
                    + pointers))
        .isEqualTo(
            """
            scheme: report-template
            zone: not said
            category: gate 4471-B
            status: 12:30
            reference tracktik-custom-id: ABC-123
            withheld confidential: Sam Example
            withheld confidential: 7
            withheld confidential: no flags at all
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"reportFields\": {\"a\": 1}} | unreadable: the place of the fields that may be"
            + " confidential leads to something else than an array",
        "{} | scheme: report-template",
        "{\"reportFields\": null} | scheme: report-template",
        "{\"reportFields\": []} | scheme: report-template",
      })
  void aPlaceOfConfidentialFieldsThatHoldsNoArrayIsRefused(String body, String expected) {
    Source source =
        SettingsOf.source(
            "confidential: {fields: /reportFields, value: /value, flags: /confidential}");

    assertThat(Deliveries.shown(mapped(body, source))).isEqualTo(expected + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    // Without a scale nothing is known of a severity, not even of a number.
    "'', 2, , 2",
    "'severity-scale: {2: 4}', 2, 4, ",
    "'severity-scale: \"5=1, 4=2, 3=3\"', 5, 1, ",
    "'severity-scale: {Very High: 1}', VERY HIGH, 1, ",
    "'severity-scale: {Very High: 1}', high, , high",
  })
  void aSeverityMeansWhatItsScaleSays(
      String scale, String sent, Integer expected, String asReceived) {
    Source source = SettingsOf.source(scale + "\npointers: {severity: /s}");

    var said = (Mapped.Said) mapped("{\"s\": \"%s\"}".formatted(sent), source);

    assertThat(said.statement().getSeverity()).isEqualTo(expected);
    assertThat(said.statement().getAttributes().get("severity_as_received")).isEqualTo(asReceived);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, ",
    "4, 4, ",
    "\"3\", 3, ",
    "5, , 5",
    "-1, , -1",
    "\"two\", , two",
    "1.5, , 1.5"
  })
  void anAlarmLevelIsOneOfFive(String sent, Integer level, String asReceived) {
    var said =
        (Mapped.Said)
            mapped(
                "{\"avs\": %s}".formatted(sent),
                SettingsOf.source("pointers: {alarm-level: /avs}"));

    assertThat(said.statement().getAlarmLevel()).isEqualTo(level);
    assertThat(said.statement().getAttributes().get("alarm_level_as_received"))
        .isEqualTo(asReceived);
  }

  @ParameterizedTest
  @CsvSource({
    "'', \"2026-11-02T05:00:00-06:00\", 1793617200000",
    "'', \"2026-11-02T05:00:00\", ",
    "'time-zone: America/Chicago', \"2026-11-02T05:00:00\", 1793617200000",
    // The road's own zone.
    "'roads: {webhook: {time-zone: UTC}}', \"2026-11-02T11:00:00\", 1793617200000",
    "'', 17, 17",
    "'', -3, -3",
    "'time-formats: epoch-seconds', 1793617200, 1793617200000",
    "'', \"soon\", ",
    "'', \"1793617200000000000000\", ",
  })
  void anOrderIsATimeOrAWholeNumber(String settings, String sent, Long expected) {
    Source source = SettingsOf.source(settings + "\npointers: {order: /o}");

    var said = (Mapped.Said) mapped("{\"o\": %s}".formatted(sent), source);

    assertThat(said.statement().getOrder()).isEqualTo(expected);
  }

  @Test
  void placesThatLeadNowhereOrToNoSingleValueGiveNothing() {
    assertThat(
            shown(
                "tracktik/report.json",
                null,
                """
                pointers:
                  status: /nowhere/at/all
                  category: /reportFlags
                  severity: /reportFlags/0
                """))
        .isEqualTo(
            """
            scheme: report-template
            reference tracktik-custom-id: ABC-123
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | [] | the body is no JSON object",
        "application/json | {} {} | the body is no JSON object",
        "text/csv | id | the body is no CSV row with its header",
        "application/xml | <a/> | this vendor is not known to send XML",
        "text/plain | x | the media type is none of JSON, XML, CSV and mail",
      })
  void whatCannotBeReadIsSaidSo(String mediaType, String body, String reason) {
    assertThat(
            mapper.map(
                Raws.trackTik("1", "r").setMediaType(mediaType).build(),
                body.getBytes(StandardCharsets.UTF_8),
                Source.unconfigured("x")))
        .isEqualTo(new Mapped.Unreadable(reason));
  }

  private Mapped mapped(String json, Source source) {
    return mapper.map(
        Raws.trackTik("1", "r").setSiteRef(null).setCode(null).build(),
        json.getBytes(StandardCharsets.UTF_8),
        source);
  }

  private String shown(String file, String code, String settings) {
    return Deliveries.shown(Deliveries.map(mapper, file, code, SettingsOf.source(settings)));
  }
}
