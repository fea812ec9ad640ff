package io.tocsin.policy.decision;

import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.ReviewReason;
import java.util.Locale;
import java.util.stream.Collectors;

/// Reasons for review in words.
final class ReviewWords {
  private ReviewWords() {}

  /// Every reason why a human must look at an event, in sentences.
  static String of(Circumstances circumstances, CanonicalEvent event) {
    return circumstances.review().stream()
        .map(reason -> sentence(reason, circumstances, event))
        .collect(Collectors.joining(" "));
  }

  private static String sentence(
      ReviewReason reason, Circumstances circumstances, CanonicalEvent event) {
    return switch (reason) {
      case UNMAPPED_CODE ->
          "Nobody has said yet what the code %s of %s means."
              .formatted(event.getCode() == null ? "(none)" : event.getCode(), event.getSource());
      case UNKNOWN_SITE ->
          "The site directory does not know %s, so nobody knows whom to bill."
              .formatted(event.getSiteKey());
      case ABSURD_TIME -> "The time that the source gave cannot be right.";
      case NO_CONTRACT -> "The client has no contract.";
      case NO_RULE_MATCHED -> "No rule matches.";
      case RULE_FAILED -> "A rule could not be evaluated.";
      case UNMAPPED_DISPOSITION ->
          "Nobody has said yet what the resolution code of %s means.".formatted(event.getSource());
      case AMBIGUOUS_INCIDENT ->
          circumstances.ambiguity() == null
              ? "It may belong to more than one incident."
              : circumstances.ambiguity();
      case CONFLICTING_AMOUNTS -> "Another event of its incident has another amount.";
      case CHARGE_CONFLICT -> "It claims a charge that is there already.";
      case OTHER -> "A human has to look at it.";
    };
  }

  /// A rule's id as a stable reason code: `runaway-zone` as RUNAWAY_ZONE.
  static String code(String ruleId) {
    return ruleId.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
