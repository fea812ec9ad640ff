package io.tocsin.platform.reading;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.platform.reading.Mail.File;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Mails as programs really write them.
final class MailTest {
  private static final String CSV = "id,note\r\n1,\"a\r\nb\"\r\n";

  @Test
  void labelsAreFoundInPlainText() {
    Mail mail =
        read(
            """
            From: a@example.org
            Subject: Alarm 7
            Content-Type: text/plain; charset=utf-8

            Hello,
            Account: 0042
              zone :  007
            Account Number: 9
            Time: 2026-11-02 10:00:00
            Empty:
            Empty: later
            Account: 1
            """);

    assertThat(mail.text("Account")).hasValue("0042");
    assertThat(mail.text("Zone")).hasValue("007");
    assertThat(mail.text("Account Number")).hasValue("9");
    assertThat(mail.text("Time")).hasValue("2026-11-02 10:00:00");
    assertThat(mail.text("Empty")).hasValue("later");
    assertThat(mail.text("Acc")).isEmpty();
    assertThat(mail.text("Hello")).isEmpty();
    assertThat(mail.text("header:subject")).hasValue("Alarm 7");
    assertThat(mail.text("header: Subject ")).hasValue("Alarm 7");
    assertThat(mail.text("header:Cc")).isEmpty();
  }

  @Test
  void aMultipartHasItsTextAndItsFiles() {
    Mail mail =
        read(
            multipart(
                part("Content-Type: text/plain; charset=utf-8", "Report: 12"),
                part("Content-Type: text/html", "<p>Report: 13</p>"),
                part(
                    "Content-Type: Text/CSV; name=\"r.csv\"\nContent-Transfer-Encoding: base64\n"
                        + "Content-Disposition: attachment; filename=\"r.csv\"",
                    Base64.getMimeEncoder().encodeToString(CSV.getBytes(UTF_8)))));

    assertThat(mail.text("Report")).hasValue("12");
    assertThat(mail.files()).extracting(File::mediaType).containsExactly("text/html", "text/csv");
    assertThat(mail.files().get(1).name()).isEqualTo("r.csv");
    assertThat(mail.files().get(1).bytes()).isEqualTo(CSV.getBytes(UTF_8));
  }

  @Test
  void anAttachedTextIsAFileAndNotTheText() {
    Mail mail =
        read(
            multipart(
                part("Content-Type: text/plain\nContent-Disposition: attachment", "Id: 1"),
                part("Content-Type: text/plain", "Id: 2"),
                part("Content-Type: text/plain", "Id: 3")));

    assertThat(mail.text("Id")).hasValue("2");
    assertThat(mail.files()).hasSize(2);
  }

  @Test
  void quotedPrintableAndBase64AreDecoded() {
    assertThat(
            read("Subject: x\nContent-Type: text/plain; charset=windows-1252\n"
                    + "Content-Transfer-Encoding: quoted-printable\n\nSite: T=FCr =\nNorth=20\n")
                .text("Site"))
        .hasValue("T\u00FCr North");
    assertThat(
            read("Subject: x\nContent-Type: text/plain; charset=utf-8\n"
                    + "Content-Transfer-Encoding: base64\n\n"
                    + Base64.getEncoder().encodeToString("Site: T\u00FCr\n".getBytes(UTF_8)))
                .text("Site"))
        .hasValue("T\u00FCr");
  }

  @Test
  void headersAreDecodedAndUnfolded() {
    Mail mail =
        read(
            "Subject: =?utf-8?B?VMO8cg==?=\n =?iso-8859-1?Q?_n=F6rdlich?=\n"
                + "X-Odd: =?klingon?Q?abc?=\nX-Two: first\nX-Two: second\n\n");

    assertThat(mail.text("header:Subject")).hasValue("T\u00FCr n\u00F6rdlich");
    assertThat(mail.text("header:X-Odd")).hasValue("=?klingon?Q?abc?=");
    assertThat(mail.text("header:X-Two")).hasValue("first");
    assertThat(read("Subject: T\u00FCr\n\n").text("header:Subject")).hasValue("T\u00FCr");
  }

  @Test
  void fileNamesMayBeEncodedInEitherWay() {
    Mail mail =
        read(
            multipart(
                part("Content-Type: text/csv; name*=utf-8''T%C3%BCr.csv", "a"),
                part("Content-Disposition: attachment; filename=\"=?utf-8?B?VMO8cg==?=\"", "a"),
                part("Content-Disposition: attachment; filename=", "a")));

    assertThat(mail.files()).extracting(File::name).contains("T\u00FCr.csv");
    assertThat(mail.files()).hasSize(2); // The last has no disposition that can be read.
    assertThat(mail.files().get(1).name()).isEqualTo("T\u00FCr");
  }

