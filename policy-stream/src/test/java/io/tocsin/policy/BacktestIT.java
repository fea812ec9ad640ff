package io.tocsin.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.policy.backtest.HistoryReader;
import io.tocsin.policy.backtest.Progress;
import io.tocsin.policy.backtest.TrialDays;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A back-test on a real broker and registry. On a broker of its own, because it is compared with
/// itself before and after.
final class BacktestIT {
  private static final RegistrySettings REGISTRY = Stacks.registry();

  @TempDir private static Path dir;
  private static EmbeddedKafka broker;
  private static KafkaSettings kafka;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

  @BeforeAll
  static void start() {
    broker = EmbeddedKafka.start(dir.resolve("kafka"), 0);
    kafka = Stacks.kafka(broker.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void whatIsCommittedIsTriedAndNothingIsWritten() throws Exception {
    Path candidate =
        Files.writeString(
            dir.resolve("next.yml"),
            Rulebooks.yaml(2, "2027-01-01", "86.01").replace("routes: [crm]", "routes: []"));
    Path csv = dir.resolve("lines.csv");

    nothingIsThereYet(candidate);

    history();
    Map<String, Long> ends = ends();
    String subjects = subjects();
    int status =
        run(candidate.toString(), "--from", "2026-11-01", "--to", "2026-11-30", "--csv", csv + "");

    assertThat(status).as(said()).isZero();
    assertThat(said().replaceAll(" +", " "))
        .startsWith("Warning, line 18, column 1: nothing is said of these event types")
        .contains(
            "Back-test of next.yml (version 2) on the service days 2026-11-01 to 2026-11-30:"
                + " 4 events.\n",
            "Before: as published, version 1. After: next.yml decides each of these days.",
            "\nnorthgate ADH response 2 2 0 0 2 170.00 172.02 +2.02 USD\n",
            "\n tracktik:1 at northgate-mall on 2026-11-02\n",
            "\n tracktik:2 at northgate-annex on 2026-11-02\n",
            "\n4 records could not be read and have no part in these figures:\n",
            " events.canonical, partition 1, offset 6: 7 bytes that do not begin with the schema",
            " events.canonical, partition 1, offset 7: it has no value\n",
            " config.rulings, key tracktik:1: its key is not the one that it names\n",
            " config.rulebook, key 9: 8 bytes that do not begin with the schema prefix");
    assertThat(Files.readString(csv)).hasLineCount(3);
    assertThat(ends()).as("offsets, topics").isEqualTo(ends);
    assertThat(groups()).as("consumer groups").isEmpty();
    assertThat(subjects()).as("schemas").isEqualTo(subjects);

    theDaysOfEvents();
    asJson(candidate);
    asAProcessTheAnswerAloneIsOnStandardOutput(candidate);
    assertThat(ends()).as("offsets, topics").isEqualTo(ends);
  }

  /// Before anything was started no topic is there, and none is made.
  private void nothingIsThereYet(Path candidate) throws Exception {
    assertThat(run(candidate.toString(), "--from", "2026-11-01", "--to", "2026-11-30")).isOne();
    assertThat(said())
        .isEqualTo(
            "It did not work: there is no topic config.rulebook; has Tocsin been started here?\n");
    assertThat(ends()).isEmpty();
    out.reset();
  }

  /// One of them was never committed.
  private static void theDaysOfEvents() {
    var reader = new HistoryReader(kafka, REGISTRY, new Progress(_ -> {}));

    assertThat(reader.days(Set.of("tracktik:1", "tracktik:5", "tracktik:6")))
        .contains(new TrialDays(LocalDate.parse("2025-11-02"), LocalDate.parse("2026-11-02")));
    assertThat(reader.days(Set.of("tracktik:6"))).isEmpty();
  }

  private void asJson(Path candidate) throws Exception {
    out.reset();

    assertThat(run(candidate.toString(), "--from", "2026-11-02", "--to", "2026-11-02", "--json"))
        .isZero();

    JsonNode json = new ObjectMapper().readTree(said());
    assertThat(json.get("totals").get(0).get("difference").asText()).isEqualTo("2.02");
    assertThat(json.get("warnings")).hasSize(1);
    assertThat(json.get("unread").asInt()).isEqualTo(4);
  }

  private static void asAProcessTheAnswerAloneIsOnStandardOutput(Path candidate) throws Exception {
    Path log = dir.resolve("standard-error.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                // As in production, where log lines are said; the tests have a configuration of
                // their own.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                PolicyApp.class.getName(),
                BacktestCommand.NAME,
                candidate.toString(),
                "--from",
                "2026-11-01",
                "--to",
                "2026-11-30",
                "--json")
            .redirectError(log.toFile());
    builder.environment().put("TOCSIN_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    builder.environment().put("TOCSIN_REGISTRY_URL", REGISTRY.url());
    Process process = builder.start();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(answer).isZero();
    assertThat(new ObjectMapper().readTree(answer).get("events").asInt()).isEqualTo(4);
    assertThat(Files.readString(log)).contains("policy-stream stops");
  }

  /// Two dispatches that are charged, the second of them moved to another site by its second
  /// revision; one on test, one ruled not billable; one of another year; one that was never
  /// committed; records that cannot be read.
  private static void history() throws Exception {
    new Provisioner(kafka, REGISTRY).provision(List.of());
    Path published =
        Files.writeString(dir.resolve("published.yml"), Rulebooks.yaml(1, "2026-01-01", "85.00"));
    assertThat(new RulebookPublisher(kafka, REGISTRY).publish(published, "ann"))
        .isEqualTo(new PublishOutcome.Published(1));
    write(Topics.CONFIG_RULEBOOK, "9", "no avro!".getBytes(StandardCharsets.UTF_8));
    write(Topics.CONFIG_TEST_WINDOWS, "W-1", bytes(Topics.CONFIG_TEST_WINDOWS, window()));
    write(Topics.CONFIG_RULINGS, "tracktik:4", bytes(Topics.CONFIG_RULINGS, ruling()));
    write(Topics.CONFIG_RULINGS, "tracktik:1", bytes(Topics.CONFIG_RULINGS, ruling()));
    send(Events.event("1").build());
    send(
        Events.event("2")
            .setRevision(2)
            .setSiteKey("northgate-annex")
            .setSite(Events.site("northgate-annex", "northgate", "Annex"))
            .build());
    send(Events.event("2").build());
    send(Events.event("3").setZone("7").build());
    send(Events.event("4").build());
    send(Events.event("5").setServiceDay(LocalDate.parse("2025-11-02")).build());
    write(Topics.CANONICAL, "northgate-mall", "no avro".getBytes(StandardCharsets.UTF_8));
    write(Topics.CANONICAL, "northgate-mall", null);
    abort(Events.event("6").build());
  }

  private static TestWindow window() {
    return TestWindow.newBuilder()
        .setId("W-1")
        .setVersion(1)
        .setZones(List.of("7"))
        .setTypes(List.of())
        .setWeekly(List.of())
        .setReason("panel replaced")
        .setActor("operator")
        .setRecordedAt(Instant.EPOCH)
        .setCancelled(false)
        .build();
  }

  private static Ruling ruling() {
    return Ruling.newBuilder()
        .setEventKey("tracktik:4")
        .setVersion(1)
        .setAccepted(List.of())
        .setNotBillable("A favour.")
        .setSeparate(false)
        .setReason("client called")
        .setActor("operator")
        .setRuledAt(Instant.EPOCH)
        .build();
  }

  private static <T extends SpecificRecord> byte[] bytes(String topic, T record) {
    try (var serializer = REGISTRY.serdes().<T>serializer()) {
      return serializer.serialize(topic, record);
    }
  }

  private static void send(CanonicalEvent event) throws Exception {
    write(Topics.CANONICAL, event.getSiteKey(), bytes(Topics.CANONICAL, event));
  }

  private static void write(String topic, String key, byte[] value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            kafka.clientConfig(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    }
  }

  private static void abort(CanonicalEvent event) throws Exception {
    Map<String, Object> config = kafka.clientConfig();
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "aborts");
    try (var producer =
        new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer
          .send(
              new ProducerRecord<>(
                  Topics.CANONICAL, event.getSiteKey(), bytes(Topics.CANONICAL, event)))
          .get();
      producer.abortTransaction();
    }
  }

  private int run(String... arguments) {
    var all = new ArrayList<String>(List.of(BacktestCommand.NAME));
    all.addAll(List.of(arguments));
    return new BacktestCommand(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(progress, true, StandardCharsets.UTF_8),
            Map.of(
                "tocsin.kafka.bootstrap-servers", broker.bootstrapServers(),
                "tocsin.kafka.event-partitions", 2,
                "tocsin.kafka.replication-factor", 1,
                "tocsin.kafka.min-insync-replicas", 1,
                "tocsin.registry.url", REGISTRY.url()))
        .run(all);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  /// The end of every partition of every topic, Kafka's own topics among them.
  private static Map<String, Long> ends() throws Exception {
    try (Admin admin = Admin.create(kafka.clientConfig())) {
      var asked = new HashMap<TopicPartition, OffsetSpec>();
      var listing = new ListTopicsOptions().listInternal(true);
      admin
          .describeTopics(admin.listTopics(listing).names().get())
          .allTopicNames()
          .get()
          .forEach(
              (topic, description) ->
                  description
                      .partitions()
                      .forEach(
                          p ->
                              asked.put(
                                  new TopicPartition(topic, p.partition()), OffsetSpec.latest())));
      var ends = new TreeMap<String, Long>();
      admin
          .listOffsets(asked)
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition.toString(), end.offset()));
      return ends;
    }
  }

  private static List<String> groups() throws Exception {
    try (Admin admin = Admin.create(kafka.clientConfig())) {
      return admin.listGroups().all().get().stream().map(group -> group.groupId()).toList();
    }
  }

  private static String subjects() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(REGISTRY.url() + "/apis/ccompat/v7/subjects"))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
