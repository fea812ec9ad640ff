package io.tocsin.sinks.salesforce;

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

/// Kind `salesforce`.
@Singleton
final class SalesforceKind implements Kind {
  private static final Pattern VERSION = Pattern.compile("[0-9]{2,3}\\.[0-9]");

  @Override
  public String name() {
    return "salesforce";
  }

  @Override
  public Feed feed() {
    return Feed.DECISIONS;
  }

  @Override
  public Destination open(Section settings, Outside outside) {
    String version =
        Names.required(settings, "api-version", VERSION, "is no version of the form 61.0");
    String object = Names.required(settings, "object");
    String externalId = Names.required(settings, "external-id-field");
    RecordTemplate body =
        RecordTemplate.of(settings, "body", Fields.of(feed()), Set.of("Id", externalId));
    return new Salesforce(
        "/services/data/v%s/sobjects/%s/%s/".formatted(version, object, externalId),
        object,
        body,
        outside.ready());
  }
}
