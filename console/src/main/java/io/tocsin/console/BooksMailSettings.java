package io.tocsin.console;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.tocsin.books.close.MailSettings;
import io.tocsin.platform.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Who gets the mail of a closed day: `tocsin.books.mail.*`.
///
/// @param host the mail server; empty = no mails
/// @param port its port; 0 = the usual one
/// @param security starttls, tls or none
/// @param user empty = nobody is authenticated
/// @param password the user's, or `file:<path>` of it
/// @param from who sends
/// @param to who gets it, between commas
@ConfigurationProperties("tocsin.books.mail")
public record BooksMailSettings(
    @Bindable(defaultValue = "") String host,
    @Bindable(defaultValue = "0") int port,
    @Bindable(defaultValue = "starttls") String security,
    @Bindable(defaultValue = "") String user,
    @Bindable(defaultValue = "") String password,
    @Bindable(defaultValue = "") String from,
    @Bindable(defaultValue = "") String to) {
  /// What the mails go out by; empty where there are none.
  ///
  /// @throws IllegalArgumentException in a sentence that names the setting and holds no secret
  Optional<MailSettings> mail() {
    if (host.isBlank()) {
      return Optional.empty();
    }
    MailSettings.Security way = way();
    List<String> people =
        Arrays.stream(to.split(",", -1)).map(String::strip).filter(p -> !p.isEmpty()).toList();
    if (people.isEmpty() || from.isBlank()) {
      throw new IllegalArgumentException(
          "TOCSIN_BOOKS_MAIL_HOST is set, so TOCSIN_BOOKS_MAIL_FROM and TOCSIN_BOOKS_MAIL_TO must"
              + " be too");
    }
    if (user.isBlank() != password.isBlank()) {
      throw new IllegalArgumentException(
          "TOCSIN_BOOKS_MAIL_USER and TOCSIN_BOOKS_MAIL_PASSWORD: set both, or neither");
    }
    if (way == MailSettings.Security.NONE
        && !user.isBlank()
        && !host.equals("localhost")
        && !host.equals("127.0.0.1")) {
      throw new IllegalArgumentException(
          "TOCSIN_BOOKS_MAIL_SECURITY is none, so the password would go out readable");
    }
    if (!password.isBlank()) {
      Secret _ = secret(); // One that cannot be read is told now.
    }
    return Optional.of(
        new MailSettings(
            host,
            port == 0 ? usual(way) : port,
            way,
            user.isBlank() ? Optional.empty() : Optional.of(user),
            this::secret,
            from,
            people));
  }

  private Secret secret() {
    return Secret.of("TOCSIN_BOOKS_MAIL_PASSWORD", password);
  }

  private MailSettings.Security way() {
    return switch (security.toLowerCase(Locale.ROOT)) {
      case "starttls" -> MailSettings.Security.STARTTLS;
      case "tls" -> MailSettings.Security.TLS;
      case "none" -> MailSettings.Security.NONE;
      default ->
          throw new IllegalArgumentException(
              "TOCSIN_BOOKS_MAIL_SECURITY is '%s'; it must be starttls, tls or none"
                  .formatted(security));
    };
  }

  private static int usual(MailSettings.Security way) {
    return switch (way) {
      case STARTTLS -> 587;
      case TLS -> 465;
      case NONE -> 25;
    };
  }

  /// Without the password and without anybody's address.
  @Override
  public String toString() {
    return "BooksMailSettings[host=%s, port=%d, security=%s]".formatted(host, port, security);
  }
}
