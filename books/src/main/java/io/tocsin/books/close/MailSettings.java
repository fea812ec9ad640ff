package io.tocsin.books.close;

import io.tocsin.platform.Secret;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/// How the mail to finance goes out.
///
/// @param security what protects the way
/// @param user empty = nobody is authenticated
/// @param password read anew for each mail, so that its file can be exchanged
/// @param from who sends
/// @param to who gets it
public record MailSettings(
    String host,
    int port,
    Security security,
    Optional<String> user,
    Supplier<Secret> password,
    String from,
    List<String> to) {
  private static final String ANSWER_WITHIN = "30000";
  private static final String CONNECTED_WITHIN = "5000";

  /// What protects the way to the server.
  public enum Security {
    /// TLS after a plain greeting; without it nothing is said.
    STARTTLS,
    /// TLS from the first byte.
    TLS,
    /// Nothing.
    NONE
  }

  public MailSettings {
    to = List.copyOf(to);
  }

  /// What the mail library is told.
  Properties properties() {
    var properties = new Properties();
    properties.put("mail.smtp.connectiontimeout", CONNECTED_WITHIN);
    properties.put("mail.smtp.timeout", ANSWER_WITHIN);
    properties.put("mail.smtp.writetimeout", ANSWER_WITHIN);
    properties.put("mail.smtp.ssl.enable", Boolean.toString(security == Security.TLS));
    properties.put("mail.smtp.starttls.enable", Boolean.toString(security == Security.STARTTLS));
    properties.put("mail.smtp.starttls.required", Boolean.toString(security == Security.STARTTLS));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put("mail.smtp.auth", Boolean.toString(user.isPresent()));
    properties.put("mail.smtp.quitwait", "false");
    return properties;
  }

  /// Without the password and without anybody's address.
  @Override
  public String toString() {
    return "MailSettings[host=%s, port=%d, security=%s]".formatted(host, port, security);
  }
}
