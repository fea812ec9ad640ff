package io.tocsin.policy.decision;

/// What being a part of its incident makes of an event that would be billed.
sealed interface Standing {
  /// It is charged.
  ///
  /// @param ordinal tells charges of one sku for one incident apart
  record Charged(int ordinal) implements Standing {}

  /// Another event carries the charge for both.
  record Merged(String sentence) implements Standing {}

  /// Another event carries a charge that cannot stand for both.
  record Conflicting(String sentence) implements Standing {}
}
