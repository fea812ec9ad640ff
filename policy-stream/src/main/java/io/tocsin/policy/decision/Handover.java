package io.tocsin.policy.decision;

import io.tocsin.policy.rulebook.Route;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import io.tocsin.schemas.ReviewReason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The order in which the drafts of one change are passed on, so that at no moment two events hold
/// one charge: whoever gives a charge up goes before whoever takes it.
///
/// Where events exchange charges in a circle, one of them is passed on twice: first without a
/// charge, in review, then as it is.
public final class Handover {
  private final Map<String, Draft> drafts = new LinkedHashMap<>();
  private final Map<String, String> holders = new HashMap<>();
  private final Set<String> begun = new HashSet<>();
  private final List<Draft> order = new ArrayList<>();
  private final Set<String> released = new HashSet<>();

  private Handover(Map<String, String> held, Collection<Draft> all) {
    for (Draft draft : all) {
      String key = draft.decision().getEventKey();
      drafts.put(key, draft);
      String before = held.get(key);
      if (before != null && !before.equals(wanted(draft))) {
        holders.put(before, key);
      }
    }
  }

  /// Puts drafts in order.
  ///
  /// @param held the charge key that was passed on last, by event key; where there was one
  public static List<Draft> order(Map<String, String> held, Collection<Draft> drafts) {
    var handover = new Handover(held, drafts);
    handover.drafts.keySet().forEach(handover::visit);
    return List.copyOf(handover.order);
  }

  private static @Nullable String wanted(Draft draft) {
    Charge charge = draft.decision().getCharge();
    return charge == null ? null : charge.getChargeKey();
  }

  private void visit(String key) {
    Draft draft = drafts.get(key);
    if (draft == null || !begun.add(key)) {
      return;
    }
    String wanted = wanted(draft);
    String holder = wanted == null ? null : holders.get(wanted);
    if (holder != null) {
      visit(holder);
      Draft waiting = drafts.get(holder);
      if (waiting != null && !released.contains(holder)) {
        order.add(without(waiting));
        released.add(holder);
      }
    }
    order.add(draft);
    released.add(key);
  }

  /// A draft that has no charge for the moment.
  private static Draft without(Draft draft) {
    Decision decision =
        Decision.newBuilder(draft.decision())
            .setEndState(EndState.IN_REVIEW)
            .setReasonCode(ReviewReason.CHARGE_CONFLICT.name())
            .setReason("Its charge changes hands with other events of the incident.")
            .setCharge(null)
            .setRoutes(
                draft.decision().getRoutes().stream()
                    .filter(route -> !route.equals(Route.BILLING.word()))
                    .toList())
            .build();
    return new Draft(decision, null, draft.signal());
  }
}
