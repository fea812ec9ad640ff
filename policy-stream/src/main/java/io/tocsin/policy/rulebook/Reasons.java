package io.tocsin.policy.rulebook;

import io.tocsin.schemas.ReviewReason;
import java.util.Arrays;
import java.util.Set;

/// The reason codes that a rulebook may not give out, because the system gives them itself.
final class Reasons {
  /// Characters of the sentence that goes with a reason.
  static final int LONGEST_SENTENCE = 300;

  /// Why something is not billed or merged, beside the reasons for a review.
  private static final Set<String> OURS =
      Set.of("ON_TEST", "SAME_INCIDENT", "FREE_ALLOWANCE", "OVER_CAP", "RULED_NOT_BILLABLE");

  private Reasons() {}

  /// Whether a reason code is one of the system's own.
  static boolean isOurs(String reason) {
    return OURS.contains(reason)
        || Arrays.stream(ReviewReason.values()).anyMatch(r -> r.name().equals(reason));
  }
}
