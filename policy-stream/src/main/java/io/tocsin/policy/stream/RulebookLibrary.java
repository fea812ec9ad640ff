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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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
  private final Function<String, RulebookReading> compiler;
  private final Map<String, Shelved> shelf = new HashMap<>();

  /// Versions that were taken back and that decisions still rest on, by the hash of their text.
  private final Map<String, CompiledRulebook> formers = new HashMap<>();

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
    record Usable(Rulebook document, CompiledRulebook rulebook) implements Content {}

    record Refused(String reason) implements Content {}
  }

  public RulebookLibrary(RecordReader<Rulebook> reader) {
    this(reader, RulebookReader::read);
  }

  /// @param compiler makes a rulebook out of its text
  RulebookLibrary(RecordReader<Rulebook> reader, Function<String, RulebookReading> compiler) {
    this.reader = reader;
    this.compiler = compiler;
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

  /// The versions that can be used, by record key.
  public synchronized Map<String, Rulebook> documents() {
    var documents = new TreeMap<String, Rulebook>();
    shelf.forEach(
        (key, shelved) -> {
          if (shelved.content instanceof Content.Usable(Rulebook document, CompiledRulebook _)) {
            documents.put(key, document);
          }
        });
    return documents;
  }

  /// A version compiled; of the same text always the same object.
  ///
  /// @return null where this program does not understand it: it was published for another release
  public synchronized @Nullable CompiledRulebook compiled(Rulebook document) {
    for (Shelved shelved : shelf.values()) {
      if (shelved.content instanceof Content.Usable(Rulebook known, CompiledRulebook rulebook)
          && known.getSha256().equals(document.getSha256())) {
        return rulebook;
      }
    }
    return formers.computeIfAbsent(
        document.getSha256(),
        _ ->
            compiler.apply(document.getYaml())
                    instanceof RulebookReading.Valid(CompiledRulebook rulebook)
                ? rulebook
                : null);
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

  private Content read(String key, Rulebook document) {
    String hash = Sha256.of(document.getYaml().getBytes(StandardCharsets.UTF_8));
    if (!hash.equals(document.getSha256())) {
      return new Content.Refused("its text is not the one that its hash was made of");
    }
    return switch (compiler.apply(document.getYaml())) {
      case RulebookReading.Invalid(List<RulebookError> errors) ->
          new Content.Refused(
              "%s%s"
                  .formatted(
                      errors.getFirst(),
                      errors.size() == 1 ? "" : " (and %d more)".formatted(errors.size() - 1)));
      case RulebookReading.Valid(CompiledRulebook rulebook) ->
          agrees(key, document, rulebook)
              ? new Content.Usable(document, rulebook)
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
      case Content.Usable(Rulebook _, CompiledRulebook rulebook) ->
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
