package io.tocsin.normalizer;

import org.jspecify.annotations.Nullable;

/// What a raw record is judged by: what is remembered of events, and what operators configured.
public interface Known {
  /// What is remembered of an event; null where that is nothing, or older than the horizon.
  @Nullable SeenEvent recall(String eventKey);

  /// What the clock of the record's task says, milliseconds since 1970 UTC.
  long clock();

  /// Whether a time, in the same unit, is further before the clock than the horizon.
  boolean expired(long time);

  /// The value of `config.sites` under `<source>:<site ref>`.
  byte @Nullable [] site(String reference);

  /// The value of `config.code-mappings` under a source's name.
  byte @Nullable [] codeMapping(String source);
}
