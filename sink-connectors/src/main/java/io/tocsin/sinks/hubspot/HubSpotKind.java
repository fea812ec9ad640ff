package io.tocsin.sinks.hubspot;

import io.tocsin.platform.Section;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Feed;
import io.tocsin.sinks.outward.Fields;
import io.tocsin.sinks.outward.Kind;
import io.tocsin.sinks.outward.Names;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.RecordTemplate;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.regex.Pattern;

/// Kind `hubspot`.
@Singleton
final class HubSpotKind implements Kind {
  private static final Pattern VERSION = Pattern.compile("v3|20[0-9]{2}-[0-9]{2}");
  private static final Pattern OBJECT = Pattern.compile("[A-Za-z0-9_-]{1,100}");

  /// Activities, of which no unique property is confirmed.
  private static final Set<String> ACTIVITIES =
      Set.of("notes", "tasks", "calls", "emails", "meetings");

  @Override
  public String name() {
    return "hubspot";
  }

  @Override
  public Feed feed() {
    return Feed.DECISIONS;
  }

  @Override
  public Destination open(Section settings, Outside outside) {
    String version =
        Names.required(settings, "api-version", VERSION, "is neither v3 nor of the form 2026-03");
    String object = Names.required(settings, "object", OBJECT, "is no name of an object");
    if (ACTIVITIES.contains(object)) {
      throw settings.refuse(
          "object",
          "is an activity, of which HubSpot confirms no upsert; use tickets, for example");
    }
    String unique = Names.required(settings, "unique-property");
    RecordTemplate properties =
        RecordTemplate.of(settings, "properties", Fields.of(feed()), Set.of(unique));
    if (!properties.isFlat()) {
      throw settings.refuse("properties", "must hold single values, and so withdrawn-properties");
    }
    return new HubSpot(
        "/crm/%s/%s/batch/upsert"
            .formatted(version.equals("v3") ? "v3/objects" : "objects/" + version, object),
        unique,
        properties,
        outside.ready());
  }
}
