package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import io.tocsin.normalizer.vendor.Confidential;
import io.tocsin.normalizer.vendor.Fact;
import io.tocsin.normalizer.vendor.Format;
import io.tocsin.normalizer.vendor.Layout;
import io.tocsin.normalizer.vendor.SeverityScale;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.platform.reading.CsvFile;
import io.tocsin.schemas.Transport;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SourceSettingsTest {
  @Test
  void everySettingIsRead() {
    Source source =
        SettingsOf.source(
            """
            time-zone: America/Chicago
            time-formats: yyyyMMddHHmmss, epoch-seconds
            roads:
              export: {time-zone: Europe/Paris}
              poll: {time-formats: ["MMM d, yyyy HH:mm"]}
            code-scheme: task-type
            pointers:
              severity: /priority
              zone: [/a, "/b,c"]
              attributes: {latitude: "/lat, /y"}
              personal: /people/*/name
            columns:
              status: Status
            labels:
              code: Event
            elements:
              area: "@Area"
            severity-scale: {urgent: 1, LOW: 5}
            csv: {delimiter: tab, charset: windows-1252}
            confidential:
              fields: /reportFields
              value: /value
              flags: [/field/confidential, /field/adminOnly]
              id: /field/id
              ids: 30, 31
            """);

    assertThat(source.times().zone()).isEqualTo(ZoneId.of("America/Chicago"));
    assertThat(source.times().formats()).hasSize(2);
    assertThat(source.times(Transport.EXPORT).zone()).isEqualTo(ZoneId.of("Europe/Paris"));
    assertThat(source.times(Transport.EXPORT).formats()).isEqualTo(source.times().formats());
    assertThat(source.times(Transport.POLL).zone()).isEqualTo(ZoneId.of("America/Chicago"));
    assertThat(source.times(Transport.POLL).formats()).hasSize(1);
    assertThat(source.times(Transport.MAILBOX)).isEqualTo(source.times());
    assertThat(source.codeScheme()).isEqualTo("task-type");
    assertThat(source.layouts())
        .isEqualTo(
            Map.of(
                Format.JSON,
                new Layout(
                    Map.of(Fact.SEVERITY, List.of("/priority"), Fact.ZONE, List.of("/a", "/b,c")),
                    Map.of("latitude", List.of("/lat", "/y")),
                    List.of("/people/*/name")),
                Format.CSV,
                Layout.of(Map.of(Fact.STATUS, List.of("Status"))),
                Format.MAIL,
                Layout.of(Map.of(Fact.CODE, List.of("Event"))),
                Format.XML,
                Layout.of(Map.of(Fact.AREA, List.of("@Area")))));
    assertThat(source.severityScale()).isEqualTo(new SeverityScale(Map.of("urgent", 1, "low", 5)));
    assertThat(source.csv()).isEqualTo(new CsvFile.Format('\t', Charset.forName("windows-1252")));
    assertThat(source.confidential())
        .isEqualTo(
            new Confidential(
                JsonPointer.compile("/reportFields"),
                JsonPointer.compile("/value"),
                List.of(
                    JsonPointer.compile("/field/confidential"),
                    JsonPointer.compile("/field/adminOnly")),
                List.of(JsonPointer.compile("/field/id")),
                Set.of("30", "31")));
  }

  @Test
  void anEmptyValueIsNone() {
    assertThat(
            SettingsOf.source(
                """
                time-zone: ''
                time-formats: ' '
                code-scheme: ''
                severity-scale: ''
                roads: {export: {time-zone: ''}}
                csv: {delimiter: '', charset: ''}
                pointers: {zone: '', attributes: {x: ''}, personal: ''}
                columns:
                confidential: {fields: ''}
                """))
        .isEqualTo(Source.unconfigured("x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "timezone: UTC | timezone is no setting of a source; is its name mistyped?",
        "time-zone: Mars/Olympus | time-zone: Unknown time-zone ID: Mars/Olympus",
        "time-zone: {a: UTC} | time-zone.a is no setting of a source; is its name mistyped?",
        "time-formats: '{{' | time-formats: ",
        "roads: {fax: {time-zone: UTC}} | roads.fax.time-zone is no setting",
        "roads: {export: {zone: UTC}} | roads.export.zone is no setting",
        "roads: {export: {time-zone: X}} | roads.export.time-zone: ",
        "pointers: {zones: /z} | pointers.zones: no such fact; there are severity, category,"
            + " status, disposition, alarm-level, custom-id, code, scheme, qualifier, zone, area,"
            + " user, site, order, part, note, link, photo",
        "pointers: {zone: z} | pointers.zone: ",
        "pointers: {zone: {a: /z}} | pointers.zone.a is no setting",
        "pointers: {attributes: {x: z}} | pointers.attributes.x: ",
        "pointers: {attributes: {x: {y: /z}}} | pointers.attributes.x.y is no setting",
        "elements: {zone: a/b} | elements.zone: write @Name, Name, Packet/@Name or Packet/Name",
        "pointer: {zone: /z} | pointer.zone is no setting",
        "severity-scale: {high: top} | severity-scale.high: 'top' is no whole number",
        "severity-scale: {high: 6} | severity-scale: 'high' means 1 (most severe) to 5, not 6",
        "severity-scale: {high: 0} | severity-scale: 'high' means 1 (most severe) to 5, not 0",
        "severity-scale: {high: 1, HIGH: 2} | severity-scale: ",
        "severity-scale: high | severity-scale: 'high' is not <word>=<level>",
        "csv: {delimiter: x} | csv.delimiter: one of , ; | tab",
        "csv: {charset: UTF-16} | csv.charset: rows are cut at single bytes",
        "csv: {charset: latin-nine} | csv.charset: latin-nine",
        "csv: {quote: x} | csv.quote is no setting",
        "confidential: {value: /v, flags: /f} | confidential.fields: one JSON pointer",
        "confidential: {fields: /a, flags: /f} | confidential.value: one JSON pointer",
        "confidential: {fields: /a, value: /v} | confidential.flags: without flags and ids nothing",
        "confidential: {fields: /a, value: /v, ids: 3} | confidential.id: ",
        "confidential: {fields: /a, value: /v, flags: /f, id: /i} | confidential.id: ",
        "confidential: {fields: /a, value: /v, flags: /f, flag: /g} | confidential.flag: no"
            + " setting",
        "confidential: {fields: a, value: /v, flags: /f} | confidential.fields: ",
      })
  void aSettingThatIsNoneOrWrongRefusesTheStart(String yaml, String reason) {
    assertThatThrownBy(() -> SettingsOf.source(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tocsin.normalizer.sources.x." + reason)
        // The innermost sentence is the one that an operator sees.
        .hasNoCause();
  }

  @Test
  void aWrittenOutNameWinsOverANestedOne() {
    Map<String, Source> sources =
        SourceSettings.sources(
            Map.of(
                "x",
                Map.of("code-scheme", "a", "pointers", Map.of("zone", List.of("/a", "/b"))),
                "x.code-scheme",
                "b",
                "x.pointers.zone[1]",
                "/c"));

    assertThat(sources.get("x").codeScheme()).isEqualTo("b");
    assertThat(sources.get("x").layout(Format.JSON).places(Fact.ZONE)).containsExactly("/a", "/c");
  }
}
