package io.tocsin.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.embedded.TestStack;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.Sha256;
import io.tocsin.platform.registry.OutageAwareSerializer;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.policy.stream.PolicyTopology;
import io.tocsin.policy.stream.RulebookLibrary;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.TimeBasis;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How much the policy stream keeps of its events, and how fast it decides them, beside a
/// pass-through of the same records on the same broker: a thousand sites of a hundred clients, of
/// twenty events one is a dispatch, the others are signals, all of them metered for every second
/// client.
///
/// `-Dtocsin.benchmark.events=N` changes how many.
final class PolicyStateBenchmark {
  private static final int PARTITIONS = 2;
  private static final int SITES = 1_000;
  private static final int CLIENTS = 100;
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final List<String> STORES =
      List.of(
          "events",
          "site-index",
          "passed-on",
          "events-by-age",
          "sites",
          "settled",
          "drafts",
          "marks");

  private static final String PLAIN = "  - {id: C-%d, client: client-%d}";
  private static final String METERED =
      "  - {id: C-%d, client: client-%d, prices: {ADH: {free-per-month: 3}}, signal-plan: "
          + "{sku: SIGNAL, unit: signal, types: [alarm, trouble, restore], "
          + "included-per-month: 1000, unit-price: 0.02}}";

  @TempDir Path states;

  private final int events = Integer.getInteger("tocsin.benchmark.events", 200_000);
  private final KafkaSettings kafka =
      new KafkaSettings(TestStack.kafka().bootstrapServers(), true, PARTITIONS, 1, 1, Map.of());
  private final RegistrySettings registry =
      new RegistrySettings(
          TestStack.registry().url(),
          AvroSerdes.DEFAULT_SERIALIZER,
          AvroSerdes.DEFAULT_DESERIALIZER,
          Map.of());

  private final RulebookLibrary library =
      new RulebookLibrary(RecordReader.of(registry, Rulebook.class));

  @Test
  void eventsAreKeptAndDecidedAndHowFast() throws Exception {
    System.out.println(Machine.described() + " events=" + events);
    new Provisioner(kafka, registry).provision(List.of());
    try (var admin = Admin.create(kafka.clientConfig())) {
      admin.createTopics(List.of(new NewTopic(Measured.OUT, PARTITIONS, (short) 1))).all().get();
    }
    publish();
    write();

    var runs = new Runs(kafka, states, events);
    runs.print(
        "pass-through",
        runs.run(
            "benchmark-pass",
            Measured.passThrough(Topics.CANONICAL),
            new Runs.Input(Topics.CANONICAL, Measured.OUT),
            List.of()));
    Runs.Result policy =
        runs.run(
            "benchmark-policy",
            policy(),
            new Runs.Input(Topics.CANONICAL, Topics.DECISIONS),
            STORES);
    runs.print("policy", policy);
    long disk =
        policy.storeBytes().entrySet().stream()
            .filter(size -> size.getKey().endsWith("on disk"))
            .mapToLong(Map.Entry::getValue)
            .sum();
    System.out.printf(
        Locale.ROOT, "policy: %,d bytes on disk per million events%n", disk * 1_000_000 / events);
    assertThat(library.usable()).isEqualTo(1);
    assertThat(disk).isPositive();
  }

  private Topology policy() {
    return new PolicyTopology(
            new PolicyTopology.Parts(
                () -> RecordReader.of(registry, CanonicalEvent.class),
                () -> RecordReader.of(registry, EventMoved.class),
                library,
                PolicyTopology.windows(RecordReader.of(registry, TestWindow.class)),
                PolicyTopology.rulings(RecordReader.of(registry, Ruling.class)),
                () -> OutageAwareSerializer.<Decision>of(registry),
                Duration.ofDays(400)))
        .build();
  }

