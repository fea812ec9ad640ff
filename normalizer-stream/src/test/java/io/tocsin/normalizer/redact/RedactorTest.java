package io.tocsin.normalizer.redact;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Mapped.Withheld;
import io.tocsin.normalizer.vendor.Named;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.schemas.TrustedClasses;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedactorTest {
  static {
    // Avro copies lists of our records by their class.
    TrustedClasses.trustOurs();
  }

  private final Redactor redactor = new Redactor(RedactionRules.shipped());

  @Test
  void nothingPersonalIsLeftInAnyText() {
    String mail = "dana@example.com";
    Statement redacted =
        redactor.redacted(
            Mapped.Said.of(
                Statement.newBuilder()
                    .setPart(mail)
                    .setCode(mail)
                    .setScheme(mail)
                    .setZone(mail)
                    .setArea(mail)
                    .setUser(mail)
                    .setCategory(mail)
                    .setStatus(mail)
                    .setDisposition(mail)
                    .setReferences(List.of(new Named("s", mail), new Named("s", "A-7")))
                    .setAttributes(Map.of("k", mail))
                    .build()));

    assertThat(redacted.toString()).doesNotContain("dana");
    assertThat(redacted.getReferences()).containsExactly(new Named("s", "A-7"));
    assertThat(redacted.getRedactions()).containsExactly("e-mail", "user-name");
    // Whatever field of text is added one day has to be thought of here.
    assertThat(Statement.getClassSchema().getFields().stream().map(f -> f.name()).toList())
        .containsExactly(
            "part",
            "order",
            "siteRef",
            "occurredAt",
            "timeBasis",
            "timeAsReceived",
            "zoneAsReceived",
            "timeNotes",
            "code",
            "scheme",
            "qualifier",
            "zone",
            "area",
            "user",
            "alarmLevel",
            "severity",
            "category",
            "status",
            "disposition",
            "references",
            "attributes",
            "attachments",
            "redactions");
  }

  @Test
  void whatIsNotPersonalStaysAsItIs() {
    Statement said =
        Statement.newBuilder()
            .setSiteRef("R1-1234")
            .setCode("130")
            .setZone("012")
            .setUser("004")
            .setSeverity(1)
            .setCategory("After hours dispatch")
            .setReferences(List.of(new Named("tracktik-custom-id", "200019810")))
            .setAttributes(Map.of("arrival_time", "2026-05-15 10:20:00"))
            .build();

    assertThat(redactor.redacted(Mapped.Said.of(said))).isEqualTo(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Dana Example | met Dana Example | met [personal]",
        "Dana Example | met DANA  example. | met [personal].",
        "Dana Example | Dana Examples came | Dana Examples came",
        "Dana | Danas, Dana, (Dana) | Danas, [personal], ([personal])",
        "Müller | MÜLLER kam | [personal] kam",
        "4471-B | gate 4471-B closed | gate [personal] closed",
        // A part of a number is no word.
        "447 | account 14470 | account 14470",
        "447 | account 447 | account [personal]",
        // Too short to be told from anything else.
        "Jo | Jo came | Jo came",
        // Signs that mean something in a pattern or a replacement mean nothing here.
        "$1 (a.b) | pay $1 (axb), $1 (a.b) | pay $1 (axb), [personal]",
        "\\\\E.*x | any, \\\\E.*x | any, [personal]",
      })
  void whatStandsAtPersonalPlacesIsTakenOutElsewhere(String words, String text, String expected) {
    Statement redacted = said(text, new Withheld(Withheld.PERSONAL, words));

    assertThat(redacted.getCategory()).isEqualTo(expected);
  }

  @Test
  void theLongestWordsAreTakenFirst() {
    Statement redacted =
        said(
            "Dana Example and Dana",
            new Withheld(Withheld.PERSONAL, "Dana"),
            new Withheld(Withheld.CONFIDENTIAL, "Dana Example"));

    assertThat(redacted.getCategory()).isEqualTo("[confidential] and [personal]");
    assertThat(redacted.getRedactions()).containsExactly("confidential", "personal");
  }

  @Test
  void anEqualNumberOfThePanelSaysNothingOfAPerson() {
    Statement redacted =
        redactor.redacted(
            new Mapped.Said(
                Statement.newBuilder()
                    .setCode("130")
                    .setZone("1234")
                    .setCategory("code 1234")
                    .setArea("Dana Example")
                    .build(),
                List.of(),
                List.of(
                    new Withheld(Withheld.PERSONAL, "130"),
                    new Withheld(Withheld.PERSONAL, "1234"),
                    new Withheld(Withheld.PERSONAL, "Dana Example"))));

    assertThat(redacted.getCode()).isEqualTo("130");
    assertThat(redacted.getZone()).isEqualTo("1234");
    assertThat(redacted.getCategory()).isEqualTo("code [personal]");
    assertThat(redacted.getArea()).isEqualTo("[personal]");
  }

  @Test
  void aReferenceThatIsPersonalIsLeftOut() {
    Statement redacted =
        redactor.redacted(
            Mapped.Said.of(
                Statement.newBuilder()
                    .setReferences(
                        List.of(
                            new Named("s", "dana@example.com"),
                            new Named("s", "+44 20 7946 0958"),
                            new Named("s", "3125550143"),
                            new Named("s", "ABC-123")))
                    .build()));

    assertThat(redacted.getReferences())
        .containsExactly(new Named("s", "3125550143"), new Named("s", "ABC-123"));
    assertThat(redacted.getRedactions()).containsExactly("e-mail", "phone");
  }

  @ParameterizedTest
  @CsvSource({"004, 004", "#12, #12", "Dana, ", "4 Dana, ", "abe, ", "1234567, "})
  void aUserIsANumberOrNothing(String sent, String expected) {
    Statement redacted =
        redactor.redacted(Mapped.Said.of(Statement.newBuilder().setUser(sent).build()));

    assertThat(redacted.getUser()).isEqualTo(expected);
    assertThat(redacted.getRedactions().contains("user-name")).isEqualTo(expected == null);
  }

  @Test
  void aTextIsCutAfterItWasRedacted() {
    String text = "x".repeat(488) + " 312-555-0143 and more";

    String left = said(text).getCategory();

    assertThat(left).hasSize(500).endsWith(" [phone-nort");
  }

  @Test
  void whereTooMuchIsWithheldNothingIsShown() {
    Withheld[] all =
        IntStream.range(0, 1001)
            .mapToObj(i -> new Withheld(Withheld.PERSONAL, "name" + i))
            .toArray(Withheld[]::new);

    assertThat(said("whatever it is", all).getCategory()).isEqualTo("[personal]");
  }

  @Test
  void redactingTwiceChangesNothingMore() {
    Statement once = said("passcode: bluebird, dana@example.com");
    Statement twice = redactor.redacted(Mapped.Said.of(once));

    assertThat(twice).isEqualTo(once);
  }

  @Test
  void whatIsWithheldShowsItselfInNoLogLine() {
    var said =
        new Mapped.Said(
            new Statement(), List.of(), List.of(new Withheld(Withheld.PERSONAL, "Dana")));

    assertThat(said.toString() + said.withheld()).doesNotContain("Dana");
  }

  private Statement said(String category, Withheld... withheld) {
    return redactor.redacted(
        new Mapped.Said(
            Statement.newBuilder().setCategory(category).build(), List.of(), List.of(withheld)));
  }
}
