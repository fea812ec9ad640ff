package io.tocsin.normalizer.redact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactionRulesTest {
  private final RedactionRules shipped = RedactionRules.shipped();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mail dana@example.com now | mail [e-mail] now",
        "a@b.co, c.d+e@mail.example.co.uk | [e-mail], [e-mail]",
        "dana.müller@bücher.example | [e-mail]",
        "owner +44 20 7946 0958 | owner [phone]",
        "owner +15550123456, guard +27 82 555 0142 | owner [phone], guard [phone]",
        "(312) 555-0143 | [phone-north-america]",
        "312-555-0143 | [phone-north-america]",
        "312.555.0143 or 312 555 0144 | [phone-north-america] or [phone-north-america]",
        "1-312-555-0143 ext. 12 | [phone-north-america]",
        "312-555-0143, 312-555-0144 | [phone-north-america], [phone-north-america]",
        "Call 3125550143 twice | Call [phone-named] twice",
        "tel: 555 0143 | tel: [phone-named]",
        "safe code 1234 | safe code [safe-code-number]",
        "passcode: bluebird, then | passcode: [safe-code], then",
        "PIN 4711 entered | PIN [safe-code-number] entered",
        "Password is hunter2 | Password is [safe-code]",
        "gate code #0099 | gate code #[safe-code-number]",
        "last four 1234 | last four [last-four]",
        "card ending in 1234 | card ending in [last-four]",
        "last 4 digits of SSN: 1120 | last 4 digits of SSN: [last-four]",
        "card ****1234 | card [masked-number]",
        "SSN 078-05-1120 | SSN [social-security-number]",
        "4111 1111 1111 1111 | [card-number]",
        "Dana (312) 555-0143 dana@example.com PIN 4711"
            + " | Dana [phone-north-america] [e-mail] PIN [safe-code-number]",
      })
  void takesOutWhatIsPersonal(String text, String expected) {
    assertThat(applied(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Times and days.
        "2026-11-02",
        "2026-11-02T05:00:00-06:00",
        "11/02/2026 05:00:00",
        "02.11.2026 05:00",
        "20261102050000",
        "1793617200",
        "1793617200000",
        "05:00-06:30",
        "ended 2026-11-02 05:00",
        // Accounts, tickets, zones, codes.
        "1234",
        "R1-1234",
        "account 0042",
        "account 4155-2671-0001",
        "account 312555",
        "ticket 3125550143",
        "90701",
        "200019810",
        "zone 012, area 01",
        "zones 101 102 103 1044",
        "1130 01 015",
        "Contact ID 1401",
        "E401",
        "issue 77001",
        "#12345A",
        "5011 181234E12101001",
        "module 300-310",
        // Money and measures.
        "$1,234.56",
        "USD 125.00 x 2",
        "1234567.89",
        "12.5 V",
        "4 x 12 V battery",
        "-26.12345 28.12345",
        // Ids and addresses of machines.
        "0190a7f2-8c1e-7000-8000-312555014300",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "192.168.100.1000",
        "10.0.0.1:8080",
        "v1.2.3",
        // Words of the trade.
        "After hours dispatch",
        "no safe code given",
        "wrong code entered 3 times",
        "PIN pad tampered in zone 12",
        "passcode changed by user 4",
        "called guard, no answer",
        "call 12 of 14",
        "phone line cut in zone 4",
        "last four hours",
        "text message received",
        "2 units @ 45.00",
        "12 Main Street, 4B",
        "60601 Chicago",
        "False alarm triggered (102)",
        "Responder Dispatched",
        "BATTREPL",
      })
  void leavesEverythingElse(String text) {
    assertThat(applied(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | r.yml:1: the file is empty",
        "rules: | r.yml:1: 'rules' is a list of at least one rule",
        "rules: [] | r.yml:1: 'rules' is a list of at least one rule",
        "rule: [] | r.yml:1: unknown key 'rule'; known here are rules",
        "rules: [{name: a}] | r.yml:1: 'pattern' is missing",
        "rules: [{pattern: a}] | r.yml:1: 'name' is missing",
        "rules: [{name: A b, pattern: a}] | r.yml:1: the name 'A b' is no word of a-z, 0-9 and -",
        "rules: [{name: personal, pattern: a}] | r.yml:1: the name 'personal' is kept for what no"
            + " pattern finds",
        "rules: [{name: a, pattern: 'a*'}] | r.yml:1: the pattern matches nothing at all, so it"
            + " would match everywhere",
        "rules: [{name: a, pattern: '(a'}] | r.yml:1: the pattern is no RE2 expression: missing"
            + " closing )",
        "rules: [{name: a, pattern: '(?=a)b'}] | r.yml:1: the pattern is no RE2 expression:"
            + " invalid or unsupported Perl syntax",
        "rules: [{name: a, pattern: a, patern: b}] | r.yml:1: unknown key 'patern'; known here are"
            + " leaves, name, pattern, takes",
        "rules: [{name: a, pattern: a, takes: [b]}] | r.yml:1: the rule 'a' does not take this",
        "rules: [{name: a, pattern: a, leaves: [cab]}] | r.yml:1: the rule 'a' does not leave this",
        "rules: [{name: a, pattern: a, takes: b}] | r.yml:1: 'takes' is a list of texts",
        "rules: {a | r.yml:1: no YAML: expected ',' or '}', but got <stream end>",
      })
  void aFileThatIsNotFitIsRefusedWithItsLine(String yaml, String reason) {
    assertThatThrownBy(() -> RedactionRules.read("r.yml", new StringReader(yaml)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void everyFaultIsNamedAtOnce() {
    assertThatThrownBy(
            () ->
                RedactionRules.read(
                    "r.yml",
                    new StringReader(
                        """
                        rules:
                          - name: a
                            pattern: '['
                          - name: b
                            pattern: b
                            leaves:
                              - x
                              - b
                          - name: b
                            pattern: c
                        """)))
        .hasMessage(
            """
            r.yml:3: the pattern is no RE2 expression: missing closing ]
            r.yml:8: the rule 'b' does not leave this
            r.yml:9: the rule 'b' is there twice, first on line 4\
            """);
  }

  @Test
  void anOperatorsFileStandsInstead(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("own.yml");
    Files.writeString(file, "rules: [{name: badge, pattern: 'B(?P<value>[0-9]{4})'}]");

    RedactionRules own = RedactionRules.file(file);

    assertThat(applied(own, "badge B1234, B5678, dana@example.com"))
        .isEqualTo("badge B[badge], B[badge], dana@example.com");
    assertThatThrownBy(() -> RedactionRules.file(directory.resolve("none.yml")))
        .hasMessageStartingWith("tocsin.normalizer.redaction-rules names the file ")
        .hasNoCause();
  }

  @Test
  void noPatternHoldsTheStreamUp() {
    RedactionRules evil =
        RedactionRules.read(
            "r.yml",
            new StringReader("rules: [{name: a, pattern: '(?:(?:a{1,20}){1,20}){1,2}b'}]"));

    Assertions.assertTimeout(Duration.ofSeconds(5), () -> applied(evil, "a".repeat(2_000)));
    Assertions.assertTimeout(Duration.ofSeconds(5), () -> applied("+1 (1) ".repeat(285) + "x"));
  }

  private String applied(String text) {
    return applied(shipped, text);
  }

  private static String applied(RedactionRules rules, String text) {
    String left = text;
    for (RedactionRule rule : rules.rules()) {
      left = rule.applied(left);
    }
    return left;
  }
}
