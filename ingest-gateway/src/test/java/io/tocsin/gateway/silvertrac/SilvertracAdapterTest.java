package io.tocsin.gateway.silvertrac;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tocsin.gateway.EventFacts;
import io.tocsin.gateway.Gate;
import io.tocsin.gateway.Reading;
import io.tocsin.gateway.Reading.Element;
import io.tocsin.schemas.IdentityKind;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Reports as CSV and as mails; what is said here of files holds for every vendor's.
final class SilvertracAdapterTest {
  private static final String CSV = "text/csv";
  private static final String MAIL = "message/rfc822";
  private static final String HEADER = "Issue ID#,Property,Issue Type,Reported\r\n";

  private final Gate gate =
      gate(
          "csv.id", "Issue ID#",
          "csv.site", "Property",
          "csv.code", "Issue Type",
          "csv.time", "Reported",
          "mail.events-from", "attachments");

  @Test
  void everyRowIsAnEventWithTheHeaderAndItself() {
    String first = "0017,Elm Court,\"Door, open\",11/2/2026 10:00\r\n";
    String second = "18,Elm Court,\"two\r\nlines\",\r\n";

    Reading reading = gate.read(CSV, HEADER + first + second);

    assertThat(Gate.events(reading))
        .extracting(e -> new String(e.body(), UTF_8))
        .containsExactly(HEADER + first, HEADER + second);
    assertThat(Gate.events(reading)).extracting(Element.Event::mediaType).containsOnly(CSV);
    assertThat(gate.all(CSV, HEADER + first + second))
        .containsExactly(
            new EventFacts(
                "issues/0017",
                "silvertrac/issue-id/1",
                IdentityKind.SOURCE_ID,
                "Elm Court",
                "Door, open",
                "11/2/2026 10:00"),
            new EventFacts(
                "issues/18",
                "silvertrac/issue-id/1",
                IdentityKind.SOURCE_ID,
                "Elm Court",
                "two\r\nlines",
                null));
  }

  @Test
  void anIssueWhoseTypeIsChangedKeepsItsName() {
    EventFacts before = gate.one(CSV, HEADER + "17,Elm Court,Noise,x\r\n");
    EventFacts after = gate.one(CSV, HEADER + "17,Elm Court,Theft,x\r\n");

    assertThat(after.sourceEventId()).isEqualTo(before.sourceEventId());
    assertThat(after.code()).isNotEqualTo(before.code());
  }

  @Test
  void oneIssueTwiceInAReportIsOneEvent() {
    assertThat(gate.all(CSV, HEADER + "17,a,b,c\r\n17,a,b,c\r\n"))
        .extracting(EventFacts::sourceEventId)
        .containsExactly("issues/17", "issues/17");
  }

