package io.tocsin.policy;

import io.tocsin.platform.CompactedTopic;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.policy.stream.RulebookLibrary;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// What must be there before the first event is decided: the topics, the registry, and a rulebook
/// that can be used. Without the last, every event that waits would go to review at once.
final class Precondition implements Supplier<Optional<String>> {
  /// How often the topic of the rulebooks is read while it is waited for.
  private static final Duration READ_EVERY = Duration.ofSeconds(2);

  private final KafkaSettings kafka;
  private final RegistrySettings registry;
  private final RulebookLibrary library;
  private boolean provisioned;
  private long readAt;
  private String missing = "";

  Precondition(KafkaSettings kafka, RegistrySettings registry, RulebookLibrary library) {
    this.kafka = kafka;
    this.registry = registry;
    this.library = library;
  }

  /// What is missing, in words; empty where nothing is. A failure to find out is thrown and counts
  /// as missing.
  @Override
  public Optional<String> get() {
    if (!provisioned) {
      new Provisioner(kafka, registry).provision(List.of());
      provisioned = true;
    }
    if (missing.isEmpty() || System.nanoTime() - readAt > READ_EVERY.toNanos()) {
      missing = missingRulebook();
      readAt = System.nanoTime();
    }
    return missing.isEmpty() ? Optional.empty() : Optional.of(missing);
  }

  private String missingRulebook() {
    Map<String, byte[]> published =
        CompactedTopic.read(kafka, Topics.CONFIG_RULEBOOK, new ByteArrayDeserializer());
    library.refresh(published);
    if (library.usable() > 0) {
      return "";
    }
    return published.isEmpty()
        ? "no rulebook has been published; publish one with: publish-rulebook <file>"
        : "no published rulebook can be used: " + library.refused();
  }
}
