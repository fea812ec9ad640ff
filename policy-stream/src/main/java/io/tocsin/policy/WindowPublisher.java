package io.tocsin.policy;

import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.policy.rulebook.RulebookError;
import io.tocsin.policy.window.SiteDirectory;
import io.tocsin.policy.window.StandingWindows;
import io.tocsin.policy.window.StandingWindows.Differing;
import io.tocsin.policy.window.WindowFile;
import io.tocsin.policy.window.WindowOutcome;
import io.tocsin.policy.window.WindowText;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Publishes test windows: the only writer of `config.test-windows`.
///
/// What is published is checked whole, against the site directory too; its version is one higher
/// than the one that stands. Of two publishers at the same time the later one puts the earlier one
/// off before it looks at what is there.
public final class WindowPublisher {
  private static final String TRANSACTIONAL_ID = "tocsin-window-publisher";

  private final KafkaSettings kafka;
  private final RegistrySettings registry;
  private final ConfigTopic<TestWindow> topic;
  private final InstantSource clock;

  public WindowPublisher(KafkaSettings kafka, RegistrySettings registry) {
    this(kafka, registry, InstantSource.system());
  }

  /// @param clock says when a window is written, and what `now` means
  WindowPublisher(KafkaSettings kafka, RegistrySettings registry, InstantSource clock) {
    this.kafka = kafka;
    this.registry = registry;
    this.topic =
        new ConfigTopic<>(
            kafka, registry, Topics.CONFIG_TEST_WINDOWS, TestWindow.class, TRANSACTIONAL_ID);
    this.clock = clock;
  }

  /// Opens a window; see [StandingWindows#open].
  ///
  /// @throws org.apache.kafka.common.KafkaException where Kafka does not take it
  public WindowOutcome open(WindowText text) {
    return change(standing -> standing.open(text));
  }

  /// Changes a window; see [StandingWindows#change].
  ///
  /// @throws org.apache.kafka.common.KafkaException where Kafka does not take it
  public WindowOutcome change(WindowText text) {
    return change(standing -> standing.change(text));
  }

  /// Ends a window; see [StandingWindows#close].
  ///
  /// @throws org.apache.kafka.common.KafkaException where Kafka does not take it
  public WindowOutcome close(WindowText text) {
    return change(standing -> standing.close(text));
  }

  /// Says that a window never was to be; see [StandingWindows#cancel].
  ///
  /// @throws org.apache.kafka.common.KafkaException where Kafka does not take it
  public WindowOutcome cancel(WindowText text) {
    return change(standing -> standing.cancel(text));
  }

  /// Publishes every window of a file that does not stand as the file has it.
  ///
  /// @param file the YAML document
  /// @param differing what becomes of windows that stand otherwise
  /// @throws IOException where the file cannot be read
  /// @throws org.apache.kafka.common.KafkaException where Kafka does not take it
  public WindowOutcome publish(Path file, Differing differing) throws IOException {
    if (Files.size(file) > 4L * WindowFile.LONGEST) {
      return refused("the file is larger than a list of test windows can be");
    }
    String text;
    try {
      text = RulebookPublisher.textOf(file);
    } catch (CharacterCodingException e) {
      return refused("the file is not UTF-8 text; save it as UTF-8");
    }
    return change(
        standing ->
            switch (WindowFile.read(text, standing.sites())) {
              case WindowFile.Read.Valid(List<TestWindow> windows) ->
                  standing.publish(windows, differing);
              case WindowFile.Read.Invalid(List<RulebookError> errors) ->
                  new WindowOutcome.Refused(errors.stream().map(RulebookError::toString).toList());
            });
  }

  private static WindowOutcome refused(String reason) {
    return new WindowOutcome.Refused(List.of(reason));
  }

  private WindowOutcome change(Function<StandingWindows, WindowOutcome> command) {
    return topic.change(
        there -> {
          WindowOutcome outcome = command.apply(standing(there.contents()));
          return switch (outcome) {
            case WindowOutcome.Done(List<TestWindow> written, _, _) ->
                new ConfigTopic.Change<>(
                    written.stream()
                        .map(window -> ConfigTopic.Entry.of(window.getId(), window))
                        .toList(),
                    outcome);
            case WindowOutcome.Refused _ -> ConfigTopic.Change.nothing(outcome);
          };
        });
  }

  private StandingWindows standing(ConfigTopic.Contents<TestWindow> contents) {
    Map<String, SiteEntry> sites =
        ConfigTopic.read(kafka, registry, Topics.CONFIG_SITES, SiteEntry.class).values();
    return new StandingWindows(
        contents.values(),
        contents.unreadable(),
        SiteDirectory.of(sites.values()),
        clock.instant());
  }

  /// The windows that stand.
  ///
  /// @throws org.apache.kafka.common.KafkaException where Kafka cannot be asked
  StandingWindows standing() {
    topic.provision();
    return look();
  }

  /// The same where the topics are known to be there.
  ///
  /// @throws org.apache.kafka.common.KafkaException where Kafka cannot be asked
  StandingWindows look() {
    return standing(topic.contents());
  }
}
