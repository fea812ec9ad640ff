package io.tocsin.normalizer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.Outcome;
import java.util.Locale;
import java.util.regex.Pattern;

/// Counts what the normalizer does, under `tocsin.normalizer.*`. A record that is met again after a
/// rolled-back transaction is counted again; the exact account is the topic `deliveries`.
///
/// Tags hold names of sources, recipes and rules only: those are configured, and few.
public final class NormalizerMetrics {
  private static final String PREFIX = "tocsin.normalizer.";
  private static final String SOURCE = "source";
  private static final Pattern RECIPE = Pattern.compile("[a-z0-9/-]{1,64}");

  private final MeterRegistry registry;

  public NormalizerMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /// A raw record that arrived was accounted for.
  void delivered(String source, Outcome outcome) {
    add("deliveries", outcome(source, outcome));
  }

  /// A raw record that was replayed was accounted for.
  void replayed(String source, Outcome outcome) {
    add("replayed", outcome(source, outcome));
  }

  private static Tags outcome(String source, Outcome outcome) {
    return Tags.of(SOURCE, source, "outcome", outcome.name().toLowerCase(Locale.ROOT));
  }

  /// It was dead-lettered.
  void deadLettered(ReasonCode reason) {
    add("dead.letters", Tags.of("reason", reason.name()));
  }

  /// A new event had happened before the horizon, so an earlier delivery may be forgotten.
  void pastHorizon(String source) {
    add("past.horizon", Tags.of(SOURCE, source));
  }

  /// A delivery contradicted what stands.
  void ignored(String source) {
    add("ignored", Tags.of(SOURCE, source));
  }

  /// Under an identity that is a hash over an event's facts, other facts were said on the same
  /// road. Many of these mean that the recipe takes two events for one.
  void identityRewritten(String source, String recipe) {
    String name = RECIPE.matcher(recipe).matches() ? recipe : "other";
    add("identity.rewrites", Tags.of(SOURCE, source, "recipe", name));
  }

  /// A revision went out whose code or disposition no mapping knows.
  void unmapped(String source) {
    add("unmapped", Tags.of(SOURCE, source));
  }

  /// A revision went out whose site is not in the directory.
  void unknownSite(String source) {
    add("unknown.site", Tags.of(SOURCE, source));
  }

  /// Events were forgotten.
  void expired(int events) {
    Counter.builder(PREFIX + "expired").register(registry).increment(events);
  }

  /// A redaction rule took something out of a delivery.
  void redacted(String rule) {
    add("redactions", Tags.of("rule", rule));
  }

  private void add(String name, Tags tags) {
    registry.counter(PREFIX + name, tags).increment();
  }
}
