package io.tocsin.sinks.outward;

/// What the effects of a sink are made of.
public enum Feed {
  /// Of decisions: one text for each event that a rule routes to the sink, changed and withdrawn
  /// with the decision.
  DECISIONS,
  /// Of invoice lines: one effect for each charge and each reversal, never changed.
  LINES
}
