package io.tocsin.normalizer.rehearsal;

import io.tocsin.normalizer.SeenEvent;
import java.util.Map;
import java.util.Set;

/// Where the normalizer's memory is read from.
@FunctionalInterface
public interface Memories {
  /// What is remembered of some events; those of which nothing is remembered are left out.
  Map<String, SeenEvent> of(Set<String> eventKeys);
}
