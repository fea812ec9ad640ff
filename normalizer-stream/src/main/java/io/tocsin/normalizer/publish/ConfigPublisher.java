package io.tocsin.normalizer.publish;

import io.tocsin.platform.CompactedTopic;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes `sites.yml` and `code-mappings.yml` of a folder to `config.sites` and
/// `config.code-mappings`.
///
/// The folder is validated as a whole before anything is written. Then only what differs is
/// written; a site reference that is no longer there is removed by a tombstone. A mapping's version
/// rises with every change, and a published mapping does not vanish: events name the version that
/// mapped them.
public final class ConfigPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigPublisher.class);

  private final KafkaSettings kafka;
  private final RegistrySettings registry;

  public ConfigPublisher(KafkaSettings kafka, RegistrySettings registry) {
    this.kafka = kafka;
    this.registry = registry;
  }

  /// Publishes a folder.
  ///
  /// @throws ConfigRefusedException where the files are not fit; it says every reason with file and
  /// line
  /// @throws IllegalStateException where Kafka or the registry does not take it; what was written
  /// until then stays, and publishing again writes
  ///     the rest
  public Published publish(Path directory) {
    var problems = new Problems();
    Map<String, SiteEntry> sites = SitesFile.read(directory, problems);
    Map<String, MappingsFile.Mapping> mappings = MappingsFile.read(directory, problems);
    problems.refuseIfAny();

    new Provisioner(kafka, registry).provision(List.of());
    Map<String, Optional<SiteEntry>> presentSites = present(Topics.CONFIG_SITES, SiteEntry.class);
    Map<String, Optional<CodeMapping>> presentMappings =
        present(Topics.CONFIG_CODE_MAPPINGS, CodeMapping.class);
    refuseBadVersions(mappings, presentMappings, problems);
    problems.refuseIfAny();
    return write(sites, presentSites, mappings, presentMappings);
  }

  /// What a topic holds; empty for a value that cannot be read, which differs from whatever is to
  /// be written.
  private <T extends SpecificRecord> Map<String, Optional<T>> present(String topic, Class<T> type) {
    var present = new HashMap<String, Optional<T>>();
    try (var bytes = new ByteArrayDeserializer();
        var reader = RecordReader.of(registry, type)) {
      CompactedTopic.read(kafka, topic, bytes)
          .forEach(
              (key, value) ->
                  present.put(
                      key,
                      switch (reader.read(topic, value)) {
                        case Reading.Value<T> read -> Optional.of(read.value());
                        case Reading.Nothing<T> _ -> Optional.empty();
                        case Reading.Unreadable<T> bad -> {
                          LOG.warn("topic={} key={} is not readable: {}", topic, key, bad.reason());
                          yield Optional.empty();
                        }
                      }));
    }
    return present;
  }

  private static void refuseBadVersions(
      Map<String, MappingsFile.Mapping> wanted,
      Map<String, Optional<CodeMapping>> present,
      Problems problems) {
    present.forEach(
        (source, was) -> {
          MappingsFile.Mapping now = wanted.get(source);
          if (now == null) {
            problems.add(
                MappingsFile.NAME,
                1,
                ("the published mapping of source '%s' is missing; to withdraw its codes keep it"
                        + " with a higher version and an empty list")
                    .formatted(source));
          } else {
            was.ifPresent(published -> refuseBadVersion(now, published, problems));
          }
        });
  }

  private static void refuseBadVersion(
      MappingsFile.Mapping now, CodeMapping published, Problems problems) {
    int version = now.mapping().getVersion();
    if (version < published.getVersion()) {
      problems.add(
          MappingsFile.NAME,
          now.line(),
          "version %d of source '%s' is lower than the published version %d"
              .formatted(version, published.getSource(), published.getVersion()));
    } else if (version == published.getVersion() && !now.mapping().equals(published)) {
      problems.add(
          MappingsFile.NAME,
          now.line(),
          "version %d of source '%s' is published with other content; raise the version"
              .formatted(version, published.getSource()));
    }
  }

  private Published write(
      Map<String, SiteEntry> sites,
      Map<String, Optional<SiteEntry>> presentSites,
      Map<String, MappingsFile.Mapping> mappings,
      Map<String, Optional<CodeMapping>> presentMappings) {
    var changes = new ArrayList<ProducerRecord<String, @Nullable SpecificRecord>>();
    sites.forEach(
        (key, entry) -> {
          if (!entry.equals(presentSites.getOrDefault(key, Optional.empty()).orElse(null))) {
            changes.add(new ProducerRecord<>(Topics.CONFIG_SITES, key, entry));
          }
        });
    int sitesWritten = changes.size();
    presentSites.keySet().stream()
        .filter(key -> !sites.containsKey(key))
        .forEach(key -> changes.add(new ProducerRecord<>(Topics.CONFIG_SITES, key, null)));
    int sitesRemoved = changes.size() - sitesWritten;
    mappings.forEach(
        (source, mapping) -> {
          if (!mapping
              .mapping()
              .equals(presentMappings.getOrDefault(source, Optional.empty()).orElse(null))) {
            changes.add(
                new ProducerRecord<>(Topics.CONFIG_CODE_MAPPINGS, source, mapping.mapping()));
          }
        });
    int mappingsWritten = changes.size() - sitesWritten - sitesRemoved;
    send(changes);
    var published =
        new Published(
            sitesWritten,
            sitesRemoved,
            sites.size() - sitesWritten,
            mappingsWritten,
            mappings.size() - mappingsWritten);
    LOG.info("published {}", published);
    return published;
  }

  private void send(List<ProducerRecord<String, @Nullable SpecificRecord>> changes) {
    Map<String, Object> config = kafka.clientConfig();
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    Serializer<@Nullable SpecificRecord> values = registry.serdes().serializer();
    try (var producer = new KafkaProducer<>(config, new StringSerializer(), values)) {
      var sent = new ArrayList<Future<RecordMetadata>>();
      changes.forEach(change -> sent.add(producer.send(change)));
      for (Future<RecordMetadata> acknowledged : sent) {
        acknowledged.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka does not take the configuration", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
