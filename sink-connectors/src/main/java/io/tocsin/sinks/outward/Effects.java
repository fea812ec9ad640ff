package io.tocsin.sinks.outward;

import io.tocsin.platform.Sha256;
import io.tocsin.schemas.BillingLine;
import io.tocsin.schemas.Decision;
import io.tocsin.sinks.runtime.Subject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/// Makes effects of records. Pure: the same record always makes the same effect.
interface Effects {
  /// Length of a request key.
  int REQUEST_KEY = 40;

  /// The effect that a record wants.
  ///
  /// @return empty where the sink is not concerned by such a record at all
  Optional<Effect> of(SpecificRecord value);

  /// Of decisions: one text for each event, open while the event is routed to the sink.
  ///
  /// @param route the route that the sink stands for
  record OfDecisions(String route) implements Effects {
    @Override
    public Optional<Effect> of(SpecificRecord value) {
      if (!(value instanceof Decision decision)) {
        throw new IllegalArgumentException("no decision");
      }
      boolean open = decision.getRoutes().contains(route);
      String key = Sha256.ofFields("event", decision.getEventKey());
      return Optional.of(
          new Effect(
              key,
              key,
              Subject.of(decision),
              open ? Effect.Action.PUT : Effect.Action.WITHDRAW,
              Optional.empty(),
              Fields.of(key, decision, open)));
    }
  }

  /// Only what a destination wants: what it does not is as if it were not routed there.
  record WantedBy(Destination destination, Effects effects) implements Effects {
    @Override
    public Optional<Effect> of(SpecificRecord value) {
      return effects
          .of(value)
          .map(
              effect ->
                  effect.action() == Effect.Action.PUT && !destination.wants(effect)
                      ? withdrawn(effect)
                      : effect);
    }

    private static Effect withdrawn(Effect effect) {
      var fields = new HashMap<>(effect.fields());
      fields.put("state", "WITHDRAWN");
      return new Effect(
          effect.key(),
          effect.group(),
          effect.subject(),
          Effect.Action.WITHDRAW,
          effect.undoes(),
          fields);
    }
  }

  /// Of invoice lines: one effect for each, never changed.
  ///
  /// @param clients those whose lines go there; empty = all
  record OfLines(Set<String> clients) implements Effects {
    @Override
    public Optional<Effect> of(SpecificRecord value) {
      if (!(value instanceof BillingLine line)) {
        throw new IllegalArgumentException("no invoice line");
      }
      if (!clients.isEmpty() && !clients.contains(line.getClientId())) {
        return Optional.empty();
      }
      return Optional.of(
          new Effect(
              line.getLineId(),
              line.getChargeKey(),
              Subject.of(line),
              Effect.Action.PUT,
              Optional.ofNullable(line.getReverses()),
              Fields.of(line)));
    }
  }

  /// A hash of what an effect says, the same for the same words.
  static String content(Effect effect) {
    var parts = new ArrayList<String>();
    parts.add(effect.action().name());
    new TreeMap<>(effect.fields())
        .forEach(
            (name, value) -> {
              parts.add(name);
              parts.add(words(value));
            });
    return Sha256.ofFields(parts.toArray(String[]::new));
  }

  private static String words(Object value) {
    return value instanceof BigDecimal decimal
        ? decimal.stripTrailingZeros().toPlainString()
        : value.toString();
  }

  /// What a destination remembers a request by: the same for the same content, until it declined
  /// it. After that it is another one, so that a destination that remembers its refusals too takes
  /// what was mended.
  ///
  /// @param refusals how often the destination has declined the effect
  static String requestKey(Effect effect, String content, int refusals) {
    String again = refusals == 0 ? null : Integer.toString(refusals);
    return Sha256.ofFields(effect.key(), content, again).substring(0, REQUEST_KEY);
  }
}
