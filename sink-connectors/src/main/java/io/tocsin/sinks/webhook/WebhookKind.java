package io.tocsin.sinks.webhook;

import io.tocsin.platform.Section;
import io.tocsin.sinks.http.HttpSettings;
import io.tocsin.sinks.http.Template;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Feed;
import io.tocsin.sinks.outward.Fields;
import io.tocsin.sinks.outward.Kind;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Paused;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;

/// Outbound webhooks by the Standard Webhooks specification. Each endpoint is a sink of its own.
@Singleton
final class WebhookKind implements Kind {
  /// Between the 15 and 30 s that the specification recommends.
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  private final DnsResolver resolver;
  private final TlsSocketStrategy tls;

  @Inject
  WebhookKind() {
    this(SystemDefaultDnsResolver.INSTANCE, DefaultClientTlsStrategy.createDefault());
  }

  /// @param resolver what names are resolved by before their addresses are checked
  WebhookKind(DnsResolver resolver, TlsSocketStrategy tls) {
    this.resolver = resolver;
    this.tls = tls;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public Feed feed() {
    return Feed.DECISIONS;
  }

  @Override
  public Destination open(Section settings, Outside outside) {
    URI url = HttpSettings.address(outside.settings(), "url");
    Duration within = outside.settings().duration("answer-within").orElse(ANSWER_WITHIN);
    Signatures signatures = Signatures.of(settings);
    Optional<Template.JsonTemplate> template =
        settings.has("template")
            ? Optional.of(Template.json(settings, "template", Fields.of(feed())))
            : Optional.empty();
    Set<String> allowed =
        settings.commaSeparated("allow-hosts").stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    boolean paused = settings.flag("paused", false);
    var webhook =
        new Webhook(
            new PinnedCaller(url, new CheckedNames(resolver, allowed), tls, within),
            signatures,
            new WebhookBody(template),
            outside.clock());
    return paused ? new Paused(webhook, "paused by its configuration") : webhook;
  }
}
