package io.tocsin.policy;

import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.Sha256;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.RulebookError;
import io.tocsin.policy.rulebook.RulebookReader;
import io.tocsin.policy.rulebook.RulebookReading;
import io.tocsin.policy.rulebook.RulebookText;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Publishes rulebooks: the only writer of `config.rulebook`.
///
/// What is published is validated by the same code that the stream uses, its version is higher than
/// every other, and a version is never written again with another text. Two publishers at the same
/// time cannot break that: they share a transactional id, so the later one puts the earlier one off
/// before it looks at what is there.
public final class RulebookPublisher {
  private static final String TRANSACTIONAL_ID = "tocsin-rulebook-publisher";

  private final RegistrySettings registry;
  private final ConfigTopic<Rulebook> topic;

  public RulebookPublisher(KafkaSettings kafka, RegistrySettings registry) {
    this.registry = registry;
    this.topic =
        new ConfigTopic<>(
            kafka, registry, Topics.CONFIG_RULEBOOK, Rulebook.class, TRANSACTIONAL_ID);
  }

  /// Reads and validates a rulebook without publishing it.
  ///
  /// @throws IOException where the file cannot be read
  public static RulebookReading check(Path file) throws IOException {
    if (Files.size(file) > 4L * RulebookReader.LONGEST) {
      return invalid("the file is larger than a rulebook can be");
    }
    try {
      return RulebookReader.read(textOf(file));
    } catch (CharacterCodingException e) {
      return invalid("the file is not UTF-8 text; save it as UTF-8");
    }
  }

  private static RulebookReading invalid(String message) {
    return new RulebookReading.Invalid(List.of(new RulebookError(1, 1, message)));
  }

