package io.tocsin.sinks.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/// One SMTP connection, a command at a time: the library greets, protects, authenticates and writes
/// the text, and what each command is answered is seen here. The library's own way of sending does
/// not tell a connection that broke before the end of the text from one that broke after it.
final class SmtpLine extends SMTPTransport {
  private static final String[] NEVER_SENT = {"Bcc", "Content-Length"};

  SmtpLine(Session session) {
    super(session, null);
  }

  /// Begins the text and writes it, all but its end.
  ///
  /// @throws org.eclipse.angus.mail.smtp.SMTPSendFailedException where the server wants no text
  synchronized void text(MimeMessage message) throws MessagingException, IOException {
    OutputStream text = data();
    message.writeTo(text, NEVER_SENT);
    text.flush();
  }

  /// Ends the text: from here on it may be taken.
  ///
  /// @throws org.eclipse.angus.mail.smtp.SMTPSendFailedException where it is not; its code is -1
  /// where no answer came
  synchronized void end() throws MessagingException, IOException {
    finishData();
  }
}
