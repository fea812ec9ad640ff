package io.tocsin.replay.simulation;

import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The books as simply as can be: each event has the charges that its newest decision says.
final class Charges {
  private final SortedMap<String, Decision> newest = new TreeMap<>();

  /// Takes decisions in the order in which they were written.
  void take(Collection<Decision> decisions) {
    for (Decision decision : decisions) {
      Decision before = newest.get(decision.getEventKey());
      if (before == null || isNewer(decision, before)) {
        newest.put(decision.getEventKey(), decision);
      } else if (decision.getRevision() == before.getRevision()) {
        throw new AssertionError("decided after it was decided again: " + decision);
      }
    }
    requireEachChargeOnce();
  }

  private static boolean isNewer(Decision one, Decision other) {
    return one.getRevision() == other.getRevision()
        ? one.getDecisionNumber() > other.getDecisionNumber()
        : one.getRevision() > other.getRevision();
  }

  /// P3: at most one live charge for a charge key.
  private void requireEachChargeOnce() {
    var holders = new HashMap<String, String>();
    live(newest)
        .forEach(
            (place, charge) -> {
              String other = holders.put(charge.getChargeKey(), place);
              if (other != null) {
                throw new AssertionError(
                    "one charge is live twice: %s and %s".formatted(other, place));
              }
            });
  }

  /// The live charges, by event and meter.
  SortedMap<String, Charge> live() {
    return live(newest);
  }

  static SortedMap<String, Charge> live(Map<String, Decision> decisions) {
    var live = new TreeMap<String, Charge>();
    decisions.forEach(
        (key, decision) -> {
          put(live, key + " response", decision.getCharge());
          put(live, key + " signals", decision.getSignalCharge());
        });
    return live;
  }

  private static void put(Map<String, Charge> live, String place, @Nullable Charge charge) {
    if (charge != null) {
      live.put(place, charge);
    }
  }

  /// Where each event is and what became of it, in words, its money to the cent.
  SortedMap<String, String> words() {
    return words(newest);
  }

  static SortedMap<String, String> words(Map<String, Decision> decisions) {
    var words = new TreeMap<String, String>();
    decisions.forEach(
        (key, decision) ->
            words.put(
                key,
                "%s %s at %s: %s, signals %s"
                    .formatted(
                        decision.getEndState(),
                        decision.getReasonCode(),
                        decision.getSiteKey(),
                        words(decision.getCharge()),
                        words(decision.getSignalCharge()))));
    return words;
  }

  private static String words(@Nullable Charge charge) {
    return charge == null
        ? "nothing"
        : "%s pays %s for %s × %s (%s)"
            .formatted(
                charge.getClientId(),
                charge.getAmount().toPlainString(),
                charge.getQuantity().toPlainString(),
                charge.getSku(),
                charge.getChargeKey());
  }
}