  @Test
  void htmlAloneIsNoText() {
    Mail mail = read("Subject: x\nContent-Type: text/html\n\n<b>Account: 1</b>\n");

    assertThat(mail.text()).isEmpty();
    assertThat(mail.text("Account")).isEmpty();
    assertThat(mail.files()).extracting(File::mediaType).containsExactly("text/html");
  }

  @Test
  void brokenBase64IsAFileWithoutBytesAndTheRestIsRead() {
    Mail mail =
        read(
            multipart(
                part("Content-Type: text/plain", "Id: 7"),
                part("Content-Type: text/csv\nContent-Transfer-Encoding: base64", "YWJj*ZGVm=YQ"),
                part("Content-Type: text/csv\nContent-Transfer-Encoding: rot13", "nop")));

    assertThat(mail.text("Id")).hasValue("7");
    assertThat(mail.files()).extracting(File::bytes).containsExactly(null, null);
  }

  @Test
  void brokenTextIsNoTextButAMail() {
    Mail mail =
        read("Subject: s\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nYWJ*\n");

    assertThat(mail.text()).isEmpty();
    assertThat(mail.text("header:Subject")).hasValue("s");
    assertThat(mail.files()).extracting(File::bytes).containsExactly((byte[]) null);
  }

  @Test
  void aCharsetThatNobodyKnowsIsTakenForUtf8() {
    assertThat(read("Subject: x\nContent-Type: text/plain; charset=klingon\n\nId: 7\n").text("Id"))
        .hasValue("7");
    assertThat(read("Subject: x\n\nSite: T\u00FCr\n").text("Site")).hasValue("T\u00FCr");
    byte[] latin =
        "Subject: x\nContent-Type: text/plain; charset=iso-8859-1\n\nSite: T\u00FCr\n"
            .getBytes(ISO_8859_1);
    assertThat(Mail.read(latin).orElseThrow().text("Site")).hasValue("T\u00FCr");
    assertThat(Mail.read("Subject: x\n\nSite: T\u00FCr".getBytes(Charset.forName("windows-1252"))))
        .isPresent();
  }

  @Test
  void aNoBreakSpaceIsASpace() {
    assertThat(read("Subject: x\n\nAccount:\u00A00042\n").text("Account")).hasValue("0042");
  }

  @Test
  void aMailThatIsCutOffIsNone() {
    String whole = multipart(part("Content-Type: text/csv", CSV));

    assertThat(Mail.read(whole.getBytes(UTF_8))).isPresent();
    assertThat(Mail.read(whole.substring(0, whole.length() - 12).getBytes(UTF_8))).isEmpty();
    assertThat(Mail.read("Subject: x\nContent-Type: multipart/mixed\n\nabc\n".getBytes(UTF_8)))
        .isEmpty();
  }

  @Test
  void whatIsNoMailIsNone() {
    assertThat(Mail.read(new byte[0])).isEmpty();
    assertThat(Mail.read("hello".getBytes(UTF_8))).isEmpty();
    assertThat(Mail.read("\r\n\r\nSubject: x".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void tooManyOrTooDeepPartsAreRefused() {
    String[] many = new String[101];
    java.util.Arrays.fill(many, part("Content-Type: text/plain", "x"));
    assertThat(Mail.read(multipart(many).getBytes(UTF_8))).isEmpty();

    var deep = new StringBuilder("Subject: x\n");
    for (int i = 0; i < 20; i++) {
      deep.append("Content-Type: multipart/mixed; boundary=b").append(i);
      deep.append("\n\n--b").append(i).append("\n");
    }
    assertThat(Mail.read(deep.toString().getBytes(UTF_8))).isEmpty();
  }

  @Test
  void anyBytesGiveAnAnswer() {
    byte[] start = multipart(part("Content-Type: text/csv; name=\"a\"", CSV)).getBytes(UTF_8);
    for (long seed = 0; seed < 2000; seed++) {
      var random = new Random(seed);
      byte[] message = start.clone();
      for (int i = 0; i < 1 + random.nextInt(8); i++) {
        message[random.nextInt(message.length)] = (byte) random.nextInt(256);
      }
      long used = seed;
      org.assertj.core.api.Assertions.assertThatCode(
              () -> Mail.read(message).map(mail -> mail.text("id")))
          .as("seed %d", used)
          .doesNotThrowAnyException();
    }
  }

  private static Mail read(String message) {
    return Mail.read(message.replace("\n", "\r\n").getBytes(UTF_8)).orElseThrow();
  }

  private static String part(String headers, String body) {
    return headers + "\n\n" + body;
  }

  private static String multipart(String... parts) {
    var message =
        new StringBuilder(
            "From: a@example.org\nMIME-Version: 1.0\n"
                + "Content-Type: multipart/mixed; boundary=\"cut-here\"\n\n");
    for (String part : parts) {
      message.append("--cut-here\n").append(part).append("\n");
    }
    return message.append("--cut-here--\n").toString();
  }
}