  @Test
  void aReportWithoutRowsIsEmptyAndNotWrong() {
    assertThat(gate.read(CSV, HEADER)).isInstanceOf(Reading.EmptyReport.class);
    assertThat(gate.read(CSV, HEADER + "\r\n,,,\r\n")).isInstanceOf(Reading.EmptyReport.class);
    assertThat(gate.read(MAIL, mail(HEADER))).isInstanceOf(Reading.EmptyReport.class);
    assertThat(gate.read(MAIL, mail(""))).isInstanceOf(Reading.EmptyReport.class);
    assertThat(gate.read(CSV, "")).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void aFileThatLacksAColumnIsRefusedWhole() {
    for (String file :
        new String[] {
          "Issue ID,Property,Issue Type,Reported\r\n17,a,b,c\r\n",
          "Issue ID,Property,Issue Type,Reported\r\n",
          "issue id#,Property,Issue Type,Reported\r\n17,a,b,c\r\n"
        }) {
      assertThat(gate.read(CSV, file))
          .isInstanceOfSatisfying(
              Reading.Malformed.class,
              m -> assertThat(m.sentence()).contains("no column named \"Issue ID#\"", " id."));
    }
    assertThat(gate.read(CSV, HEADER.replace("\r\n", ",Property\r\n") + "17,a,b,c,d\r\n"))
        .isInstanceOfSatisfying(
            Reading.Malformed.class,
            m -> assertThat(m.sentence()).contains("more than one column named \"Property\""));
    assertThat(gate.read(MAIL, mail("Id,Property\r\n17,a\r\n")))
        .isInstanceOf(Reading.Malformed.class);
    assertThat(gate.read(CSV, "\"Issue ID#,Property\r\n17")).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void aColumnTwiceThatNobodyNamesDoesNoHarm() {
    assertThat(
            gate.all(CSV, "Note,Issue ID#,Property,Issue Type,Reported,Note\r\nx,17,a,b,c,y\r\n"))
        .extracting(EventFacts::sourceEventId)
        .containsExactly("issues/17");
  }

  @Test
  void aRowThatCannotBeReadDoesNotTakeTheOthersWithIt() {
    Reading reading = gate.read(CSV, HEADER + "17,a,b,c\r\n18,a\r\n19,a,b,c\r\n20,a,\"b\r\n");

    assertThat(((Reading.Batch) reading).elements())
        .extracting(e -> e instanceof Element.Event)
        .containsExactly(true, false, true, false);
  }

  @Test
  void anEventWithoutItsIdHasNoIdentityButIsKept() {
    assertThat(gate.one(CSV, HEADER + " ,Elm Court,b,c\r\n"))
        .returns(null, EventFacts::sourceEventId)
        .returns("silvertrac/issue-id/1", EventFacts::identityRecipe)
        .returns("Elm Court", EventFacts::siteRef);
  }

  @Test
  void theCharsetAndTheDelimiterAreTheSettings() {
    Charset windows = Charset.forName("windows-1252");
    Gate german =
        gate(
            "csv.id",
            "Nr",
            "csv.site",
            "Objekt",
            "csv.delimiter",
            ";",
            "csv.charset",
            "windows-1252");
    byte[] file = "Nr;Objekt\r\n1;Gr\u00FCn\u20AC\r\n".getBytes(windows);

    assertThat(Gate.events(german.read(CSV, file)))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.fields().get("site")).hasValue("Gr\u00FCn\u20AC");
              assertThat(event.body()).isEqualTo(file);
            });
    assertThat(gate.read(CSV, (HEADER + "1,Gr\u00FCn,b,c\r\n").getBytes(ISO_8859_1)))
        .isInstanceOfSatisfying(
            Reading.Batch.class,
            batch -> assertThat(batch.elements().getFirst()).isInstanceOf(Element.Unusable.class));
    Gate tabs = gate("csv.id", "Nr", "csv.delimiter", "tab");
    assertThat(tabs.one(CSV, "\uFEFFNr\tx\n7\ty\n").sourceEventId()).isEqualTo("issues/7");
  }

  @Test
  void tooManyRowsAndTooLongAHeaderAreRefused() {
    assertThat(gate.read(CSV, HEADER + "1,a,b,c\r\n".repeat(11)))
        .isInstanceOf(Reading.TooMany.class);
    assertThat(
            gate.read(
                MAIL, mail(HEADER + "1,a,b,c\r\n".repeat(6), HEADER + "1,a,b,c\r\n".repeat(5))))
        .isInstanceOf(Reading.TooMany.class);
    String longHeader = HEADER.replace("\r\n", "," + "x".repeat(4_000_000) + "\r\n");
    assertThat(gate.read(CSV, longHeader + "1,a,b,c,d\r\n".repeat(5)))
        .isInstanceOf(Reading.TooMany.class);
  }

  @Test
  void theRowsOfAllAttachmentsAreTheEvents() {
    Reading reading =
        gate.read(MAIL, mail(HEADER + "1,a,b,c\r\n", HEADER, HEADER + "2,a,b,c\r\n3,a,b,c\r\n"));

    assertThat(Gate.events(reading)).extracting(Element.Event::mediaType).containsOnly(CSV);
    assertThat(Gate.events(reading))
        .extracting(e -> e.fields().get("id").orElseThrow())
        .containsExactly("1", "2", "3");
  }

  @Test
  void aMailWithoutAReadableAttachmentIsRefused() {
    assertThat(gate.read(MAIL, "Subject: x\r\n\r\nno report\r\n"))
        .isInstanceOf(Reading.Malformed.class);
    assertThat(gate.read(MAIL, mail(HEADER).replace("base64\r\n\r\n", "base64\r\n\r\nA=B")))
        .isInstanceOf(Reading.Malformed.class);
    assertThat(gate.read(MAIL, "hello")).isInstanceOf(Reading.Malformed.class);
  }

  @Test
  void whatIsMissingOrMistypedRefusesToStart() {
    refused("s.gate.silvertrac.csv is not set, nor is mail");
    refused("s.gate.silvertrac.csv does not say where enough", "csv.site", "Property");
    refused("s.gate.silvertrac.mail.events-from is not set", "mail.id", "Issue");
    refused("s.gate.silvertrac.mail.events-from is neither", "mail.events-from", "text");
    refused("s.gate.silvertrac.mail.events-from is attachments", "mail.events-from", "attachments");
    refused(
        "s.gate.silvertrac.mail.id is no setting",
        "mail.events-from",
        "attachments",
        "csv.id",
        "a",
        "mail.id",
        "b");
    refused("s.gate.silvertrac.csv.column is no setting", "csv.id", "a", "csv.column", "b");
    refused("s.gate.silvertrac.csv.delimiter ", "csv.id", "a", "csv.delimiter", ";;");
    refused("s.gate.silvertrac.csv.delimiter ", "csv.id", "a", "csv.delimiter", "\"");
    refused("s.gate.silvertrac.csv.charset ", "csv.id", "a", "csv.charset", "klingon");
    refused("s.gate.silvertrac.csv.charset ", "csv.id", "a", "csv.charset", "utf-16");
  }

  @Test
  void onlyWhatIsConfiguredIsTaken() {
    assertThat(gate.adapter().mediaTypes()).containsExactlyInAnyOrder(CSV, MAIL);
    assertThat(gate("csv.id", "a").adapter().mediaTypes()).containsExactly(CSV);
    assertThat(gate("mail.events-from", "labels", "mail.id", "a").adapter().mediaTypes())
        .containsExactly(MAIL);
  }

  @Test
  void aPersonInAKeyIsHidden() {
    EventFacts facts = gate.one(CSV, HEADER + "ann@example.org,+15551234567,b,c\r\n");

    assertThat(facts.sourceEventId()).matches("h-[0-9a-f]{32}");
    assertThat(facts.siteRef()).matches("h-[0-9a-f]{32}").isNotEqualTo(facts.sourceEventId());
  }

  private static void refused(String sentence, Object... settings) {
    assertThatIllegalArgumentException()
        .as(List.of(settings).toString())
        .isThrownBy(() -> gate(settings))
        .withMessageStartingWith(sentence);
  }

  private static Gate gate(Object... settings) {
    return Gate.of(new SilvertracAdapterFactory(), settings);
  }

  private static String mail(String... files) {
    var mail =
        new StringBuilder(
            "From: reports@example.org\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: text/plain\r\n\r\nYour report.\r\n");
    for (String file : files) {
      mail.append("--b\r\nContent-Type: text/csv\r\nContent-Transfer-Encoding: base64\r\n\r\n")
          .append(Base64.getMimeEncoder().encodeToString(file.getBytes(UTF_8)))
          .append("\r\n");
    }
    return mail.append("--b--\r\n").toString();
  }
}
