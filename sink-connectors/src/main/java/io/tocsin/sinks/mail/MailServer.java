package io.tocsin.sinks.mail;

import io.tocsin.platform.Secret;
import io.tocsin.platform.Section;
import jakarta.mail.MessagingException;
import jakarta.mail.Service;
import jakarta.mail.Session;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/// How a mail server is reached: by SMTP, or by IMAP.
///
/// @param protocol `smtp` or `imap`
/// @param password read anew for each connection, so that its file can be exchanged
record MailServer(
    String protocol,
    String host,
    int port,
    Security security,
    Optional<String> user,
    Supplier<Secret> password) {
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(5);

  /// What protects the way.
  enum Security {
    /// TLS after a plain greeting; without it nothing is said.
    STARTTLS(587, 143),
    /// TLS from the first byte.
    TLS(465, 993),
    /// Nothing.
    NONE(25, 143);

    private final int smtp;
    private final int imap;

    Security(int smtp, int imap) {
      this.smtp = smtp;
      this.imap = imap;
    }
  }

  /// Reads `host`, `port`, `security`, `allow-plain`, `user`, `password`.
  ///
  /// @param otherwise what protects the way where `security` is not set
  /// @throws IllegalArgumentException in a sentence that names the setting and holds no secret
  static MailServer of(Section settings, String protocol, Security otherwise) {
    String host = settings.required("host");
    Security security =
        switch (settings.text("security").orElse(otherwise.name().toLowerCase(Locale.ROOT))) {
          case "starttls" -> Security.STARTTLS;
          case "tls" -> Security.TLS;
          case "none" -> Security.NONE;
          default -> throw settings.refuse("security", "is none of starttls, tls, none");
        };
    if (!settings.flag("allow-plain", false) && security == Security.NONE && !isThisMachine(host)) {
      throw settings.refuse(
          "security",
          "is none, so passwords and mails would go out readable; set allow-plain to true where the"
              + " way is safe");
    }
    int usual = protocol.equals("smtp") ? security.smtp : security.imap;
    int port = settings.count("port").orElse(usual);
    Optional<String> user = settings.text("user");
    Optional<String> password = settings.text("password");
    if (user.isPresent() != password.isPresent()) {
      throw settings.refuse(
          user.isPresent() ? "password" : "user", "is not set: both are, or neither");
    }
    String setting = settings.name("password");
    Supplier<Secret> secret = () -> Secret.of(setting, password.orElse(""));
    if (user.isPresent()) {
      Secret _ = secret.get(); // One that cannot be read is told now.
    }
    return new MailServer(protocol, host, port, security, user, secret);
  }

  private static boolean isThisMachine(String host) {
    return host.equals("localhost")
        || (host.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")
            && InetAddress.ofLiteral(host).isLoopbackAddress());
  }

  /// What the mail library is told about it.
  ///
  /// @param within how long one answer may take
  /// @param sockets makes the TLS sockets
  Session session(Duration within, SSLSocketFactory sockets) {
    var properties = new Properties();
    String own = "mail." + protocol + ".";
    properties.put(own + "connectiontimeout", Long.toString(CONNECTED_WITHIN.toMillis()));
    properties.put(own + "timeout", Long.toString(within.toMillis()));
    properties.put(own + "ssl.enable", Boolean.toString(security == Security.TLS));
    properties.put(own + "starttls.enable", Boolean.toString(security == Security.STARTTLS));
    properties.put(own + "starttls.required", Boolean.toString(security == Security.STARTTLS));
    properties.put(own + "ssl.checkserveridentity", "true");
    properties.put(own + "ssl.socketFactory", sockets);
    properties.put(own + "auth", Boolean.toString(user.isPresent()));
    properties.put(own + "auth.mechanisms", "PLAIN LOGIN");
    properties.put(own + "quitwait", "false");
    return Session.getInstance(properties);
  }

  /// Connects and says who we are.
  void connect(Service service) throws MessagingException {
    service.connect(
        host,
        port,
        user.orElse(null),
        user.isPresent() ? new String(password.get().bytes(), StandardCharsets.UTF_8) : null);
  }
}
