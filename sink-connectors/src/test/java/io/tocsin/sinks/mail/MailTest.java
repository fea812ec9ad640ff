package io.tocsin.sinks.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.DummySSLSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tocsin.platform.Section;
import io.tocsin.sinks.Overheard;
import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Effect;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.ReferencePage;
import io.tocsin.sinks.outward.Sighting;
import io.tocsin.sinks.runtime.Subject;
import io.tocsin.sinks.runtime.Version;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Mails against a real SMTP and IMAP server of the test's own, and against one that answers as it
/// is told.
final class MailTest {
  private static final String KEY = "ab".repeat(32);
  private static final String REQUEST = "3f2a".repeat(10);
  private static final String PASSWORD = "correct-horse-battery";
  private static final Instant NOW = Instant.parse("2026-03-02T04:05:06Z");
  private static final String ID = "<" + KEY + "@tocsin.example.test>";

  private GreenMail post;

  @BeforeEach
  void start() {
    post =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS),
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
            });
    post.start();
    post.setUser("sender@tocsin.example.test", "sender", PASSWORD);
    post.setUser("archive@tocsin.example.test", "archive", PASSWORD);
  }

  @AfterEach
  void stop() {
    post.stop();
  }

  private Map<String, Object> settings() {
    var settings = new HashMap<String, Object>();
    settings.put("answer-within", "2s");
    settings.put("mail.host", "127.0.0.1");
    settings.put("mail.port", Integer.toString(post.getSmtp().getPort()));
    settings.put("mail.security", "none");
    settings.put("mail.user", "sender");
    settings.put("mail.password", PASSWORD);
    settings.put("mail.from", "Tocsin <sender@tocsin.example.test>");
    settings.put("mail.audiences.on-call", List.of("ana@example.test", "ben@example.test"));
    settings.put("mail.audiences.managers", "Ben@example.test, cleo@example.test");
    return settings;
  }

  private Map<String, Object> withArchive() {
    var settings = settings();
    settings.put("mail.archive.address", "archive@tocsin.example.test");
    settings.put("mail.archive.host", "127.0.0.1");
    settings.put("mail.archive.port", Integer.toString(post.getImap().getPort()));
    settings.put("mail.archive.security", "none");
    settings.put("mail.archive.user", "archive");
    settings.put("mail.archive.password", PASSWORD);
    return settings;
  }

  private static Destination open(Map<String, Object> settings) {
    return open(settings, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  private static Destination open(Map<String, Object> settings, SSLSocketFactory sockets) {
    Section section = Section.of("tocsin.sinks.outward.mails", settings);
    var outside = new Outside("mails", section, Clock.fixed(NOW, ZoneOffset.UTC));
    Section own = section.section("mail");
    Destination mail = new MailKind(sockets).open(own, outside);
    own.refuseUnknown();
    section.refuseUnknown();
    return mail;
  }

  private static Effect effect(String audiences, Effect.Action action) {
    return new Effect(
        KEY,
        KEY,
        new Subject("tracktik:1", new Version(1, 1)),
        action,
        Optional.empty(),
        Map.of(
            "subject",
            "Alarm in Köln",
            "body",
            "Alarm in Köln\n.\nSite: site-1",
            "notify",
            audiences));
  }

  private static Delivery first(String audiences) {
    return new Delivery(
        effect(audiences, Effect.Action.PUT), REQUEST, Optional.empty(), Optional.empty());
  }

  private static Answer send(Destination mail, Delivery delivery) throws InterruptedException {
    return mail.send(List.of(delivery)).getFirst();
  }

  private List<MimeMessage> mails(String address) throws MessagingException {
    return post.getUserManager().getUserByEmail(address) == null
        ? List.of()
        : Arrays.stream(post.getReceivedMessages()).filter(mail -> isIn(mail, address)).toList();
  }

  private boolean isIn(MimeMessage mail, String address) {
    try {
      return post
          .getManagers()
          .getImapHostManager()
          .getInbox(post.getUserManager().getUserByEmail(address))
          .getMessages()
          .stream()
          .anyMatch(stored -> stored.getMimeMessage() == mail);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everybodyOfTheAudiencesGetsTheMailOnceAndNobodySeesWhoElse() throws Exception {
    try (Destination mail = open(settings())) {
      Answer answer = send(mail, first("on-call,managers"));

      assertThat(answer)
          .isEqualTo(
              new Answer.Stands(ID + " on-call,managers", "mailed to 3 of on-call, managers"));
      MimeMessage[] got = post.getReceivedMessages();
      assertThat(got).hasSize(3);
      for (String person : List.of("ana", "ben", "cleo")) {
        assertThat(mails(person + "@example.test")).hasSize(1);
      }
      MimeMessage one = got[0];
      assertThat(one.getSubject()).isEqualTo("Alarm in Köln");
      assertThat(one.getContent().toString().replace("\r\n", "\n").strip())
          .isEqualTo("Alarm in Köln\n.\nSite: site-1");
      assertThat(one.getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
      assertThat(one.getMessageID()).isEqualTo(ID);
      assertThat(one.getHeader("To")).containsExactly("on-call:;, managers:;");
      assertThat(one.getHeader("Cc")).isNull();
      assertThat(one.getHeader("Bcc")).isNull();
      assertThat(one.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      assertThat(one.getSentDate()).isEqualTo(Date.from(NOW));
      assertThat(one.getFrom())
          .extracting(Address::toString)
          .containsExactly("Tocsin <sender@tocsin.example.test>");
    }
  }

  @Test
  void anAudienceThatNobodyKnowsIsRefusedAndOneOfSeveralIsTold() throws Exception {
    try (Destination mail = open(settings())) {
      assertThat(send(mail, first("on-cal")))
          .isEqualTo(
              new Answer.Refused(
                  "nobody is told: the rule names on-cal, which no setting of this sink knows"));
      assertThat(post.getReceivedMessages()).isEmpty();

      assertThat(send(mail, first("on-call,nights")))
          .isEqualTo(
              new Answer.Stands(
                  ID + " on-call",
                  "mailed to 2 of on-call; not told, since no setting knows them: nights"));
      assertThat(post.getReceivedMessages()[0].getContent().toString())
          .contains("Not told, because nobody is known of them here: nights");
    }
  }

  @Test
  void whatNamesNobodyOfThisSinkIsNotWanted() {
    var settings = settings();
    settings.put("mail.audiences-elsewhere", "nights");
    try (Destination mail = open(settings)) {
      assertThat(mail.wants(effect("", Effect.Action.PUT))).isFalse();
      assertThat(mail.wants(effect("nights", Effect.Action.PUT))).isFalse();
      assertThat(mail.wants(effect("nights,on-call", Effect.Action.PUT))).isTrue();
      assertThat(mail.wants(effect("unheard-of", Effect.Action.PUT))).isTrue();
    }
  }

  @Test
  void withoutAnArchiveOnlyAPersonCanTell() throws Exception {
    try (Destination mail = open(settings())) {
      assertThat(mail.idempotency()).isEqualTo(new Idempotency.None(false));
      assertThat(mail.follows()).isFalse();
      assertThat(mail.find(first("on-call"))).isInstanceOf(Sighting.Unclear.class);
    }
  }

  @Test
  void theArchiveKnowsWhatWentOut() throws Exception {
    try (Destination mail = open(withArchive())) {
      assertThat(mail.idempotency()).isEqualTo(new Idempotency.None(true));
      assertThat(mail.find(first("on-call"))).isEqualTo(new Sighting.Absent());

      send(mail, first("on-call"));

      assertThat(mail.find(first("on-call"))).isEqualTo(new Sighting.Found(ID + " on-call"));
    }
  }

  @Test
  void anArchiveThatCannotBeAskedSaysNothing() throws Exception {
    var settings = withArchive();
    settings.put("mail.archive.password", "wrong-" + PASSWORD);
    try (Destination mail = open(settings)) {
      assertThat(mail.find(first("on-call")))
          .isEqualTo(
              new Sighting.Failed(
                  new Answer.Away(
                      "the archive cannot be asked: its server refuses the credentials")));
    }
  }

  @Test
  void aChangeIsAReplyToEverybodyWhoWasToldAndIsSentOnce() throws Exception {
    var settings = withArchive();
    settings.put("mail.updates", "true");
    try (Destination mail = open(settings)) {
      String before = ((Answer.Stands) send(mail, first("on-call"))).remoteId();
      var withdrawal =
          new Delivery(
              effect("", Effect.Action.WITHDRAW),
              "77".repeat(20),
              Optional.of(before),
              Optional.empty());
      assertThat(mail.follows()).isTrue();

      assertThat(send(mail, withdrawal)).isInstanceOf(Answer.Stands.class);
      assertThat(send(mail, withdrawal)).isEqualTo(new Answer.Stands(before, "mailed before"));

      List<MimeMessage> got = mails("ana@example.test");
      assertThat(got).hasSize(2);
      MimeMessage change = got.getLast();
      assertThat(change.getSubject()).isEqualTo("Withdrawn: Alarm in Köln");
      assertThat(change.getHeader("In-Reply-To")).containsExactly(ID);
      assertThat(change.getHeader("References")).containsExactly(ID);
      assertThat(change.getMessageID())
          .isEqualTo("<" + KEY + "." + "77".repeat(20) + "@tocsin.example.test>");
    }
  }

  /// What the first mail says already is not said again as a change of it.
  @Test
  void aMailFoundInTheArchiveIsNotRepeatedAsItsOwnChange() throws Exception {
    var settings = withArchive();
    settings.put("mail.updates", "true");
    try (Destination mail = open(settings)) {
      send(mail, first("on-call"));
      var found = (Sighting.Found) mail.find(first("on-call"));

      Answer again =
          send(
              mail,
              new Delivery(
                  effect("on-call", Effect.Action.PUT),
                  REQUEST,
                  Optional.of(found.remoteId()),
                  Optional.empty()));

      assertThat(again).isEqualTo(new Answer.Stands(ID + " on-call", "mailed before"));
      assertThat(mails("ana@example.test")).hasSize(1);
    }
  }

  @Test
  void aServerThatIsDownIsAwayAndTheMailGoesOutAfter() throws Exception {
    var settings = settings();
    int port = post.getSmtp().getPort();
    try (Destination mail = open(settings)) {
      post.stop();
      assertThat(send(mail, first("on-call"))).isInstanceOf(Answer.Away.class);

      post = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
      post.start();
      post.setUser("sender@tocsin.example.test", "sender", PASSWORD);
      assertThat(send(mail, first("on-call"))).isInstanceOf(Answer.Stands.class);
      assertThat(post.getReceivedMessages()).hasSize(2);
    }
  }

  @Test
  void refusedCredentialsAreAwayAndNotRepeated() throws Exception {
    var settings = settings();
    settings.put("mail.password", "wrong-" + PASSWORD);
    try (Destination mail = open(settings)) {
      assertThat(send(mail, first("on-call")))
          .isEqualTo(new Answer.Away("the mail server refuses the credentials"));
    }
  }

  /// At the most talkative level of every library.
  @Test
  void neitherPasswordNorAddressIsLoggedOrAnswered() throws Exception {
    var settings = withArchive();
    try (var overheard = new Overheard("com.icegreen");
        var server = new ScriptedServer(Map.of("RCPT", "550 5.1.1 <ana@example.test> unknown"))) {
      try (Destination mail = open(settings)) {
        overheard.note(mail);
        overheard.note(send(mail, first("on-call")));
        overheard.note(mail.find(first("on-call")));
      }
      settings.put("mail.port", Integer.toString(server.port()));
      settings.remove("mail.user");
      settings.remove("mail.password");
      settings.put("mail.archive.password", "wrong-" + PASSWORD);
      try (Destination mail = open(settings)) {
        overheard.note(send(mail, first("on-call")));
        overheard.note(mail.find(first("on-call")));
      }
      settings = settings();
      settings.put("mail.password", "wrong-" + PASSWORD);
      try (Destination mail = open(settings)) {
        overheard.note(send(mail, first("on-call")));
      }
      post.stop();
      try (Destination mail = open(settings)) {
        overheard.note(send(mail, first("on-call")));
      }

      String plain = "sender\0sender\0" + PASSWORD; // As the library writes it for AUTH PLAIN.
      assertThat(overheard.said())
          .contains("refuses the credentials")
          .doesNotContain(PASSWORD)
          .doesNotContain(Base64.getEncoder().encodeToString(plain.getBytes(UTF_8)))
          .doesNotContain(Base64.getEncoder().encodeToString(PASSWORD.getBytes(UTF_8)));
      assertThat(overheard.noted()).doesNotContain("@example.test");
    }
  }

  @Test
  void aServerWithoutTheTlsThatIsAskedForGetsNothing() throws Exception {
    var settings = settings();
    settings.put("mail.security", "starttls");
    try (Destination mail = open(settings)) {
      assertThat(send(mail, first("on-call"))).isInstanceOf(Answer.Away.class);
      assertThat(post.getReceivedMessages()).isEmpty();
    }
  }

  @Test
  void aCertificateOfAnotherNameIsRefusedEvenWhereItsIssuerIsTrusted() throws Exception {
    var settings = settings();
    settings.put("mail.security", "tls");
    settings.put("mail.port", Integer.toString(post.getSmtps().getPort()));
    try (Destination mail = open(settings, new DummySSLSocketFactory())) {
      assertThat(send(mail, first("on-call"))).isInstanceOf(Answer.Away.class);
      assertThat(post.getReceivedMessages()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          greeting             | 421 4.3.2 come back later                   | Away      | no mail could be handed over
          greeting             | (hang up)                                   | Away      | no mail could be handed over
          greeting             | (silence)                                   | Away      | within 1 s
          MAIL                 | 421 4.7.0 too many                          | Throttled | 421 4.7.0 too many
          MAIL                 | 550 5.7.1 not you                           | Away      | refuses the sender: 550 5.7.1 not you
          MAIL                 | (hang up)                                   | Away      | broke
          RCPT                 | 450 4.2.1 <ana@example.test> grey           | Throttled | 450 4.2.1 <(address)> grey
          RCPT                 | 451 4.3.0 later                             | Throttled | 451
          RCPT                 | 452 4.2.2 full                              | Throttled | 452
          RCPT                 | 550 5.1.1 <ana@example.test> unknown        | Refused   | all of its 2 people: 550 5.1.1 <(address)> unknown
          RCPT TO:<ana         | 550 5.1.1 <ana@example.test> unknown        | Stands    | mailed to 1 of 2; the others are refused: 550 5.1.1 <(address)> unknown
          RCPT TO:<ben         | 451 4.3.0 later                             | Throttled | 451
          RCPT                 | (hang up)                                   | Away      | broke
          DATA                 | 451 4.3.0 later                             | Throttled | 451
          DATA                 | 554 5.5.1 no                                | Refused   | 554 5.5.1 no
          DATA                 | (hang up)                                   | Away      |
          DATA                 | (silence)                                   | Away      |
          .                    | 451 4.3.0 later                             | Throttled | 451
          .                    | 552 5.3.4 too big                           | Refused   | 552 5.3.4 too big
          .                    | 554 5.7.1 spam                              | Refused   | 554 5.7.1 spam
          .                    | (hang up)                                   | Unknown   | before the end of the mail was answered
          .                    | (silence)                                   | Unknown   |
          QUIT                 | (hang up)                                   | Stands    | mailed to 2 of on-call
          """)
  void whatAnAnswerMeans(String command, String reply, String kind, String words) throws Exception {
    try (var server = new ScriptedServer(Map.of(command, reply))) {
      var settings = settings();
      settings.put("answer-within", "1s");
      settings.put("mail.port", Integer.toString(server.port()));
      settings.remove("mail.user");
      settings.remove("mail.password");
      try (Destination mail = open(settings)) {
        Answer answer = send(mail, first("on-call"));

        assertThat(answer.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(answer.toString())
            .contains(words == null ? "" : words)
            .doesNotContain("example.test>]")
            .doesNotContain("ana@");
        assertThat(server.taken()).isEqualTo(command.equals(".") || kind.equals("Stands") ? 1 : 0);
      }
    }
  }

  @Test
  void whatTheServerSaysIsBounded() throws Exception {
    try (var server = new ScriptedServer(Map.of("RCPT", "550 " + "no ".repeat(300)))) {
      var settings = settings();
      settings.put("mail.port", Integer.toString(server.port()));
      settings.remove("mail.user");
      settings.remove("mail.password");
      try (Destination mail = open(settings)) {
        assertThat(send(mail, first("on-call")))
            .isInstanceOfSatisfying(
                Answer.Refused.class,
                refused -> assertThat(refused.words()).hasSizeBetween(300, 500));
      }
    }
  }

  @Test
  void anArchiveThatIsRefusedStopsTheSinkNotTheMail() throws Exception {
    try (var server =
        new ScriptedServer(Map.of("RCPT TO:<archive", "550 5.1.1 nobody of that name"))) {
      var settings = withArchive();
      settings.put("mail.port", Integer.toString(server.port()));
      settings.remove("mail.user");
      settings.remove("mail.password");
      try (Destination mail = open(settings)) {
        assertThat(send(mail, first("on-call")))
            .isEqualTo(
                new Answer.Away("refuses the archive's address: 550 5.1.1 nobody of that name"));
        assertThat(server.taken()).isZero();
      }
    }
  }

  @Test
  void theReferencePageIsTrue() throws Exception {
    ReferencePage.isTrueOf(new MailKind());
  }

  @Test
  void aPausedSinkSendsNothing() throws Exception {
    var settings = settings();
    settings.put("mail.paused", "true");
    try (Destination mail = open(settings)) {
      assertThat(send(mail, first("on-call")))
          .isEqualTo(new Answer.Away("paused by its configuration"));
      assertThat(post.getReceivedMessages()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mail.security, ssl, is none of starttls",
    "mail.host, mail.example.test, 'is none, so passwords and mails would go out readable'",
    "mail.password, '', is not set: both are",
    "mail.from, nobody, is no mail address",
    "mail.audiences.on-call, 'ana@example.test, ben', is no mail address",
    "mail.audiences.On Call, ana@example.test, is no name of an audience",
    "mail.updates, true, needs an archive",
    "mail.subject, '{{nothing}}', uses {{nothing}}",
    "mail.subjekt, x, is no setting known here"
  })
  void whatIsWrongWithTheSettingsIsSaid(String key, String value, String sentence) {
    var settings = settings();
    settings.put(key, value);

    assertThatThrownBy(() -> open(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tocsin.sinks.outward.mails.mail")
        .hasMessageContaining(sentence)
        .satisfies(
            e -> assertThat(e.getMessage()).doesNotContain(PASSWORD).doesNotContain("@example"));
  }
}
