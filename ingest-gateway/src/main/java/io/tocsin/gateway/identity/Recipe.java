package io.tocsin.gateway.identity;

import io.tocsin.schemas.IdentityKind;
import io.tocsin.schemas.Transport;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One way to name an event by its fields.
public sealed interface Recipe {
  /// Its name with vendor and version, for example `manitou/signal-hash/2`.
  String name();

  /// Names of the fields that an event must have for it.
  Set<String> needs();

  /// The roads on which it may be used; empty = all.
  Set<Transport> roads();

  /// What a name that it makes rests on.
  IdentityKind kind();

  /// Whether it may be used on a road.
  default boolean on(Transport road) {
    return roads().isEmpty() || roads().contains(road);
  }

  /// The source names its events.
  ///
  /// @param template the name, with each `{field}` in place of the field's value
  record SourceId(String name, Set<String> needs, Set<Transport> roads, String template)
      implements Recipe {
    static final Pattern PLACE = Pattern.compile("\\{([a-z-]+)}");

    public SourceId {
      needs = Set.copyOf(needs);
      roads = Set.copyOf(roads);
    }

    /// Names of the fields in a template.
    static Set<String> fields(String template) {
      return PLACE
          .matcher(template)
          .results()
          .map(match -> match.group(1))
          .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public IdentityKind kind() {
      return IdentityKind.SOURCE_ID;
    }
  }

  /// The source does not, so the name is a hash over fields.
  ///
  /// @param fields names of the fields, in their order; beside those of the event [#ARRIVAL] and
  /// [#BODY]
  record Hash(String name, Set<String> needs, Set<Transport> roads, List<String> fields)
      implements Recipe {
    /// The 15 seconds in which the delivery was received. A receiver repeats a signal within that
    /// time when it got no answer (Sur-Gard: three times, four seconds apart).
    public static final String ARRIVAL = "arrival";

    /// The bytes of the event.
    public static final String BODY = "body";

    public Hash {
      needs = Set.copyOf(needs);
      roads = Set.copyOf(roads);
      fields = List.copyOf(fields);
    }

    @Override
    public IdentityKind kind() {
      return IdentityKind.HASH;
    }
  }
}
