package io.tocsin.sinks.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.platform.Section;
import io.tocsin.sinks.http.LookUp;
import io.tocsin.sinks.http.Template;
import io.tocsin.sinks.http.Template.JsonTemplate;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Feed;
import io.tocsin.sinks.outward.Fields;
import io.tocsin.sinks.outward.Kind;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Search;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Kind `zendesk`.
@Singleton
final class ZendeskKind implements Kind {
  /// How long Zendesk keeps an Idempotency-Key.
  private static final Duration KEPT = Duration.ofHours(2);

  private static final Duration MEMORY = Duration.ofMinutes(90);
  private static final Set<String> NAMES = Fields.of(Feed.DECISIONS);

  @Override
  public String name() {
    return "zendesk";
  }

  @Override
  public Feed feed() {
    return Feed.DECISIONS;
  }

  @Override
  public Destination open(Section settings, Outside outside) {
    Duration memory = settings.duration("memory").orElse(MEMORY);
    if (!memory.isPositive() || memory.compareTo(KEPT) >= 0) {
      throw settings.refuse("memory", "must be shorter than the 2 hours that Zendesk keeps a key");
    }
    JsonTemplate body = Template.json(settings, "body", NAMES);
    if (externalId(body).isEmpty()) {
      throw settings.refuse("body", "must hold \"external_id\": \"{{key}}\"");
    }
    JsonTemplate update = body(settings, "update-body").orElse(body);
    JsonTemplate withdrawn = body(settings, "withdrawn-body").orElse(update);
    Template updatePath = Template.of(settings, "update-path", Set.of("id"));
    if (!LookUp.isPath(updatePath.path(Map.of("id", "1")))
        || updatePath.path(Map.of("id", "1")).equals(updatePath.path(Map.of("id", "2")))) {
      throw settings.refuse("update-path", "is no path with {{id}} in it");
    }
    return new Zendesk(
        memory,
        body,
        update,
        withdrawn,
        LookUp.pointer(settings, "id-pointer", Optional.empty()),
        updatePath,
        Search.of(settings, NAMES),
        outside.ready());
  }

  /// A ticket is found by its external id: no later body may take it away.
  private static Optional<JsonTemplate> body(Section settings, String key) {
    return settings
        .text(key)
        .map(
            set -> {
              JsonTemplate body = Template.json(settings, key, NAMES);
              if (body.fill(Map.of()).findValue("external_id") != null
                  && externalId(body).isEmpty()) {
                throw settings.refuse(key, "holds an external_id that is not {{key}}");
              }
              return body;
            });
  }

  private static Optional<String> externalId(JsonTemplate body) {
    String sample = "of-this-effect-only";
    return Optional.ofNullable(body.fill(Map.of("key", sample)).findValue("external_id"))
        .map(JsonNode::asText)
        .filter(sample::equals);
  }
}