  private void publish() throws Exception {
    String contracts =
        IntStream.range(0, CLIENTS)
            .mapToObj(i -> (i % 2 == 0 ? PLAIN : METERED).formatted(i, i))
            .collect(Collectors.joining("\n"));
    String yaml =
        """
        version: 1
        effective-from: 2026-01-01
        currency: USD
        contracts:
        %s
        incidents:
          - {id: response, types: [alarm, alarm_dispatch], within: 30m, margin: 2m}
        noise:
          - {id: runaway, types: [alarm, trouble], per: [source, code, zone], count: 3, within-gap: 10m, because: It signals again and again.}
        defaults:
          alarm: {billable: no, reason: SIGNAL_ONLY, because: The signal itself is free., owner-team: monitoring, routes: [crm]}
          trouble: {billable: no, reason: SIGNAL_ONLY, because: The signal itself is free., owner-team: monitoring, routes: [crm]}
          restore: {billable: no, reason: SIGNAL_ONLY, because: The signal itself is free., owner-team: monitoring, routes: []}
          alarm_dispatch: {billable: yes, sku: ADH, quantity: 1, unit: dispatch, unit-price: 60.00, owner-team: field-ops, routes: [billing, crm]}
        """
            .formatted(contracts);
    var rulebook =
        Rulebook.newBuilder()
            .setVersion(1)
            .setEffectiveFrom(LocalDate.parse("2026-01-01"))
            .setYaml(yaml)
            .setSha256(Sha256.of(yaml.getBytes(StandardCharsets.UTF_8)))
            .setPublishedBy("benchmark")
            .setPublishedAt(START)
            .build();
    try (KafkaProducer<String, Rulebook> producer = producer()) {
      producer.send(new ProducerRecord<>(Topics.CONFIG_RULEBOOK, "1", rulebook)).get();
    }
  }

  private void write() {
    try (KafkaProducer<String, CanonicalEvent> producer = producer()) {
      for (int i = 0; i < events; i++) {
        CanonicalEvent event = event(i);
        producer.send(new ProducerRecord<>(Topics.CANONICAL, event.getSiteKey(), event));
      }
    }
  }

  private <T extends SpecificRecord> KafkaProducer<String, T> producer() {
    Map<String, Object> config = kafka.clientConfig();
    config.put("linger.ms", 5);
    config.put("batch.size", 131_072);
    return new KafkaProducer<>(config, new StringSerializer(), registry.serdes().serializer());
  }

  private static CanonicalEvent event(int number) {
    int site = (int) ((number * 7_919L) % SITES);
    boolean dispatch = number % 20 == 0;
    String source = dispatch ? "tracktik" : "manitou";
    Instant at = START.plusSeconds(number * 10L);
    EventType type =
        dispatch
            ? EventType.alarm_dispatch
            : List.of(EventType.alarm, EventType.trouble, EventType.restore).get(number % 3);
    return CanonicalEvent.newBuilder()
        .setEventKey(source + ":" + (40_000_000 + number))
        .setRevision(1)
        .setSource(source)
        .setVendor(source)
        .setReceipt("01980000-0000-7000-8000-%012d".formatted(number))
        .setSiteKey("site-" + site)
        .setSite(
            Site.newBuilder()
                .setSiteId("site-" + site)
                .setClientId("client-" + site % CLIENTS)
                .setName("Site " + site)
                .setTimeZone("America/Chicago")
                .build())
        .setSiteRef(Integer.toString(site))
        .setType(type)
        .setCode(Integer.toString(100 + number % 40))
        .setCodeScheme(dispatch ? "report-template" : "contact-id")
        .setCodeName("A name of the code")
        .setLifeSafety(false)
        .setZone("%03d".formatted(number % 8))
        .setOccurredAt(at)
        .setTimeBasis(TimeBasis.OFFSET_SENT)
        .setReceivedAt(at.plusSeconds(2))
        .setServiceDay(at.atZone(ZoneOffset.UTC).toLocalDate())
        .setReferences(List.of())
        .setReview(List.of())
        .setAttributes(Map.of())
        .setContentHash("%064x".formatted(number))
        .setRaw(new Position("raw." + source, 0, (long) number))
        .build();
  }
}
