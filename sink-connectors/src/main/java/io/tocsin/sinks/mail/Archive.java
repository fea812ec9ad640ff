package io.tocsin.sinks.mail;

import io.tocsin.sinks.outward.Exchange;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.search.HeaderTerm;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;

/// The mailbox that gets a copy of every mail, so that it can be asked whether one went out.
///
/// @param address where the copies go
/// @param folder the mailbox's folder in which they are
/// @param within how long one question may take
record Archive(
    String address, MailServer server, SSLSocketFactory sockets, String folder, Duration within) {
  /// It could not be asked.
  static final class NotAskedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotAskedException(String words) {
      super(words);
    }
  }

  /// Looks for a mail by the value of one of its headers.
  ///
  /// @return the names in its header `To`; empty where there is no such mail
  Optional<String> find(String header, String value)
      throws InterruptedException, NotAskedException {
    try {
      return Exchange.within(within, () -> search(header, value));
    } catch (TimeoutException e) {
      throw new NotAskedException("no answer within %d s".formatted(within.toSeconds()));
    } catch (ExecutionException e) {
      throw new NotAskedException(
          e.getCause() instanceof AuthenticationFailedException
              ? "its server refuses the credentials"
              : String.valueOf(
                  e.getCause() == null ? null : e.getCause().getClass().getSimpleName()));
    }
  }

  private Optional<String> search(String header, String value) throws MessagingException {
    try (Store store = server.session(within, sockets).getStore("imap")) {
      server.connect(store);
      try (Folder mails = store.getFolder(folder)) {
        mails.open(Folder.READ_ONLY);
        // More than one is possible: a server may deliver twice what it was given once.
        for (Message mail : mails.search(new HeaderTerm(header, value))) {
          String[] to = mail.getHeader("To");
          return Optional.of(to == null ? "" : String.join(",", to));
        }
        return Optional.empty();
      }
    }
  }
}
