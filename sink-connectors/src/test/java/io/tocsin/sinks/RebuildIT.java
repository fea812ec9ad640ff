package io.tocsin.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.embedded.TestStack;
import io.tocsin.platform.App;
import io.tocsin.platform.Sha256;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.rebuild.Rebuild;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

/// What the sinks wrote is made again from the topics alone, row for row. On a broker of its own,
/// since it reads topics from their beginning.
final class RebuildIT {
  private static final String WAITS = "tracktik:waits";
  private static final String HOLDS = "tracktik:holds";

  private static final String LATER = "tracktik:later";
  private static final String EARLIER = "tracktik:earlier";
  private static final String STUCK = "tracktik:stuck";

  /// Version 0 of a ruling.
  private static final String COMMAND =
      """
      insert into operator_commands
        (kind, subject, version, actor, commanded_at, body, kafka_topic, kafka_partition, kafka_offset)
      values ('RULING', '%s', 0, 'ann', now(), '{}', 'config.rulings', 0, 0)
      """;

  private KafkaProducer<byte[], byte[]> producer;

  @Test
  void theSameRowsComeFromTheTopicsAloneAndWhatDiffersIsNamed() throws Exception {
    Rows live = Bench.freshDatabase("rebuild_live");
    Bench.freshDatabase("rebuild_one");
    Bench.freshDatabase("rebuild_two");
    EmbeddedKafka kafka = EmbeddedKafka.start(TestStack.directory().resolve("rebuild-kafka"), 0);
    Map<String, Object> settings = Bench.settings(live);
    settings.put("tocsin.kafka.bootstrap-servers", kafka.bootstrapServers());
    try (kafka;
        var made =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        App _ = Bench.start(settings)) {
      producer = made;
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  assertThat(live.of("select to_regclass('lines_to_publish')"))
                      .doesNotContain("-"));
      aDay();
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> {
                assertThat(
                        live.number(
                            "select count(*) from sink_writes where event_key = 'tracktik:last'"))
                    .isEqualTo(4);
                assertThat(live.number("select count(*) from deliveries")).isEqualTo(3);
                assertThat(live.number("select count(*) from operator_commands")).isEqualTo(2);
                assertThat(live.number("select count(*) from charge_conflicts")).isEqualTo(2);
                assertThat(live.number("select count(*) from lines_to_publish")).isZero();
              });

      String same = said(0, settings, "rebuild", "ledger", "--into", "rebuild_one");

      assertThat(same)
          .contains("The rebuilt database has the same rows.")
          .contains("lines that are not in billing.lines yet: 0")
          .doesNotContain("were not rebuilt");
      Rows rebuilt =
          new Rows(live.url().replace("rebuild_live", "rebuild_one"), live.user(), live.password());
      String lines =
          "select kind, event_key, revision, amount from charge_lines order by charge_key,"
              + " event_key, revision, kind";
      assertThat(rebuilt.of(lines)).isEqualTo(live.of(lines)).hasSizeGreaterThan(8);
      assertThat(rebuilt.of("select count(*) from lines_to_publish")).containsExactly("0");
      assertThat(said(1, settings, "rebuild", "ledger", "--into", "rebuild_one"))
          .contains("database rebuild_one is not empty");
      assertThat(said(1, settings, "rebuild", "ledger", "--into", "rebuild_live"))
          .contains("is the database in use");
      assertThat(said(2, settings, "rebuild", "everything")).contains("usage");

      whatIsNoFault(live);
      // A line that was altered, one of them of a charge that several claim; a fact that was taken
      // away; a text and a command of which no topic knows.
      live.run("alter table charge_lines disable trigger all");
      live.run("update charge_lines set amount = 99 where event_key = 'tracktik:last'");
      live.run("update charge_lines set amount = 98 where event_key = '%s'".formatted(HOLDS));
      live.run("alter table tickets disable trigger all");
      live.run("delete from tickets where event_key = 'tracktik:last'");
      live.run(
          "insert into crm_activities select 'tracktik:invented', 1, 1, 'OPEN', null, 's', null,"
              + " 's', 'b', now()");
      live.run(COMMAND.formatted("tracktik:invented"));

      String differs = said(1, settings, "rebuild", "ledger", "--into", "rebuild_two");

