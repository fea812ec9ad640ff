package io.tocsin.policy.ruling;

import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Ruling;
import java.util.ArrayList;
import java.util.stream.Collectors;

/// Rulings in words.
public final class RulingWords {
  private RulingWords() {}

  /// What is ruled, for example `one incident with aura:callouts/7; accepted: NO_CONTRACT`.
  public static String of(Ruling ruling) {
    var parts = new ArrayList<String>();
    if (ruling.getJoins() != null) {
      parts.add("one incident with " + ruling.getJoins());
    }
    if (ruling.getSeparate()) {
      parts.add("an incident of its own");
    }
    if (ruling.getType() != null) {
      parts.add("type " + ruling.getType());
    }
    if (!ruling.getAccepted().isEmpty()) {
      parts.add(
          "accepted: "
              + ruling.getAccepted().stream()
                  .map(ReviewReason::name)
                  .collect(Collectors.joining(", ")));
    }
    if (ruling.getNotBillable() != null) {
      parts.add("not billable: " + ruling.getNotBillable());
    }
    return parts.isEmpty() ? "nothing" : String.join("; ", parts);
  }
}
