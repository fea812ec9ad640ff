package io.tocsin.standalone;

import io.tocsin.normalizer.publish.ConfigPublisher;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.policy.PublishOutcome;
import io.tocsin.policy.RulebookPublisher;
import io.tocsin.policy.WindowPublisher;
import io.tocsin.policy.window.StandingWindows.Differing;
import io.tocsin.policy.window.WindowOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Publishes a folder of configuration through the publishers of the modules that own it. What is
/// there already is left alone, so every start may do it.
final class Configuration {
  private Configuration() {}

  /// Publishes sites.yml, code-mappings.yml, rulebook.yml and, where it is there, test-windows.yml.
  ///
  /// @return what the operator should know, one sentence each
  /// @throws IllegalStateException where one of them is not valid; it says every reason
  static List<String> publish(Path folder, KafkaSettings kafka, RegistrySettings registry) {
    new ConfigPublisher(kafka, registry).publish(folder);
    rulebook(folder.resolve("rulebook.yml"), new RulebookPublisher(kafka, registry));
    Path windows = folder.resolve("test-windows.yml");
    return Files.exists(windows)
        ? windows(windows, new WindowPublisher(kafka, registry))
        : List.of();
  }

  private static void rulebook(Path file, RulebookPublisher publisher) {
    try {
      PublishOutcome outcome = publisher.publish(file, System.getProperty("user.name", "unknown"));
      if (outcome instanceof PublishOutcome.Refused refused) {
        throw refused(file, refused.reasons());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /// A window that was changed by a command is not changed back by a start.
  private static List<String> windows(Path file, WindowPublisher publisher) {
    try {
      return switch (publisher.publish(file, Differing.LEFT)) {
        case WindowOutcome.Done done ->
            done.left().stream()
                .map(
                    id ->
                        "  test window %s stands otherwise than in %s and was left alone"
                            .formatted(id, file.getFileName()))
                .toList();
        case WindowOutcome.Refused(List<String> reasons) -> throw refused(file, reasons);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private static IllegalStateException refused(Path file, List<String> reasons) {
    return new IllegalStateException(
        "%s is refused:%n  %s".formatted(file, String.join("\n  ", reasons)));
  }
}
