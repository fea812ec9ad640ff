package io.tocsin.normalizer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Qualifier;
import io.tocsin.schemas.SiteEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What operators write, and what they are told when it is wrong. Line 1 is the first line of each
/// text.
final class FilesTest {
  @TempDir Path directory;

  @Test
  void readsSites() throws IOException {
    Map<String, SiteEntry> sites =
        sites(
            """
            # The site directory.
            sites:
              - id: northgate-mall
                client: northgate
                name: Northgate Mall
                time-zone: America/Chicago
                references:
                  tracktik: ["50", 0051]
                  manitou: [R1-0042]
            """);

    assertThat(sites)
        .containsOnlyKeys("tracktik:50", "tracktik:0051", "manitou:R1-0042")
        .containsEntry(
            "tracktik:0051",
            new SiteEntry(
                "tracktik",
                "0051",
                "northgate-mall",
                "northgate",
                "Northgate Mall",
                "America/Chicago"));
  }

  @Test
  void readsCodesAsTheyAreWritten() throws IOException {
    var mappings =
        mappings(
            """
            mappings:
              - source: manitou
                version: 3
                codes:
                  - {code: 0130, scheme: contact-id, qualifier: RESTORE, type: restore, name: x}
                  - {code: 1e3, type: alarm, name: y, life-safety: true, severity: 1}
                  - {code: no, type: other, name: z}
            """);

    assertThat(mappings.get("manitou").mapping().getVersion()).isEqualTo(3);
    assertThat(mappings.get("manitou").mapping().getEntries())
        .containsExactly(
            new CodeEntry(
                "0130", "contact-id", Qualifier.RESTORE, null, EventType.restore, "x", false, null),
            new CodeEntry("1e3", null, null, null, EventType.alarm, "y", true, 1),
            new CodeEntry("no", null, null, null, EventType.other, "z", false, null));
  }

  @Test
  void saysEverythingThatIsWrongWithSites() {
    assertThat(
            problemsOfSites(
                """
                sites:
                  - id: a
                    client: c
                    name: A
                    timezone: America/Chicago
                    references:
                      tracktik: ["50", "50"]
                  - id: a
                    client:
                    name: B
                    time-zone: America/Chikago
                    references:
                      TrackTik: ["51"]
                      manitou: "52"
                  - id: x:y
                    client: c
                    client: d
                    name: C
                    time-zone: "+02:00"
                  - just words
                """))
        .containsExactly(
            "sites.yml:5: unknown key 'timezone'; known here are client, id, name, references,"
                + " time-zone",
            "sites.yml:17: key 'client' is there twice, first on line 16",
            "sites.yml:20: keys with values are expected here",
            "sites.yml:2: 'time-zone' is missing",
            "sites.yml:7: reference '50' of source tracktik is there twice, first on line 7",
            "sites.yml:8: 'client' is missing",
            "sites.yml:11: time zone 'America/Chikago' is no IANA zone such as America/Chicago",
            "sites.yml:8: site id 'a' is there twice, first on line 2",
            "sites.yml:13: source 'TrackTik': 1 to 63 lower case letters, digits and hyphens",
            "sites.yml:14: 'manitou' is a list",
            "sites.yml:15: 'references' is missing",
            "sites.yml:19: time zone '+02:00' is no IANA zone such as America/Chicago",
            "sites.yml:15: site id 'x:y': a colon marks unknown sites, use another sign");
  }

  @Test
  void saysEverythingThatIsWrongWithMappings() {
    assertThat(
            problemsOfMappings(
                """
                mappings:
                  - source: manitou
                    version: 0
                    codes:
                      - {code: "130", scheme: contact-id, type: alarm, name: x}
                      - {code: "130", scheme: contact-id, qualifier: RESTORE, type: restore, name: x}
                      - {code: "131", type: Alarm, name: x}
                      - {type: alarm, name: x, life-safety: yes, severity: 6}
                      - {code: "132", qualifier: new, type: alarm, name: "", color: red}
                  - source: manitou
                    version: two
                  - version: 1
                    codes: []
                """))
        .containsExactly(
            "code-mappings.yml:3: version '0' is no whole number from 1 to 2147483647",
            "code-mappings.yml:9: unknown key 'color'; known here are account, code, life-safety,"
                + " name, qualifier, scheme, severity, type",
            "code-mappings.yml:7: type 'Alarm' is not one of alarm, alarm_dispatch, false_alarm,"
                + " patrol_incident, maintenance, supervisory, trouble, restore, status_report,"
                + " open_close, bypass, test_signal, other",
            "code-mappings.yml:8: 'code' is missing",
            "code-mappings.yml:8: life-safety 'yes' is neither true nor false",
            "code-mappings.yml:8: severity '6' is no whole number from 1 to 5",
            "code-mappings.yml:9: 'name' is empty",
            "code-mappings.yml:9: qualifier 'new' is not one of NEW, RESTORE, STATUS",
            "code-mappings.yml:6: code '130' is never reached: the entry on line 5 matches first",
            "code-mappings.yml:11: version 'two' is no whole number from 1 to 2147483647",
            "code-mappings.yml:10: 'codes' is missing",
            "code-mappings.yml:10: source 'manitou' has two mappings, the first with its version on"
                + " line 3",
            "code-mappings.yml:12: 'source' is missing");
  }

