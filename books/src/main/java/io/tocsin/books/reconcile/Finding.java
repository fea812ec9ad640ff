package io.tocsin.books.reconcile;

/// What comparing a row of an export with the ledger comes to.
public enum Finding {
  /// In the export, not in the ledger.
  MISSING,
  /// In both, and they do not say the same.
  DIFFERS,
  /// In the ledger, in the export's range, and not in the export.
  EXTRA,
  /// A row that can be no event.
  UNUSABLE,
  /// In both.
  SAME
}
