package io.tocsin.sinks.mail;

import io.tocsin.sinks.http.Template;
import io.tocsin.sinks.outward.Delivery;
import io.tocsin.sinks.outward.Effect;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/// Writes mails: plain text, UTF-8, named by the effect's key, so that a mail can be looked for and
/// a reader's program recognises a repeated one.
///
/// @param subject template
/// @param body template
record Writing(InternetAddress from, Template subject, Template body) {
  /// Header with the key of the content.
  static final String REQUEST_KEY = "X-Tocsin-Request-Key";

  private static final Session NO_SERVER = Session.getInstance(new Properties());

  /// `Message-ID` of the first mail on a key.
  String messageId(String key) {
    return "<" + key + "@" + domain() + ">";
  }

  private String domain() {
    String address = from.getAddress();
    return address.substring(address.lastIndexOf('@') + 1);
  }

  /// The mail of a delivery.
  ///
  /// @param told who it goes to; they stand in the header `To` as groups that list nobody
  /// @param unknown audiences that nobody is known of
  /// @param thread the first mail, where this one says what has changed since
  MimeMessage message(
      Delivery delivery,
      Collection<String> told,
      Collection<String> unknown,
      Optional<String> thread,
      Instant now)
      throws MessagingException {
    Effect effect = delivery.effect();
    String id =
        thread.isEmpty()
            ? messageId(effect.key())
            : messageId(effect.key() + "." + delivery.requestKey());
    var message = new Identified(id);
    message.setFrom(from);
    message.setHeader(
        "To", told.stream().map(name -> name + ":;").collect(Collectors.joining(", ")));
    message.setSubject(reply(effect, thread.isPresent()), "UTF-8");
    message.setText(text(effect, unknown), "UTF-8");
    message.setHeader("Content-Transfer-Encoding", "quoted-printable");
    message.setSentDate(Date.from(now));
    message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: nobody's absence answers.
    message.setHeader(REQUEST_KEY, delivery.requestKey());
    if (thread.isPresent()) {
      message.setHeader("In-Reply-To", thread.get());
      message.setHeader("References", thread.get());
    }
    message.saveChanges();
    return message;
  }

  private String reply(Effect effect, boolean change) {
    String line = subject.header(effect.fields());
    if (!change) {
      return line;
    }
    return switch (effect.action()) {
      case PUT -> "Re: " + line;
      case WITHDRAW -> "Withdrawn: " + line;
    };
  }

  private String text(Effect effect, Collection<String> unknown) {
    Map<String, Object> fields = effect.fields();
    String text = body.text(fields);
    return unknown.isEmpty()
        ? text + "\n"
        : "%s\n\nNot told, because nobody is known of them here: %s\n"
            .formatted(text, String.join(", ", unknown));
  }

  /// A message that keeps its own id.
  private static final class Identified extends MimeMessage {
    private final String id;

    Identified(String id) {
      super(NO_SERVER);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
