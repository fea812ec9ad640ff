package io.tocsin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tocsin.embedded.TestStack;
import io.tocsin.normalizer.Refiner;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How much the normalizer remembers of a million events, and how fast it takes them, beside two
/// baselines that read the same log on the same broker with the same settings, and beside itself
/// without redaction.
///
/// `-Dtocsin.benchmark.events=N` changes how many.
final class StateAndSpeedBenchmark {
  private static final int PARTITIONS = 2;

  @TempDir Path states;

  private final int events = Integer.getInteger("tocsin.benchmark.events", 1_000_000);
  private final KafkaSettings kafka =
      new KafkaSettings(TestStack.kafka().bootstrapServers(), true, PARTITIONS, 1, 1, Map.of());
  private final AvroSerdes serdes = new AvroSerdes(TestStack.registry().url());

  @Test
  void aMillionEventsAreRememberedAndHowFast() throws Exception {
    System.out.println(Machine.described() + " events=" + events);
    prepare();
    long rawBytes = write();
    System.out.printf(Locale.ROOT, "raw log: %d bytes a record%n", rawBytes / events);

    var runs = new Runs(kafka, states, events);
    runs.print("pass-through", run("benchmark-pass", Measured.passThrough(), List.of()));
    runs.print(
        "key -> hash", run("benchmark-hash", Measured.keyToHash(), List.of(Measured.HASHES)));
    runs.print(
        "no redaction",
        run(
            "benchmark-unredacted",
            Measured.normalizer(new SimpleMeterRegistry(), Refiner.NONE),
            List.of()));
    var meters = new SimpleMeterRegistry();
    runs.print(
        "normalizer",
        run("benchmark-normalizer", Measured.normalizer(meters), List.of("seen", "seen-by-age")));

    assertThat(meters.get("tocsin.normalizer.deliveries").tag("outcome", "new").counter().count())
        .isGreaterThanOrEqualTo(events);
  }

  private void prepare() throws Exception {
    new Provisioner(
            kafka,
            new RegistrySettings(
                TestStack.registry().url(),
                AvroSerdes.DEFAULT_SERIALIZER,
                AvroSerdes.DEFAULT_DESERIALIZER,
                Map.of()))
        .provision(List.of(Reports.SOURCE));
    try (var admin = Admin.create(kafka.clientConfig())) {
      admin.createTopics(List.of(new NewTopic(Measured.OUT, PARTITIONS, (short) 1))).all().get();
    }
    try (var producer = producer(serdes.<SiteEntry>serializer())) {
      Reports.sites()
          .forEach(
              site ->
                  producer.send(
                      new ProducerRecord<>(
                          Topics.CONFIG_SITES, site.getSource() + ":" + site.getSiteRef(), site)));
    }
    try (var producer = producer(serdes.<CodeMapping>serializer())) {
      producer.send(
          new ProducerRecord<>(Topics.CONFIG_CODE_MAPPINGS, Reports.SOURCE, Reports.mapping()));
    }
  }

  private <T extends SpecificRecord> KafkaProducer<String, T> producer(Serializer<T> values) {
    Map<String, Object> config = kafka.clientConfig();
    config.put("linger.ms", 5);
    config.put("batch.size", 131_072);
    return new KafkaProducer<>(config, new StringSerializer(), values);
  }

  private long write() {
    Serializer<RawEvent> raws = serdes.serializer();
    var bytes = new java.util.concurrent.atomic.AtomicLong();
    try (var producer = producer(raws)) {
      for (int i = 0; i < events; i++) {
        RawEvent raw = Reports.of(i);
        producer.send(
            new ProducerRecord<>(
                Reports.TOPIC, null, raw.getReceivedAt().toEpochMilli(), Reports.key(i), raw),
            (metadata, failure) ->
                bytes.addAndGet(
                    failure == null
                        ? metadata.serializedKeySize() + metadata.serializedValueSize()
                        : 0));
      }
    }
    return bytes.get();
  }

  private Runs.Result run(String applicationId, Topology topology, List<String> stores)
      throws Exception {
    return new Runs(kafka, states, events)
        .run(applicationId, topology, new Runs.Input(Reports.TOPIC, Measured.OUT), stores);
  }
}
