package io.tocsin.sinks.mail;

import io.tocsin.platform.Section;
import io.tocsin.sinks.http.Template;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Feed;
import io.tocsin.sinks.outward.Fields;
import io.tocsin.sinks.outward.Kind;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Paused;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/// Mail to the people whom a rule names.
@Singleton
final class MailKind implements Kind {
  private static final Duration WITHIN = Duration.ofSeconds(35);
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private final SSLSocketFactory sockets;

  @Inject
  MailKind() {
    this((SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /// @param sockets makes the TLS sockets
  MailKind(SSLSocketFactory sockets) {
    this.sockets = sockets;
  }

  @Override
  public String name() {
    return "mail";
  }

  @Override
  public Feed feed() {
    return Feed.DECISIONS;
  }

  @Override
  public Destination open(Section settings, Outside outside) {
    Duration within = outside.settings().duration("answer-within").orElse(WITHIN);
    MailServer server = MailServer.of(settings, "smtp", MailServer.Security.STARTTLS);
    InternetAddress from = address(settings, "from", settings.required("from"));
    Optional<Archive> archive =
        settings.has("archive")
            ? Optional.of(archive(settings.section("archive"), within))
            : Optional.empty();
    boolean updates = settings.flag("updates", false);
    if (updates && archive.isEmpty()) {
      throw settings.refuse(
          "updates",
          "needs an archive: without one nobody could say which change was told already");
    }
    Set<String> names = Fields.of(feed());
    var mail =
        new MailDestination(
            new Smtp(server, sockets, from.getAddress(), archive.map(Archive::address), within),
            new Writing(
                from,
                Template.of(
                    settings, "subject", settings.text("subject").orElse("{{subject}}"), names),
                Template.of(settings, "body", settings.text("body").orElse("{{body}}"), names)),
            audiences(settings),
            Set.copyOf(settings.commaSeparated("audiences-elsewhere")),
            archive,
            updates,
            outside.clock());
    return settings.flag("paused", false) ? new Paused(mail, "paused by its configuration") : mail;
  }

  private Archive archive(Section settings, Duration within) {
    var archive =
        new Archive(
            address(settings, "address", settings.required("address")).getAddress(),
            MailServer.of(settings, "imap", MailServer.Security.TLS),
            sockets,
            settings.text("folder").orElse("INBOX"),
            within);
    settings.refuseUnknown();
    return archive;
  }

  private static Map<String, List<String>> audiences(Section settings) {
    Section section = settings.section("audiences");
    var audiences = new LinkedHashMap<String, List<String>>();
    for (String name : section.keys()) {
      if (!NAME.matcher(name).matches()) {
        throw section.refuse(
            name, "is no name of an audience: lower-case letters, digits and hyphens");
      }
      audiences.put(
          name,
          section.commaSeparated(name).stream()
              .map(person -> address(section, name, person).getAddress())
              .toList());
    }
    if (audiences.isEmpty() || audiences.values().stream().anyMatch(List::isEmpty)) {
      throw settings.refuse("audiences", "names no audience, or one with nobody in it");
    }
    return audiences;
  }

  /// One address. A refusal does not repeat it.
  private static InternetAddress address(Section settings, String key, String text) {
    try {
      InternetAddress[] parsed = InternetAddress.parse(text, true);
      if (parsed.length == 1
          && !parsed[0].isGroup()
          && parsed[0].getAddress().matches("[!-~&&[^<>\"\\s]]+@[A-Za-z0-9.-]+")) {
        return parsed[0];
      }
    } catch (AddressException e) {
      throw settings.refuse(key, "is no mail address");
    }
    throw settings.refuse(key, "is no mail address in plain ASCII letters");
  }
}
