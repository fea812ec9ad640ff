package io.tocsin.books.close;

import io.tocsin.books.db.Database;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The mails to finance: one for each closed day, and one a day for each kind of trouble that keeps
/// a day from being closed. A mail is sent in the transaction that notes it, so that of two
/// instances one sends it; where it goes out and the note is lost, the second has the same
/// Message-ID.
public final class FinanceMail {
  private static final long MOST_BYTES = 20L * 1024 * 1024;
  private static final Duration AGO = Duration.ofDays(7);

  private final Database database;
  private final MailSettings settings;
  private final InstantSource clock;

  public FinanceMail(Database database, MailSettings settings, InstantSource clock) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
  }

  /// A mail did not go out; it is tried again.
  public static final class NotSentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotSentException(Exception cause) {
      // Never the message of the mail library: it may repeat addresses, or what was said to
      // authenticate.
      super("the mail to finance did not go out: " + cause.getClass().getSimpleName());
    }
  }

  /// The closes of the last week whose mail has not gone out, in order.
  public List<ClosedDay> unsent() {
    Instant since = clock.instant().minus(AGO);
    return database.read(connection -> CloseTables.unmailed(connection, since));
  }

  /// Sends the mail of a close, where it has not gone out.
  ///
  /// @param folder of the day
  /// @throws NotSentException where the mail server is away or refuses
  public void send(ClosedDay closed, Path folder) {
    String id = id(closed.head().hash());
    Boolean _ =
        database.write(
            connection -> {
              boolean mine = CloseTables.mailed(connection, closed.head().close(), id);
              if (mine) {
                send(
                    id,
                    "Books closed: " + closed.day(),
                    body(closed, folder),
                    attachments(closed.day(), folder));
              }
              return mine;
            });
  }

  /// Sends the alarm that a day cannot be closed, where one of its kinds was not told today.
  ///
  /// @param today in the zone of the books
  /// @throws NotSentException where the mail server is away or refuses
  public void alarm(LocalDate today, LocalDate day, CloseRefused refused) {
    Mismatches mismatches = refused.mismatches();
    if (mismatches == null) {
      return;
    }
    List<String> kinds = mismatches.counts().keySet().stream().map(Enum::name).toList();
    String id = id("%s.%s.%s".formatted(today, day, String.join(".", kinds)));
    Boolean _ =
        database.write(
            connection -> {
              boolean fresh =
                  !CloseTables.alarmed(connection, today, mismatches.counts().keySet(), id)
                      .isEmpty();
              if (fresh) {
                send(
                    id,
                    "Books NOT closed: " + day,
                    refused.sentence() + "\n\n" + mismatches.text(),
                    Map.of());
              }
              return fresh;
            });
  }

  private static String body(ClosedDay closed, Path folder) {
    return """
    %s
    Head of close %d, to be kept where Tocsin cannot write:
    %s
    Its document:
    %s

    The files of the day are in %s.
    """
        .formatted(
            closed.summary(),
            closed.head().close(),
            closed.head().hash(),
            closed.head().document(),
            folder);
  }

  /// The clients' files; none where they are too large for a mail.
  private static Map<String, byte[]> attachments(LocalDate day, Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files = all.filter(f -> f.endsWith("lines.csv")).sorted().toList();
      long bytes = 0;
      var attachments = new LinkedHashMap<String, byte[]>();
      for (Path file : files) {
        bytes += Files.size(file);
        if (bytes > MOST_BYTES) {
          return new LinkedHashMap<>();
        }
        attachments.put(
            "%s-%s.csv".formatted(day, folder.relativize(file).getName(1)),
            Files.readAllBytes(file));
      }
      return attachments;
    } catch (IOException e) {
      throw new NotSentException(e);
    }
  }

  private String id(String name) {
    String from = settings.from();
    String domain = from.substring(from.lastIndexOf('@') + 1).replace(">", "").strip();
    return "<close.%s@%s>".formatted(name, domain);
  }

  private void send(String id, String subject, String body, Map<String, byte[]> attachments) {
    try {
      Session session = Session.getInstance(settings.properties());
      var message = new Identified(session, id);
      message.setFrom(new InternetAddress(settings.from()));
      var to = new ArrayList<InternetAddress>();
      for (String person : settings.to()) {
        to.add(new InternetAddress(person));
      }
      InternetAddress[] people = to.toArray(InternetAddress[]::new);
      message.setRecipients(MimeMessage.RecipientType.TO, people);
      message.setSubject(subject, "UTF-8");
      message.setSentDate(Date.from(clock.instant()));
      message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: nobody's absence answers.
      var parts = new MimeMultipart();
      var text = new MimeBodyPart();
      text.setText(body, "UTF-8");
      // As it is: a reader that wraps a line would change the document of the head.
      text.setHeader("Content-Transfer-Encoding", "quoted-printable");
      parts.addBodyPart(text);
      for (Map.Entry<String, byte[]> attachment : attachments.entrySet()) {
        var part = new MimeBodyPart();
        part.setDataHandler(
            new DataHandler(
                new ByteArrayDataSource(attachment.getValue(), "text/csv; charset=utf-8")));
        part.setFileName(attachment.getKey());
        part.setHeader("Content-Transfer-Encoding", "base64");
        parts.addBodyPart(part);
      }
      message.setContent(parts);
      message.saveChanges();
      try (Transport transport = session.getTransport("smtp")) {
        transport.connect(
            settings.host(),
            settings.port(),
            settings.user().orElse(null),
            settings.user().isPresent()
                ? new String(settings.password().get().bytes(), StandardCharsets.UTF_8)
                : null);
        transport.sendMessage(message, people);
      }
    } catch (MessagingException e) {
      throw new NotSentException(e);
    }
  }

  /// A message that keeps its own id.
  private static final class Identified extends MimeMessage {
    private final String id;

    Identified(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