      assertThat(differs).contains("The rebuilt database is NOT the same: 15 rows.");
      assertThat(withCause(differs, "several events claim this charge"))
          .hasSize(7)
          .anySatisfy(line -> assertThat(line).startsWith("live_charges ").contains(EARLIER))
          .anySatisfy(line -> assertThat(line).startsWith("charge_lines ").contains("only here"))
          .anySatisfy(line -> assertThat(line).startsWith("charge_conflicts "))
          .anySatisfy(line -> assertThat(line).startsWith("sink_writes of billing "));
      assertThat(withCause(differs, "a newer command of the same subject stands"))
          .singleElement()
          .asString()
          .startsWith("operator_commands RULING tracktik:0 0 ")
          .contains(": missing here (");
      assertThat(withCause(differs, "the database in use has not done it"))
          .satisfiesExactly(
              line -> assertThat(line).startsWith("crm_activities " + STUCK + ": only here ("),
              line ->
                  assertThat(line)
                      .startsWith("sink_writes of crm crm " + STUCK)
                      .contains("in use \"DEAD_LETTERED\" ("));
      assertThat(withCause(differs, ""))
          .satisfiesExactlyInAnyOrder(
              line -> assertThat(line).endsWith("amount is 35.0000, in use 99.0000"),
              line -> assertThat(line).contains(HOLDS).endsWith("in use 98.0000"),
              line -> assertThat(line).isEqualTo("tickets tracktik:last: only here"),
              line -> assertThat(line).isEqualTo("crm_activities tracktik:invented: missing here"),
              line -> assertThat(line).startsWith("operator_commands RULING tracktik:invented"));
    }
  }

  /// What makes the databases differ by no fault: two claims on one charge that were met in another
  /// order than their timestamps say, a record that one sink could not write, a command that the
  /// topic has forgotten.
  private void whatIsNoFault(Rows live) throws Exception {
    live.run(
        "alter table crm_activities add constraint stuck check (event_key <> '%s')"
            .formatted(STUCK));
    send(Topics.DECISIONS, "site-1", Sample.billable(STUCK, 1, "35.00"));
    String key = Sha256.ofFields("met");
    Decision later = Sample.billable(LATER, 1, 1, Sample.charge("e", key, "35.00"));
    Decision earlier = Sample.billable(EARLIER, 1, 1, Sample.charge("f", key, "35.00"));
    Instant now = Instant.now();
    send(Topics.DECISIONS, 0, now, later);
    awaitWrites(live, LATER);
    send(Topics.DECISIONS, 1, now.minusSeconds(1), earlier);
    awaitWrites(live, EARLIER);
    awaitWrites(live, STUCK);
    live.run(COMMAND.formatted("tracktik:0"));
  }

  private static void awaitWrites(Rows live, String eventKey) {
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(
                        live.number(
                            "select count(*) from sink_writes where event_key = ?", eventKey))
                    .isEqualTo(4));
  }

  /// The differences that have a cause; those that have none where it is empty.
  private static List<String> withCause(String said, String cause) {
    return said.lines()
        .dropWhile(line -> !line.startsWith("  sink_writes of ticketing"))
        .skip(1)
        .takeWhile(line -> !line.startsWith("The rebuilt database"))
        .filter(line -> cause.isEmpty() ? !line.endsWith(")") : line.contains(" (" + cause))
        .toList();
  }

  /// Revisions, reversals, claims that wait and are settled, duplicates, facts of every kind; two
  /// sites, so that partitions are read side by side.
  private void aDay() throws Exception {
    var decisions = new ArrayList<Decision>();
    for (int i = 0; i < 20; i++) {
      String key = "tracktik:" + i;
      decisions.add(Sample.billable(key, 1, "35.00"));
      if (i % 3 == 0) {
        decisions.add(Sample.billable(key, 2, "70.00"));
      }
      if (i % 5 == 0) {
        decisions.add(Sample.decision(key, 3, 1).build());
      }
    }
    // One waits for a charge that is given up, and gets it; another waits for ever.
    String given = Sha256.ofFields("given");
    String kept = Sha256.ofFields("kept");
    decisions.add(Sample.billable("tracktik:gives", 1, 1, Sample.charge("a", given, "35.00")));
    decisions.add(Sample.billable("tracktik:gets", 1, 1, Sample.charge("b", given, "40.00")));
    decisions.add(Sample.billable(HOLDS, 1, 1, Sample.charge("c", kept, "35.00")));
    decisions.add(Sample.billable(WAITS, 1, 1, Sample.charge("d", kept, "50.00")));
    decisions.add(Sample.decision("tracktik:gives", 2, 1).build());
    for (Decision decision : decisions) {
      send(Topics.DECISIONS, site(decision), decision);
      send(Topics.DECISIONS, site(decision), decision);
    }
    // All of it again, as after a crash of who wrote it.
    for (Decision decision : decisions) {
      send(Topics.DECISIONS, site(decision), decision);
    }
    for (int offset = 0; offset < 3; offset++) {
      send(Topics.DELIVERIES, "tracktik:0", Sample.delivery("tracktik:0", offset).build());
      send(Topics.CANONICAL, "site-1", Sample.event("tracktik:0", 1).build());
      send(Topics.CANONICAL, "site-1", Sample.event("tracktik:0", 2).build());
    }
    send(
        Topics.CONFIG_RULINGS,
        "tracktik:0",
        new Ruling(
            "tracktik:0", 1, null, true, null, List.of(), null, "ann", "two doors", Instant.EPOCH));
    producer
        .send(
            new ProducerRecord<>(
                Topics.CONFIG_RULINGS, "tracktik:1".getBytes(StandardCharsets.UTF_8), null))
        .get();
    send(Topics.DECISIONS, "site-1", Sample.billable("tracktik:last", 1, "35.00"));
  }

  // A charge key is claimed at one site: the order of its claims is that of one partition.
  private static String site(Decision decision) {
    return decision.getEventKey().hashCode() % 2 == 0
            && decision.getEventKey().matches("tracktik:\\d+")
        ? "site-2"
        : "site-1";
  }

  private void send(String topic, String key, SpecificRecord value) {
    producer.send(
        new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), bytes(topic, value)));
  }

  private void send(String topic, int partition, Instant at, SpecificRecord value) {
    producer.send(
        new ProducerRecord<>(topic, partition, at.toEpochMilli(), null, bytes(topic, value)));
  }

  private static byte[] bytes(String topic, SpecificRecord value) {
    try (Serializer<SpecificRecord> serializer =
        new AvroSerdes(TestStack.registry().url()).serializer()) {
      return serializer.serialize(topic, value);
    }
  }

  private static String said(int status, Map<String, Object> settings, String... arguments) {
    var bytes = new ByteArrayOutputStream();
    var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    int ended = Rebuild.run(List.of(arguments), out, new HashMap<>(settings));

    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(ended).as(text).isEqualTo(status);
    return text;
  }
}
