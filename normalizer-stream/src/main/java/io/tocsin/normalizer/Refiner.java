package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.schemas.RawEvent;

/// What is done to a statement before it is remembered and put out: what is personal is taken out,
/// and what came with it goes to the object store.
@FunctionalInterface
public interface Refiner {
  /// Leaves statements as they are, without attachments.
  Refiner NONE = (raw, said, source) -> said.statement();

  /// The statement, refined.
  ///
  /// @throws io.tocsin.platform.objects.ObjectStoreAwayException where the object store is needed
  /// and away: the record is met again
  Statement refine(RawEvent raw, Mapped.Said said, Source source);
}
