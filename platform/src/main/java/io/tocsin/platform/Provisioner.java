package io.tocsin.platform;

import io.tocsin.schemas.BillingLine;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes sure that the topics exist as the catalogue says and that the registry refuses an
/// incompatible schema. Every app calls it at start; it changes nothing that is already right, so
/// the order of starts does not matter.
public final class Provisioner {
  private static final Logger LOG = LoggerFactory.getLogger(Provisioner.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final KafkaSettings kafka;
  private final RegistrySettings registry;

  public Provisioner(KafkaSettings kafka, RegistrySettings registry) {
    this.kafka = kafka;
    this.registry = registry;
  }

  /// Creates what is missing.
  ///
  /// @param sources names of the sources whose raw topics are wanted
  /// @throws IllegalStateException where a topic has another number of partitions than the settings
  /// say, or the registry
  ///     refuses a schema
  public void provision(List<String> sources) {
    provision(sources, List.of());
  }

  /// The same, with the retry and dead-letter topics of sinks: only who writes to them needs them.
  ///
  /// @param sinks their names
  public void provision(List<String> sources, List<String> sinks) {
    var specs = new ArrayList<>(Topics.shared(kafka.scale()));
    sinks.forEach(sink -> specs.addAll(Topics.ofSink(sink, kafka.scale())));
    sources.forEach(source -> specs.add(Topics.rawSpec(source, kafka.scale())));
    topics(specs);
    registry(sources);
  }

  private void topics(List<Topics.Spec> specs) {
    Map<String, Object> config = kafka.clientConfig();
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
    try (Admin admin = Admin.create(config)) {
      for (Topics.Spec spec : specs) {
        Optional<TopicDescription> found = describe(admin, spec.name());
        if (found.isEmpty() && kafka.createTopics()) {
          create(admin, spec);
        } else if (found.isEmpty()) {
          throw new IllegalStateException(
              "topic %s does not exist and tocsin.kafka.create-topics is false"
                  .formatted(spec.name()));
        } else if (found.get().partitions().size() != spec.partitions()) {
          throw new IllegalStateException(
              "topic %s has %d partitions, the settings say %d: keys would move; see docs/reference/topics.md"
                  .formatted(spec.name(), found.get().partitions().size(), spec.partitions()));
        }
      }
    }
  }

  private static Optional<TopicDescription> describe(Admin admin, String topic) {
    try {
      return Optional.ofNullable(
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw new IllegalStateException("Kafka does not describe topic " + topic, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void create(Admin admin, Topics.Spec spec) {
    var topic =
        new NewTopic(spec.name(), spec.partitions(), (short) spec.replicationFactor())
            .configs(spec.configs());
    try {
      admin.createTopics(List.of(topic)).all().get();
      LOG.info("topic={} partitions={} created", spec.name(), spec.partitions());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) { // Another app was faster: fine.
        throw new IllegalStateException("Kafka does not create topic " + spec.name(), e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void registry(List<String> sources) {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
      // The registry's own default is NONE: any schema at all would be let in.
      send(http, "PUT", "/config", "{\"compatibility\":\"BACKWARD_TRANSITIVE\"}");
      for (Map.Entry<String, Schema> subject : subjects(sources).entrySet()) {
        String schema = JsonText.quote(subject.getValue().toString());
        send(
            http,
            "POST",
            "/subjects/" + subject.getKey() + "/versions",
            "{\"schema\":" + schema + "}");
      }
    }
  }

  private static Map<String, Schema> subjects(List<String> sources) {
    var subjects = new LinkedHashMap<String, Schema>();
    sources.forEach(
        source -> subjects.put(Topics.raw(source) + "-value", RawEvent.getClassSchema()));
    subjects.put(Topics.CANONICAL + "-value", CanonicalEvent.getClassSchema());
    subjects.put(Topics.MOVED + "-value", EventMoved.getClassSchema());
    subjects.put(Topics.DELIVERIES + "-value", DeliveryOutcome.getClassSchema());
    subjects.put(Topics.DECISIONS + "-value", Decision.getClassSchema());
    subjects.put(Topics.BILLING_LINES + "-value", BillingLine.getClassSchema());
    subjects.put(Topics.CONFIG_SITES + "-value", SiteEntry.getClassSchema());
    subjects.put(Topics.CONFIG_CODE_MAPPINGS + "-value", CodeMapping.getClassSchema());
    subjects.put(Topics.CONFIG_RULEBOOK + "-value", Rulebook.getClassSchema());
    subjects.put(Topics.CONFIG_TEST_WINDOWS + "-value", TestWindow.getClassSchema());
    subjects.put(Topics.CONFIG_RULINGS + "-value", Ruling.getClassSchema());
    return subjects;
  }

  private void send(HttpClient http, String method, String path, String body) {
    var request =
        HttpRequest.newBuilder(URI.create(registry.url() + "/apis/ccompat/v7" + path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            "the schema registry answers %d to %s %s: %s"
                .formatted(answer.statusCode(), method, path, answer.body()));
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "the schema registry at %s does not answer".formatted(registry.url()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
