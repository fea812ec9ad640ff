package io.tocsin.policy.stream;

import io.tocsin.platform.Sha256;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.RulebookError;
import io.tocsin.policy.rulebook.RulebookReader;
import io.tocsin.policy.rulebook.RulebookReading;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rulebook versions that are published, each decoded, validated and compiled once.
///
/// A record that does not validate was written around the publisher. It is left out, with an error
/// in the log and in the health, and the other versions stay in force. Safe for use by several
/// threads.
public final class RulebookLibrary {
  private static final Logger LOG = LoggerFactory.getLogger(RulebookLibrary.class);

  private final RecordReader<Rulebook> reader;
  private final Map<String, Shelved> shelf = new HashMap<>();

  /// One published record and what came of it.
  private static final class Shelved {
    private final byte[] bytes;
    private final Content content;

    Shelved(byte[] bytes, Content content) {
      this.bytes = bytes;
      this.content = content;
    }
  }

  private sealed interface Content {
    record Usable(CompiledRulebook rulebook) implements Content {}

    record Refused(String reason) implements Content {}
  }

  public RulebookLibrary(RecordReader<Rulebook> reader) {
    this.reader = reader;
  }

  /// Takes note of what is published now. Costs next to nothing where nothing changed.
  ///
  /// @param published record value by record key, all of them
  /// @throws io.tocsin.platform.registry.RegistryAwayException where a new version cannot be
  /// decoded because the registry is away
  public synchronized void refresh(Map<String, byte[]> published) {
    shelf.keySet().retainAll(published.keySet());
    published.forEach(
        (key, bytes) -> {
          Shelved known = shelf.get(key);
          if (known == null || !Arrays.equals(known.bytes, bytes)) {
            Content content = read(key, bytes);
            shelf.put(key, new Shelved(bytes, content));
            report(key, content, known != null);
          }
        });
  }

  /// The rulebook in force on a service day: of all versions that are effective by then, the one
  /// with the highest number.
  public synchronized Optional<CompiledRulebook> inForce(LocalDate serviceDay) {
    return shelf.values().stream()
        .map(shelved -> shelved.content)
        .filter(Content.Usable.class::isInstance)
        .map(content -> ((Content.Usable) content).rulebook())
        .filter(rulebook -> !rulebook.effectiveFrom().isAfter(serviceDay))
        .max(Comparator.comparingInt(CompiledRulebook::version));
  }

  /// How many versions can be used.
  public synchronized int usable() {
    return (int) shelf.values().stream().filter(s -> s.content instanceof Content.Usable).count();
  }

  /// Why records were left out, by record key; empty when all is well.
  public synchronized Map<String, String> refused() {
    var refused = new TreeMap<String, String>();
    shelf.forEach(
        (key, shelved) -> {
          if (shelved.content instanceof Content.Refused(String reason)) {
            refused.put(key, reason);
          }
        });
    return refused;
  }

  private Content read(String key, byte[] bytes) {
    return switch (reader.read(Topics.CONFIG_RULEBOOK, bytes)) {
      case Reading.Nothing<Rulebook> _ -> new Content.Refused("the record has no value");
      case Reading.Unreadable<Rulebook>(String reason) -> new Content.Refused(reason);
      case Reading.Value<Rulebook>(Rulebook document) -> read(key, document);
    };
  }

  private static Content read(String key, Rulebook document) {
    String hash = Sha256.of(document.getYaml().getBytes(StandardCharsets.UTF_8));
    if (!hash.equals(document.getSha256())) {
      return new Content.Refused("its text is not the one that its hash was made of");
    }
    return switch (RulebookReader.read(document.getYaml())) {
      case RulebookReading.Invalid(List<RulebookError> errors) ->
          new Content.Refused(
              "%s%s"
                  .formatted(
                      errors.getFirst(),
                      errors.size() == 1 ? "" : " (and %d more)".formatted(errors.size() - 1)));
      case RulebookReading.Valid(CompiledRulebook rulebook) ->
          agrees(key, document, rulebook)
              ? new Content.Usable(rulebook)
              : new Content.Refused("its key, version or day is not the one in its text");
    };
  }

  private static boolean agrees(String key, Rulebook document, CompiledRulebook rulebook) {
    return key.equals(Integer.toString(rulebook.version()))
        && document.getVersion() == rulebook.version()
        && document.getEffectiveFrom().equals(rulebook.effectiveFrom());
  }

  private static void report(String key, Content content, boolean rewritten) {
    if (rewritten) {
      LOG.warn("rulebook={} was written again with other bytes, around the publisher", key);
    }
    switch (content) {
      case Content.Usable(CompiledRulebook rulebook) ->
          LOG.info(
              "rulebook={} effective_from={} rules={} ready",
              key,
              rulebook.effectiveFrom(),
              rulebook.rules().size());
      case Content.Refused(String reason) ->
          LOG.error("rulebook={} is left out, older versions stay in force: {}", key, reason);
    }
  }
}
