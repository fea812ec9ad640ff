package io.tocsin.sinks.outward;

import io.tocsin.sinks.runtime.Intake;
import io.tocsin.sinks.runtime.Origin;

/// One record and the effect that it wants. No two are equal.
final class Job {
  private final Intake.Item item;
  private final Effect effect;
  private final String content;
  private final boolean again;

  /// @param item the record
  /// @param effect what it wants
  /// @param again whether it came by a retry topic, so that also what was declined is tried again
  Job(Intake.Item item, Effect effect, boolean again) {
    this.item = item;
    this.effect = effect;
    this.content = Effects.content(effect);
    this.again = again;
  }

  Intake.Item item() {
    return item;
  }

  Effect effect() {
    return effect;
  }

  /// Hash of what is to stand.
  String content() {
    return content;
  }

  boolean again() {
    return again;
  }

  Origin origin() {
    return item.forSink().origin();
  }

  /// Which try this is; 1 is the first.
  int attempt() {
    return item.forSink().attempt();
  }
}
