package io.tocsin.sinks.servicenow;

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

/// Kind `servicenow`.
@Singleton
final class ServiceNowKind implements Kind {
  @Override
  public String name() {
    return "servicenow";
  }

  @Override
  public Feed feed() {
    return Feed.DECISIONS;
  }

  @Override
  public Destination open(Section settings, Outside outside) {
    String table = Names.required(settings, "staging-table");
    String keyColumn = Names.required(settings, "key-column");
    RecordTemplate columns =
        RecordTemplate.of(settings, "columns", Fields.of(feed()), Set.of(keyColumn));
    return new ServiceNow("/api/now/import/" + table, keyColumn, columns, outside.ready());
  }
}