  @Test
  void readsEntriesOfAnAccountAndOfDispositions() throws IOException {
    var mappings =
        mappings(
            """
            mappings:
              - source: manitou
                version: 3
                codes:
                  - {code: RP, scheme: sia, account: R1-0042, type: test_signal, name: Automatic Test}
                  - {code: RP, scheme: sia, account: R1-0043, type: test_signal, name: Automatic Test}
                  - {code: RP, scheme: sia, type: alarm, name: Camera alarm}
                  - {code: rp, scheme: words, type: other, name: Words}
                  - {code: FALSE, scheme: disposition, type: false_alarm, name: False alarm}
            """);

    assertThat(mappings.get("manitou").mapping().getEntries())
        .containsExactly(
            new CodeEntry(
                "RP", "sia", null, "R1-0042", EventType.test_signal, "Automatic Test", false, null),
            new CodeEntry(
                "RP", "sia", null, "R1-0043", EventType.test_signal, "Automatic Test", false, null),
            new CodeEntry("RP", "sia", null, null, EventType.alarm, "Camera alarm", false, null),
            new CodeEntry("rp", "words", null, null, EventType.other, "Words", false, null),
            new CodeEntry(
                "FALSE",
                "disposition",
                null,
                null,
                EventType.false_alarm,
                "False alarm",
                false,
                null));
  }

  @Test
  void saysWhichEntriesAreNeverReachedAndWhichGuess() {
    assertThat(
            problemsOfMappings(
                """
                mappings:
                  - source: manitou
                    version: 1
                    codes:
                      - {code: RP, scheme: sia, type: alarm, name: x}
                      - {code: RP, scheme: sia, account: "1", type: alarm, name: x}
                      - {code: rp, scheme: sia, account: "1", type: alarm, name: x}
                      - {code: rp, scheme: sia, type: alarm, name: x}
                      - {code: rp, scheme: words, type: alarm, name: x}
                      - {code: RP, scheme: words, type: alarm, name: x}
                      - {code: "7", type: alarm, name: x}
                      - {code: "7", scheme: disposition, type: alarm, name: x}
                      - {code: "7", scheme: sia, type: alarm, name: x}
                      - {code: "8", scheme: sia, type: false_alarm, name: x}
                      - {code: "9", type: false_alarm, name: x}
                      - {code: "9", scheme: issue-type, type: false_alarm, name: x}
                  - source: standard
                    version: 1
                    codes: []
                """))
        .containsExactly(
            "code-mappings.yml:14: type 'false_alarm' is for what people found, never for a signal:"
                + " name the scheme of their words, for example disposition",
            "code-mappings.yml:15: type 'false_alarm' is for what people found, never for a signal:"
                + " name the scheme of their words, for example disposition",
            "code-mappings.yml:7: code 'rp' is never reached: the entry on line 6 matches first",
            "code-mappings.yml:8: code 'rp' is never reached: the entry on line 5 matches first",
            "code-mappings.yml:13: code '7' is never reached: the entry on line 11 matches first",
            "code-mappings.yml:16: code '9' is never reached: the entry on line 15 matches first",
            "code-mappings.yml:17: source 'standard' is the name of the tables that ship with the"
                + " program");
  }

  @Test
  void aFileThatIsNoYamlIsRefusedWithItsLine() {
    assertThat(problemsOfSites("sites:\n  - id: [a\n"))
        .singleElement()
        .asString()
        .startsWith("sites.yml:3: no YAML: ");
    assertThat(problemsOfSites("")).containsExactly("sites.yml:1: the file is empty");
    assertThat(problemsOfSites("words"))
        .containsExactly("sites.yml:1: keys with values are expected here");
    assertThat(problemsOfSites("site: []"))
        .containsExactly(
            "sites.yml:1: unknown key 'site'; known here are sites",
            "sites.yml:1: 'sites' is missing");
  }

  @Test
  void aMissingFileIsAProblem() {
    var problems = new Problems();

    SitesFile.read(directory, problems);

    assertThat(refusal(problems))
        .containsExactly("sites.yml:1: there is no such file in " + directory);
  }

  private Map<String, SiteEntry> sites(String text) throws IOException {
    var problems = new Problems();
    Map<String, SiteEntry> sites = SitesFile.read(write(SitesFile.NAME, text), problems);
    problems.refuseIfAny();
    return sites;
  }

  private Map<String, MappingsFile.Mapping> mappings(String text) throws IOException {
    var problems = new Problems();
    Map<String, MappingsFile.Mapping> mappings =
        MappingsFile.read(write(MappingsFile.NAME, text), problems);
    problems.refuseIfAny();
    return mappings;
  }

  private List<String> problemsOfSites(String text) {
    return catchThrowableOfType(ConfigRefusedException.class, () -> sites(text)).problems();
  }

  private List<String> problemsOfMappings(String text) {
    return catchThrowableOfType(ConfigRefusedException.class, () -> mappings(text)).problems();
  }

  private static List<String> refusal(Problems problems) {
    return catchThrowableOfType(ConfigRefusedException.class, problems::refuseIfAny).problems();
  }

  private Path write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
    return directory;
  }
}
