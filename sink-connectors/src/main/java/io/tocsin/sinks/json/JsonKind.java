package io.tocsin.sinks.json;

import com.fasterxml.jackson.core.JsonPointer;
import io.tocsin.platform.Section;
import io.tocsin.sinks.http.LookUp;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Feed;
import io.tocsin.sinks.outward.Fields;
import io.tocsin.sinks.outward.Idempotency;
import io.tocsin.sinks.outward.Kind;
import io.tocsin.sinks.outward.Outside;
import io.tocsin.sinks.outward.Search;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Kind `json`.
@Singleton
final class JsonKind implements Kind {
  @Override
  public String name() {
    return "json";
  }

  @Override
  public Feed feed() {
    return Feed.DECISIONS;
  }

  @Override
  public Feed feed(Section settings) {
    String feed = settings.text("feed").orElse("decisions");
    return switch (feed) {
      case "decisions" -> Feed.DECISIONS;
      case "lines" -> Feed.LINES;
      default -> throw settings.refuse("feed", "is neither decisions nor lines");
    };
  }

  @Override
  public Destination open(Section settings, Outside outside) {
    Feed feed = feed(settings);
    Set<String> names = with(Fields.of(feed), JsonDestination.UNDONE_ID);
    Idempotency idempotency = idempotency(settings);
    Optional<String> keyHeader =
        idempotency instanceof Idempotency.Remembered
            ? Optional.of(Request.header(settings, "key-header", settings.required("key-header")))
            : Optional.empty();
    Request make = Request.of(settings, names, Optional.empty());
    if (!make.saysKey()) {
      throw settings.refuse(
          "key-field",
          "is not set, and neither path, headers nor body name {{key}}: nothing would tell one"
              + " effect from another");
    }
    Optional<Search> search =
        idempotency instanceof Idempotency.Upsert
            ? Optional.empty()
            : Optional.of(Search.of(settings, names));
    Optional<JsonPointer> id =
        settings
            .text("id-pointer")
            .map(set -> LookUp.pointer(settings, "id-pointer", Optional.of(set)));
    Set<String> later = with(names, JsonDestination.ID);
    return new JsonDestination(
        idempotency,
        new JsonDestination.Requests(
            make,
            later(settings, "update", feed, later, make.success()),
            later(settings, "withdraw", feed, later, make.success())),
        Failures.of(settings.section("failures")),
        keyHeader,
        id,
        search,
        outside.ready());
  }

  private static Idempotency idempotency(Section settings) {
    String type = settings.required("class");
    return switch (type) {
      case "upsert" -> new Idempotency.Upsert();
      case "none" -> new Idempotency.None(true);
      case "remembered" -> {
        Duration memory =
            settings
                .duration("memory")
                .filter(Duration::isPositive)
                .orElseThrow(
                    () -> settings.refuse("memory", "must say how long a request is remembered"));
        yield new Idempotency.Remembered(memory);
      }
      default -> throw settings.refuse("class", "is none of upsert, remembered, none");
    };
  }

  private static Optional<Request> later(
      Section settings, String key, Feed feed, Set<String> names, Success otherwise) {
    Section section = settings.section(key);
    if (section.keys().isEmpty()) {
      return Optional.empty();
    }
    if (feed == Feed.LINES) {
      throw settings.refuse(key, "is of no use: an invoice line is never changed");
    }
    Request request = Request.of(section, names, Optional.of(otherwise));
    section.refuseUnknown();
    return Optional.of(request);
  }

  private static Set<String> with(Set<String> names, String more) {
    return Stream.concat(names.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
  }
}
