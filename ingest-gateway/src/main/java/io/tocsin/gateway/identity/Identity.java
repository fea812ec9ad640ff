package io.tocsin.gateway.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tocsin.gateway.Delivery;
import io.tocsin.gateway.EventFacts;
import io.tocsin.gateway.EventFields;
import io.tocsin.platform.Sha256;
import io.tocsin.platform.reading.SignalCode;
import io.tocsin.platform.reading.Times;
import io.tocsin.platform.reading.Times.Second;
import io.tocsin.schemas.Transport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// Names the events of one source by its recipes: the first one whose fields are all there.
///
/// A hash is over the recipe's name and the fields in a form that does not depend on the road, so
/// that the same signal by webhook, poll and export has one name: the time to the UTC second, code
/// and qualifier as [SignalCode] has them, everything else as sent (leading zeros are significant).
/// A time that cannot be read goes in as sent. One that says no second counts as absent: with it,
/// two signals of one minute would have one name.
///
/// Within one delivery, the second of several events with the very same fields is another event,
/// and so its place among them, from 1, goes in too.
public final class Identity {
  private static final int ARRIVAL_SECONDS = 15;
  private static final String COLLISIONS = "tocsin.gateway.identity.collisions";

  private final List<Recipe> recipes;
  private final RoadTimes times;
  private final Map<String, Counter> collisions = new HashMap<>();

  /// The identity of one source's events.
  ///
  /// @param source the source's name
  /// @param recipes at least one, in their order
  /// @param times how the source writes times
  public Identity(String source, List<Recipe> recipes, RoadTimes times, MeterRegistry meters) {
    this.recipes = List.copyOf(recipes);
    this.times = times;
    for (Recipe recipe : recipes) {
      if (recipe instanceof Recipe.Hash) {
        collisions.put(
            recipe.name(),
            Counter.builder(COLLISIONS)
                .description("Events of one delivery with the very same identity fields.")
                .tag("source", source)
                .tag("recipe", recipe.name())
                .register(meters));
      }
    }
  }

  /// When an event happened, as its time is read for names.
  ///
  /// @param at UTC, to the second
  /// @param toTheSecond false where the text says no second
  public record Moment(Instant at, boolean toTheSecond) {}

  /// The moment of an event; empty where its time is not said or cannot be read.
  ///
  /// @param road the road it came by
  public Optional<Moment> moment(EventFields fields, Transport road) {
    Times written = times.on(road);
    return fields
        .get(EventFields.TIME)
        .flatMap(
            sent ->
                Optional.ofNullable(written.read(sent).at())
                    .map(at -> at.truncatedTo(ChronoUnit.SECONDS))
                    .map(at -> new Moment(at, written.second(sent) instanceof Second.Named)));
  }

  /// Begins with a delivery.
  public Naming of(Delivery delivery) {
    return new Naming(delivery);
  }

  /// Names the events of one delivery, in their order. Not safe for threads.
  public final class Naming {
    private final Delivery delivery;
    private final Map<String, Integer> seen = new HashMap<>();

    private Naming(Delivery delivery) {
      this.delivery = delivery;
    }

    /// What the raw record names of one event.
    ///
    /// @param fields the event's fields
    /// @param body its bytes
    public EventFacts facts(EventFields fields, byte[] body) {
      Event event = new Event(fields, body);
      Recipe last = recipes.getFirst();
      for (Recipe recipe : recipes) {
        if (recipe.on(delivery.transport())) {
          last = recipe;
          Optional<String> id =
              switch (recipe) {
                case Recipe.SourceId byId -> event.id(byId);
                case Recipe.Hash byHash -> event.hash(byHash);
              };
          if (id.isPresent()) {
            return facts(id, recipe, fields);
          }
        }
      }
      return facts(Optional.empty(), last, fields);
    }

    private static EventFacts facts(Optional<String> id, Recipe recipe, EventFields fields) {
      return new EventFacts(
          id.orElse(null),
          recipe.name(),
          recipe.kind(),
          fields.get(EventFields.SITE).map(KeyText::safe).orElse(null),
          fields.get(EventFields.CODE).orElse(null),
          fields.get(EventFields.TIME).orElse(null));
    }

    /// One event of the delivery.
    private final class Event {
      private final EventFields fields;
      private final byte[] body;
      private @Nullable Map<String, String> normal;

      private Event(EventFields fields, byte[] body) {
        this.fields = fields;
        this.body = body;
      }

      Optional<String> id(Recipe.SourceId recipe) {
        return fields.values().keySet().containsAll(recipe.needs())
            ? Optional.of(
                KeyText.safe(
                    Recipe.SourceId.PLACE
                        .matcher(recipe.template())
                        .replaceAll(
                            place ->
                                Matcher.quoteReplacement(
                                    fields.get(place.group(1)).orElseThrow()))))
            : Optional.empty();
      }

      Optional<String> hash(Recipe.Hash recipe) {
        Map<String, String> values = normal();
        if (!values.keySet().containsAll(recipe.needs())) {
          return Optional.empty();
        }
        var parts = new ArrayList<@Nullable String>();
        parts.add(recipe.name());
        recipe.fields().forEach(field -> parts.add(part(field, values)));
        String hash = Sha256.ofFields(parts.toArray(new String[0]));
        int before = seen.merge(hash, 1, Integer::sum) - 1;
        if (before == 0) {
          return Optional.of(hash);
        }
        Counter counter = collisions.get(recipe.name());
        if (counter != null) {
          counter.increment();
        }
        parts.add(Integer.toString(before));
        return Optional.of(Sha256.ofFields(parts.toArray(new String[0])));
      }

      /// Read once, and only for hashes.
      private Map<String, String> normal() {
        Map<String, String> read = normal;
        if (read == null) {
          read = Identity.this.normal(fields, delivery.transport());
          normal = read;
        }
        return read;
      }

      private @Nullable String part(String field, Map<String, String> values) {
        return switch (field) {
          case Recipe.Hash.ARRIVAL ->
              Long.toString(Math.floorDiv(delivery.receivedAt().getEpochSecond(), ARRIVAL_SECONDS));
          case Recipe.Hash.BODY -> Sha256.of(body);
          default -> values.get(field);
        };
      }
    }
  }

  /// The fields in the form that they have on every road.
  private Map<String, String> normal(EventFields fields, Transport road) {
    var normal = new HashMap<String, String>();
    fields.values().forEach((name, value) -> normal.put(name, value.strip()));
    SignalCode code =
        SignalCode.of(
            fields.get(EventFields.CODE).orElse(null),
            fields.get(EventFields.SCHEME).orElse(null),
            fields.get(EventFields.QUALIFIER).orElse(null));
    put(normal, EventFields.CODE, code.code());
    put(normal, EventFields.SCHEME, code.scheme());
    put(normal, EventFields.QUALIFIER, code.qualifier() == null ? null : code.qualifier().name());
    fields
        .get(EventFields.TIME)
        .ifPresent(
            sent -> {
              switch (times.on(road).second(sent)) {
                case Second.Named(var at) -> normal.put(EventFields.TIME, at.toString());
                case Second.NotSaid() -> normal.remove(EventFields.TIME);
                case Second.Unreadable() -> {} // As sent.
              }
            });
    return normal;
  }

  private static void put(Map<String, String> normal, String name, @Nullable String value) {
    if (value == null) {
      normal.remove(name);
    } else {
      normal.put(name, value);
    }
  }
}
