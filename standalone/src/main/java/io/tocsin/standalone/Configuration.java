package io.tocsin.standalone;

import io.tocsin.normalizer.publish.ConfigPublisher;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.policy.PublishOutcome;
import io.tocsin.policy.RulebookPublisher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// Publishes a folder of configuration through the publishers of the modules that own it. What is
/// there already is left alone, so every start may do it.
final class Configuration {
  private Configuration() {}

  /// Publishes sites.yml, code-mappings.yml and rulebook.yml.
  ///
  /// @throws IllegalStateException where one of them is not valid; it says every reason
  static void publish(Path folder, KafkaSettings kafka, RegistrySettings registry) {
    new ConfigPublisher(kafka, registry).publish(folder);
    Path rulebook = folder.resolve("rulebook.yml");
    try {
      PublishOutcome outcome =
          new RulebookPublisher(kafka, registry)
              .publish(rulebook, System.getProperty("user.name", "unknown"));
      if (outcome instanceof PublishOutcome.Refused refused) {
        throw new IllegalStateException(
            "%s is refused:%n  %s".formatted(rulebook, String.join("\n  ", refused.reasons())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(rulebook + " cannot be read", e);
    }
  }
}