  /// The text of a rulebook's file.
  ///
  /// @throws CharacterCodingException where it is not UTF-8
  /// A strict decoder: a byte that is no UTF-8 must not become a question mark in a price list.
  static String textOf(Path file) throws IOException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
        .toString();
  }

  /// Publishes a rulebook.
  ///
  /// @param file the YAML document
  /// @param actor who publishes it
  /// @throws IOException where the file cannot be read
  /// @throws org.apache.kafka.common.KafkaException where Kafka does not take it; nothing was
  /// published then
  public PublishOutcome publish(Path file, String actor) throws IOException {
    return publish(file, actor, null);
  }

  /// Publishes a rulebook.
  ///
  /// @param file the YAML document
  /// @param actor who publishes it
  /// @param reason why, in a sentence; null where nobody said
  /// @throws IOException where the file cannot be read
  /// @throws org.apache.kafka.common.KafkaException where Kafka does not take it; nothing was
  /// published then
  public PublishOutcome publish(Path file, String actor, @Nullable String reason)
      throws IOException {
    return switch (check(file)) {
      case RulebookReading.Invalid(List<RulebookError> errors) -> refused(errors);
      case RulebookReading.Valid(CompiledRulebook rulebook) -> {
        Rulebook wanted = record(rulebook, textOf(file), actor, reason);
        yield publish(shelf -> judge(wanted, shelf));
      }
    };
  }

  /// Publishes the text of an older version again, under a number of its own and from another day
  /// on: what was published is never rewritten.
  ///
  /// @param version the older version
  /// @param effectiveFrom first service day on which it is in force again
  /// @param actor who publishes it
  /// @param reason why, in a sentence
  /// @throws org.apache.kafka.common.KafkaException where Kafka does not take it; nothing was
  /// published then
  public PublishOutcome rollBack(
      int version, LocalDate effectiveFrom, String actor, String reason) {
    return publish(
        shelf -> {
          byte[] wanted = shelf.records().get(Integer.toString(version));
          if (wanted == null) {
            return new Judged.No(refused("version %d was never published".formatted(version)));
          }
          return switch (read(wanted)) {
            case Reading.Value<Rulebook>(Rulebook old) ->
                again(old.getYaml(), shelf.next(), effectiveFrom, actor, reason);
            case Reading.Nothing<Rulebook> _, Reading.Unreadable<Rulebook> _ ->
                new Judged.No(refused("version %d cannot be read".formatted(version)));
          };
        });
  }

  private static Judged again(
      String yaml, int version, LocalDate effectiveFrom, String actor, String reason) {
    String text = RulebookText.renumbered(yaml, version, effectiveFrom);
    return switch (RulebookReader.read(text)) {
      // An older version of this program may have taken what this one does not.
      case RulebookReading.Invalid(List<RulebookError> errors) -> new Judged.No(refused(errors));
      case RulebookReading.Valid(CompiledRulebook rulebook) ->
          new Judged.Yes(record(rulebook, text, actor, reason));
    };
  }

  private static Rulebook record(
      CompiledRulebook rulebook, String yaml, String actor, @Nullable String reason) {
    return Rulebook.newBuilder()
        .setVersion(rulebook.version())
        .setEffectiveFrom(rulebook.effectiveFrom())
        .setYaml(yaml)
        .setSha256(Sha256.of(yaml.getBytes(StandardCharsets.UTF_8)))
        .setPublishedBy(actor)
        .setReason(reason)
        .setPublishedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  /// What is published, as it is while nobody else can publish.
  private record Shelf(Map<String, byte[]> records) {
    /// The lowest number that is free for good.
    int next() {
      return 1
          + records.keySet().stream()
              .filter(key -> key.matches("[0-9]{1,9}"))
              .mapToInt(Integer::parseInt)
              .max()
              .orElse(0);
    }
  }

  /// Whether something is to be written.
  private sealed interface Judged {
    record Yes(Rulebook rulebook) implements Judged {}

    record No(PublishOutcome outcome) implements Judged {}
  }

  private PublishOutcome publish(Function<Shelf, Judged> judge) {
    return topic.change(
        there ->
            switch (judge.apply(new Shelf(there.bytes()))) {
              case Judged.No(PublishOutcome outcome) -> ConfigTopic.Change.nothing(outcome);
              case Judged.Yes(Rulebook rulebook) ->
                  new ConfigTopic.Change<>(
                      List.of(
                          ConfigTopic.Entry.of(Integer.toString(rulebook.getVersion()), rulebook)),
                      new PublishOutcome.Published(rulebook.getVersion()));
            });
  }

  private Judged judge(Rulebook rulebook, Shelf shelf) {
    int version = rulebook.getVersion();
    int next = shelf.next();
    byte[] same = shelf.records().get(Integer.toString(version));
    if (same != null) {
      return new Judged.No(there(rulebook, same, next));
    }
    if (version < next) {
      return new Judged.No(
          refused(
              "version %d is lower than the highest published one, %d; give it version %d"
                  .formatted(version, next - 1, next)));
    }
    return new Judged.Yes(rulebook);
  }

  private PublishOutcome there(Rulebook rulebook, byte[] published, int next) {
    int version = rulebook.getVersion();
    return switch (read(published)) {
      case Reading.Value<Rulebook>(Rulebook old)
          when old.getSha256().equals(rulebook.getSha256()) ->
          new PublishOutcome.AlreadyPublished(version);
      case Reading.Value<Rulebook>(Rulebook old) ->
          refused(
              "version %d was published by %s at %s with another text; give the changed rulebook version %d"
                  .formatted(version, old.getPublishedBy(), old.getPublishedAt(), next));
      case Reading.Nothing<Rulebook> _, Reading.Unreadable<Rulebook> _ ->
          refused(
              "version %d is there already and cannot be read; give this rulebook version %d"
                  .formatted(version, next));
    };
  }

  private Reading<Rulebook> read(byte[] published) {
    try (var reader = RecordReader.of(registry, Rulebook.class)) {
      return reader.read(Topics.CONFIG_RULEBOOK, published);
    }
  }

  /// Every version that was ever published, and the service days that each decides.
  ///
  /// @throws org.apache.kafka.common.KafkaException where Kafka cannot be asked
  List<RulebookHistory.Entry> history() {
    topic.provision();
    try (var reader = RecordReader.of(registry, Rulebook.class)) {
      return RulebookHistory.of(topic.bytes(), reader);
    }
  }

  private static PublishOutcome refused(List<RulebookError> errors) {
    return new PublishOutcome.Refused(errors.stream().map(RulebookError::toString).toList());
  }

  private static PublishOutcome refused(String reason) {
    return new PublishOutcome.Refused(List.of(reason));
  }
}
