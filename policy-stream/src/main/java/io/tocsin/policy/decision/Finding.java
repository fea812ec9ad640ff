package io.tocsin.policy.decision;

/// What becomes of an event when it is judged on its own, as if it shared its incident with none.
sealed interface Finding {
  /// It is sold.
  record Sold(Sale sale) implements Finding {}

  /// It is not billed.
  ///
  /// @param code stable
  /// @param sentence the same for a finance person
  record Free(String code, String sentence) implements Finding {}

  /// A human must look at it.
  ///
  /// @param code stable
  /// @param sentence the same for a finance person
  record Held(String code, String sentence) implements Finding {}
}
