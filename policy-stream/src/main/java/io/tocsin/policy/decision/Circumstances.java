package io.tocsin.policy.decision;

import io.tocsin.policy.rulebook.NoiseRule;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.ReviewReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What its site says of an event before the rules are asked.
///
/// @param review why a human must look at it, most important first; those that an operator accepted
/// are not among them
/// @param ambiguity the sentence for AMBIGUOUS_INCIDENT; null where that is no reason
/// @param ruledNotBillable the operator's sentence; null where none ruled so
/// @param onTest null where it is not on test
/// @param noise the rule by which it is billing noise; null where it is none
public record Circumstances(
    List<ReviewReason> review,
    @Nullable String ambiguity,
    @Nullable String ruledNotBillable,
    @Nullable OnTest onTest,
    @Nullable NoiseRule noise) {
  public Circumstances {
    review = List.copyOf(review);
  }

  /// An event of which its site says nothing.
  public static Circumstances of(CanonicalEvent event) {
    return new Circumstances(event.getReview(), null, null, null, null);
  }
}
