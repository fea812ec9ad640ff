package io.tocsin.sinks.mail;

import io.tocsin.sinks.outward.Answer;
import io.tocsin.sinks.outward.Exchange;
import io.tocsin.sinks.routed.RoutedText;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/// Hands one mail to a server. A server takes a mail when it answers the end of the text (RFC 5321,
/// section 4.1.1.4), so whatever happens before that end is sent has certainly had no effect, and
/// only what happens after it is unknown.
final class Smtp {
  private static final int NO_ANSWER = -1;

  /// Words of a server often repeat whom they are about; nobody's address is written down.
  private static final Pattern ADDRESS = Pattern.compile("[^\\s<>\"']+@[^\\s<>\"']+");

  private final MailServer server;
  private final SSLSocketFactory sockets;
  private final String sender;
  private final Optional<String> archive;
  private final Duration within;

  /// @param sender whom the server tells about a mail that it cannot deliver later
  /// @param archive gets a copy of every mail
  /// @param within how long all of it may take
  Smtp(
      MailServer server,
      SSLSocketFactory sockets,
      String sender,
      Optional<String> archive,
      Duration within) {
    this.server = server;
    this.sockets = sockets;
    this.sender = sender;
    this.archive = archive;
    this.within = within;
  }

  /// How far it came. Whoever leaves BEFORE_END first has the word.
  private enum Phase {
    BEFORE_END,
    END_SENT,
    GIVEN_UP
  }

  /// Sends it.
  ///
  /// @return [Answer.Stands] without an id; else what the server's refusal means
  Answer send(Letter letter) throws InterruptedException {
    var phase = new AtomicReference<>(Phase.BEFORE_END);
    try {
      return Exchange.within(within, () -> exchange(letter, phase));
    } catch (TimeoutException e) {
      return phase.compareAndSet(Phase.BEFORE_END, Phase.GIVEN_UP)
          ? new Answer.Away("not done within %d s".formatted(within.toSeconds()))
          : new Answer.Unknown(
              "no answer to the end of the mail within %d s".formatted(within.toSeconds()));
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause(), phase.get() == Phase.END_SENT);
    }
  }

  private Answer exchange(Letter letter, AtomicReference<Phase> phase)
      throws MessagingException, IOException {
    var line = new SmtpLine(server.session(within, sockets));
    try {
      server.connect(line);
      int from = line.simpleCommand("MAIL FROM:<" + sender + ">");
      if (!isYes(from)) {
        return isNo(from)
            ? new Answer.Away("refuses the sender: " + words(line))
            : notNow(from, line);
      }
      if (archive.isPresent()) {
        int kept = line.simpleCommand("RCPT TO:<" + archive.get() + ">");
        if (!isYes(kept)) {
          return isNo(kept)
              ? new Answer.Away("refuses the archive's address: " + words(line))
              : notNow(kept, line);
        }
      }
      int refused = 0;
      String why = "";
      for (String person : letter.people()) {
        int code = line.simpleCommand("RCPT TO:<" + person + ">");
        if (isNo(code)) {
          refused++;
          why = words(line);
        } else if (!isYes(code)) {
          return notNow(code, line);
        }
      }
      int people = letter.people().size();
      if (refused == people) {
        return new Answer.Refused(
            "the mail server refuses all of its %d people: %s".formatted(people, why));
      }
      line.text(letter.message());
      if (!phase.compareAndSet(Phase.BEFORE_END, Phase.END_SENT)) {
        throw new IOException("given up");
      }
      line.end();
      return new Answer.Stands(
          "",
          refused == 0
              ? "mailed to %d".formatted(people)
              : "mailed to %d of %d; the others are refused: %s"
                  .formatted(people - refused, people, why));
    } finally {
      leave(line);
    }
  }

  private static void leave(SmtpLine line) {
    try {
      line.close();
    } catch (MessagingException e) {
      // What was to be said has been; the server sees the connection end.
    }
  }

  private static boolean isYes(int code) {
    return code / 100 == 2;
  }

  private static boolean isWait(int code) {
    return code / 100 == 4;
  }

  private static boolean isNo(int code) {
    return code / 100 == 5;
  }

  /// Neither yes nor no before the end of the text: nothing has happened.
  private static Answer notNow(int code, SmtpLine line) {
    return isWait(code)
        ? new Answer.Throttled(Optional.empty(), "asks to wait: " + words(line))
        : new Answer.Away("the connection broke");
  }

  private static Answer failed(Throwable failure, boolean endSent) {
    if (failure instanceof SMTPSendFailedException refused
        && refused.getReturnCode() != NO_ANSWER) {
      String words = words(String.valueOf(refused.getMessage()));
      return isWait(refused.getReturnCode())
          ? new Answer.Throttled(Optional.empty(), "asks to wait: " + words)
          : new Answer.Refused("the mail server refuses the mail: " + words);
    }
    if (endSent) {
      return new Answer.Unknown("the connection broke before the end of the mail was answered");
    }
    // Never its message: it may repeat what was said to authenticate.
    return new Answer.Away(
        failure instanceof AuthenticationFailedException
            ? "the mail server refuses the credentials"
            : "no mail could be handed over: " + failure.getClass().getSimpleName());
  }

  private static String words(SmtpLine line) {
    return words(String.valueOf(line.getLastServerResponse()));
  }

  /// On one line, bounded, without addresses.
  private static String words(String said) {
    return RoutedText.plain(ADDRESS.matcher(said).replaceAll("(address)"));
  }
}
