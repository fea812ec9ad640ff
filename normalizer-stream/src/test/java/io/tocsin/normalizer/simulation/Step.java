package io.tocsin.normalizer.simulation;

import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.SiteEntry;
import org.jspecify.annotations.Nullable;

/// One thing that happens in a simulation.
sealed interface Step {
  /// A raw record is written, and met by the stream.
  record Arrives(RawRecord record) implements Step {}

  /// An entry of the site directory is published.
  ///
  /// @param reference its key
  /// @param entry the entry; null = it is taken back
  record SiteIs(String reference, @Nullable SiteEntry entry) implements Step {}

  /// A code mapping is published.
  record MappingIs(CodeMapping mapping) implements Step {}

  /// Store, outputs and offset are committed together.
  record Commits() implements Step {}

  /// The stream dies and starts again; whatever it met after the last commit, it meets again.
  ///
  /// @param storeAhead false: store and outputs are back at the last commit, as `exactly_once_v2`
  /// has it. True: the store has kept everything
  /// @param keptOutputs with `storeAhead`: how many of the records after the last commit got their
  /// outputs out before the end, per mille of them
  record Crashes(boolean storeAhead, int keptOutputs) implements Step {}
}
