package io.tocsin.books.reconcile;

import java.util.BitSet;
import java.util.List;

/// The intake of the sources: whoever takes their deliveries, and so knows how their exports are
/// read and what their events are called.
public interface SourceIntake {
  /// Reads an export as a delivery would be read; nothing comes of it.
  ///
  /// @throws IntakeRefused where the file is none that this source sends, or nobody answers
  List<ExportRow> read(ExportFile file);

  /// Hands in some of the rows. They are named as in the whole file.
  ///
  /// @param rows places of the rows, from 0
  /// @param operator on whose behalf
  /// @return of each row what became of it
  /// @throws IntakeRefused where none was taken
  List<Receipt> take(ExportFile file, BitSet rows, String operator);
}
