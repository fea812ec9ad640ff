package io.tocsin.policy;

import io.tocsin.platform.CompactedTopic;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.Sha256;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.RulebookError;
import io.tocsin.policy.rulebook.RulebookReader;
import io.tocsin.policy.rulebook.RulebookReading;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Publishes rulebooks: the only writer of `config.rulebook`.
///
/// What is published is validated by the same code that the stream uses, its version is higher than
/// every other, and a version is never written again with another text. Two publishers at the same
/// time cannot break that: they share a transactional id, so the later one puts the earlier one off
/// before it looks at what is there.
public final class RulebookPublisher {
  private static final String TRANSACTIONAL_ID = "tocsin-rulebook-publisher";
  private static final int WITHIN_MS = 30_000;

  private final KafkaSettings kafka;
  private final RegistrySettings registry;

  public RulebookPublisher(KafkaSettings kafka, RegistrySettings registry) {
    this.kafka = kafka;
    this.registry = registry;
  }

  /// Reads and validates a rulebook without publishing it.
  ///
  /// @throws IOException where the file cannot be read
  public static RulebookReading check(Path file) throws IOException {
    if (Files.size(file) > 4L * RulebookReader.LONGEST) {
      return invalid("the file is larger than a rulebook can be");
    }
    try {
      return RulebookReader.read(text(file));
    } catch (CharacterCodingException e) {
      return invalid("the file is not UTF-8 text; save it as UTF-8");
    }
  }

  private static RulebookReading invalid(String message) {
    return new RulebookReading.Invalid(List.of(new RulebookError(1, 1, message)));
  }

  // A strict decoder: a byte that is no UTF-8 must not become a question mark in a price list.
  private static String text(Path file) throws IOException {
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
    return switch (check(file)) {
      case RulebookReading.Invalid(List<RulebookError> errors) ->
          new PublishOutcome.Refused(errors.stream().map(RulebookError::toString).toList());
      case RulebookReading.Valid(CompiledRulebook rulebook) ->
          publish(record(rulebook, text(file), actor));
    };
  }

  private static Rulebook record(CompiledRulebook rulebook, String yaml, String actor) {
    return Rulebook.newBuilder()
        .setVersion(rulebook.version())
        .setEffectiveFrom(rulebook.effectiveFrom())
        .setYaml(yaml)
        .setSha256(Sha256.of(yaml.getBytes(StandardCharsets.UTF_8)))
        .setPublishedBy(actor)
        .setPublishedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
        .build();
  }

  private PublishOutcome publish(Rulebook rulebook) {
    new Provisioner(kafka, registry).provision(List.of());
    Map<String, Object> config = kafka.clientConfig();
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, WITHIN_MS);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES);
    try (var producer =
        new KafkaProducer<String, Rulebook>(
            config, new StringSerializer(), registry.serdes().serializer())) {
      // From here on an earlier publisher that has not finished can no longer finish.
      producer.initTransactions();
      PublishOutcome outcome = judge(rulebook);
      if (outcome instanceof PublishOutcome.Published) {
        producer.beginTransaction();
        // A send that fails makes the commit fail.
        var _ =
            producer.send(
                new ProducerRecord<>(
                    Topics.CONFIG_RULEBOOK, Integer.toString(rulebook.getVersion()), rulebook));
        producer.commitTransaction();
      }
      return outcome;
    }
  }

  private PublishOutcome judge(Rulebook rulebook) {
    Map<String, byte[]> there =
        CompactedTopic.read(kafka, Topics.CONFIG_RULEBOOK, new ByteArrayDeserializer());
    int version = rulebook.getVersion();
    OptionalInt highest =
        there.keySet().stream()
            .filter(key -> key.matches("[0-9]{1,9}"))
            .mapToInt(Integer::parseInt)
            .max();
    int next = highest.orElse(0) + 1;
    byte[] same = there.get(Integer.toString(version));
    if (same != null) {
      return again(rulebook, same, next);
    }
    if (version < next) {
      return refused(
          "version %d is lower than the highest published one, %d; give it version %d"
              .formatted(version, next - 1, next));
    }
    return new PublishOutcome.Published(version);
  }

  private PublishOutcome again(Rulebook rulebook, byte[] published, int next) {
    int version = rulebook.getVersion();
    try (var reader = RecordReader.of(registry, Rulebook.class)) {
      return switch (reader.read(Topics.CONFIG_RULEBOOK, published)) {
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
  }

  private static PublishOutcome refused(String reason) {
    return new PublishOutcome.Refused(List.of(reason));
  }
}
