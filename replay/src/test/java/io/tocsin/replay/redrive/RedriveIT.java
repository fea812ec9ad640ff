package io.tocsin.replay.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import io.tocsin.books.db.PooledDatabase;
import io.tocsin.embedded.EmbeddedDatabase;
import io.tocsin.embedded.TestStack;
import io.tocsin.platform.App;
import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.platform.Sha256;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Topics;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What sinks gave up on goes back to them, on a real broker, registry and PostgreSQL; with the
/// rights that the operators' role has.
final class RedriveIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final int PARTITIONS = 2;
  private static final String OPERATOR = "redrive_operator";
  private static final String OUTSIDE = "orders";
  private static final Redriver.Order DO = new Redriver.Order("ann", "the cause is mended", false);

  private static final KafkaSettings KAFKA =
      new KafkaSettings(TestStack.kafka().bootstrapServers(), true, PARTITIONS, 1, 1, Map.of());
  private static final RegistrySettings REGISTRY =
      new RegistrySettings(
          TestStack.registry().url(),
          AvroSerdes.DEFAULT_SERIALIZER,
          AvroSerdes.DEFAULT_DESERIALIZER,
          Map.of());

  private static final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private static volatile int answers = 422;
  private static HttpServer outside;
  private static KafkaProducer<byte[], byte[]> producer;
  private static String url;
  private static App app;
  private static HikariDataSource pool;
  private static Redriver redriver;

  @BeforeAll
  static void start() throws Exception {
    EmbeddedDatabase server = TestStack.database();
    server.createRole(OPERATOR, "operates");
    run(server.jdbcUrl("postgres"), "create database redrive");
    url = server.jdbcUrl("redrive");
    outside = outside();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", KAFKA.bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    var settings = new HashMap<String, Object>();
    settings.put("micronaut.server.port", -1);
    settings.put("tocsin.kafka.bootstrap-servers", KAFKA.bootstrapServers());
    settings.put("tocsin.kafka.event-partitions", PARTITIONS);
    settings.put("tocsin.kafka.replication-factor", 1);
    settings.put("tocsin.kafka.min-insync-replicas", 1);
    settings.put("tocsin.registry.url", REGISTRY.url());
    settings.put("tocsin.sinks.postgres.url", url);
    settings.put("tocsin.sinks.postgres.user", server.user());
    settings.put("tocsin.sinks.postgres.password", server.password());
    settings.put("tocsin.sinks.postgres.operator-role", OPERATOR);
    settings.put("tocsin.sinks.retry-delays", "1s,1s,1s,1s,1s");
    app = App.start("sink-connectors", List.of(sinksFile()), settings);
    pool = new HikariDataSource();
    pool.setJdbcUrl(url);
    pool.setUsername(OPERATOR);
    pool.setPassword("operates");
    redriver = new Redriver(KAFKA, REGISTRY, new PooledDatabase(pool));
    // Its topics are the last that are made.
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(() -> redriver.open(OUTSIDE, Selection.ALL).isEmpty());
  }

  @AfterAll
  static void stop() {
    pool.close();
    app.close();
    producer.close();
    outside.stop(0);
  }

  /// A system outside that answers what the test says.
  private static HttpServer outside() throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    made.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          asked.add(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(answers, -1);
          exchange.close();
        });
    made.start();
    return made;
  }

  private static Path sinksFile() throws IOException {
    return Files.writeString(
        TestStack.directory().resolve("redrive-sinks.yml"),
        """
        tocsin:
          sinks:
            outward:
              %s:
                kind: json
                route: outside
                from: beginning
                url: http://127.0.0.1:%d
                auth:
                  type: none
                json:
                  class: upsert
                  method: PUT
                  path: /orders/{{key}}
                  body: |
                    {"title": "{{subject}}", "state": "{{state}}"}
        """
            .formatted(OUTSIDE, outside.getAddress().getPort()));
  }

  @Test
  void aPoisonRowGoesBackToItsSinkAloneAndIsChargedOnce() throws Exception {
    String key = "tracktik:" + UUID.randomUUID();
    own(
        "alter table crm_activities add constraint poison check (event_key <> '%s')"
            .formatted(key));
    own("alter table charge_lines add constraint poison check (event_key <> '%s')".formatted(key));
    send(Topics.DECISIONS, decision(key, List.of("billing", "crm", "ticketing")));
    awaitAnswer("billing", key, "DEAD_LETTERED");
    awaitAnswer("crm", key, "DEAD_LETTERED");
    awaitAnswer("ticketing", key, "WRITTEN");
    var before = retryRecords();

    Redriven dry = redriver.letters("billing", event(key), new Redriver.Order("ann", null, true));

    assertThat(dry.redriveId()).isNull();
    assertThat(dry.records()).hasSize(1);
    assertThat(retryRecords()).as("a dry run writes nothing").isEqualTo(before);
    assertThat(rows("select event_key from redriven_letters where event_key = '%s'".formatted(key)))
        .isEmpty();
    assertThat(letters("billing", new Selection("REFUSED_ROW", "site-1", key, null, null)))
        .hasSize(1);
    assertThat(letters("billing", new Selection("NO_VALUE", null, key, null, null))).isEmpty();
    assertThat(letters("billing", new Selection(null, "site-2", key, null, null))).isEmpty();
    assertThat(letters("billing", new Selection(null, null, key, null, Instant.EPOCH))).isEmpty();
    assertThat(letters("ticketing", event(key))).isEmpty();

    // Put back before the cause is mended, it dies again, and is one letter still.
    redriver.letters("billing", event(key), DO);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(letters("billing", event(key)))
                    .singleElement()
                    .satisfies(
                        open -> {
                          assertThat(open.redriven()).isEqualTo(1);
                          assertThat(open.lastRedrivenAt()).isNotNull();
                          assertThat(open.letter().died().attempts()).isEqualTo(1);
                        }));

    own("alter table charge_lines drop constraint poison");
    own("alter table crm_activities drop constraint poison");
    Redriven second;
    Redriven third;
    try (Connection holds = DriverManager.getConnection(url, user(), password());
        Statement lock = holds.createStatement()) {
      holds.setAutoCommit(false);
      // The sink waits here, so that both redrives find the letter open.
      lock.execute("lock table sink_writes in share row exclusive mode");
      second = redriver.letters("billing", event(key), DO);
      third = redriver.letters("billing", event(key), DO);
    }

    assertThat(second.records())
        .singleElement()
        .satisfies(r -> assertThat(r.redriven()).isEqualTo(1));
    assertThat(third.records())
        .singleElement()
        .satisfies(r -> assertThat(r.redriven()).isEqualTo(2));
    awaitAnswer("billing", key, "WRITTEN");
    assertThat(letters("billing", event(key))).as("what succeeds leaves the list").isEmpty();
    assertThat(redriver.letters("billing", event(key), DO).redriveId())
        .as("nothing is open, nothing is written, and it says so")
        .isNull();
    assertThat(
            rows(
                "select status from sink_writes where sink = 'crm' and event_key = '%s'"
                    .formatted(key)))
        .as("another sink's letter is its own")
        .containsExactly("DEAD_LETTERED");
    assertThat(letters("crm", event(key))).hasSize(1);
    List<ConsumerRecord<byte[], byte[]>> written = retryRecordsOf(key);
    assertThat(written).hasSize(3).allMatch(r -> r.topic().equals("retry.billing.10s"));
    assertThat(written)
        .extracting(r -> DeadLetter.text(r.headers(), DeadLetterHeaders.REDRIVE_ID))
        .contains(second.redriveId(), third.redriveId());
    assertThat(written)
        .allSatisfy(
            r ->
                assertThat(DeadLetter.text(r.headers(), DeadLetterHeaders.ATTEMPTS))
                    .isEqualTo("0"));
    awaitRead("tocsin-sink-billing");
    assertThat(rows("select kind, amount from charge_lines where event_key = '%s'".formatted(key)))
        .as("put back three times, charged once")
        .containsExactly("CHARGE|35.0000");
    assertThat(
            rows(
                "select actor, subject, reason, detail->>'records' from audit where action ="
                    + " 'REDRIVE' and"
                    + " detail->>'redriveId' in (select redrive_id from redriven_letters where event_key = '%s')"
                        .formatted(key)))
        .hasSize(3)
        .containsOnly("ann|billing|the cause is mended|1");
    assertThat(redriver.past()).extracting(PastRedrive::redriveId).contains(second.redriveId());
  }

  @Test
  void whatNobodyCanReadIsOpenUntilItIsPutBackAndAgainWhenItComesBack() throws Exception {
    byte[] garbage = "no record".getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(Topics.DECISIONS, 1, null, garbage)).get();
    var unreadable = new Selection("UNREADABLE_ENVELOPE", null, null, null, null);
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(letters("ticketing", unreadable)).hasSize(1));

    assertThat(redriver.letters("ticketing", unreadable, DO).records()).hasSize(1);

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(letters("ticketing", unreadable))
                    .singleElement()
                    .satisfies(open -> assertThat(open.redriven()).isEqualTo(1)));
  }

  @Test
  void whatASystemOutsideDeclinedIsTriedAgainAndWhatAPersonLookedUpIsSettled() throws Exception {
    String key = "tracktik:" + UUID.randomUUID();
    String path = "/orders/" + Sha256.ofFields("event", key);
    String effect = Sha256.ofFields("event", key);
    send(Topics.DECISIONS, decision(key, List.of("outside")));
    awaitAnswer(OUTSIDE, key, "REFUSED");
    assertThat(letters(OUTSIDE, event(key))).as("what is declined is no letter").isEmpty();

    answers = 200;
    Redriven done = redriver.declined(OUTSIDE, key, DO);

    assertThat(done.records()).hasSize(1);
    assertThat(done.gone()).isEmpty();
    awaitAnswer(OUTSIDE, key, "WRITTEN");
    assertThat(asked).filteredOn(path::equals).hasSize(2);

    assertThatThrownBy(() -> redriver.settle(OUTSIDE, effect, "4711", "ann", "looked there"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("sent and not answered");
    own(sending(effect));
    redriver.settle(OUTSIDE, effect, "4711", "ann", "looked there");
    assertThat(effect(effect)).containsExactly("STANDS|WRITTEN|4711|a hash|-");

    own(sending(effect));
    redriver.settle(OUTSIDE, key, null, "ann", "looked there");
    awaitAnswer(OUTSIDE, key, "WRITTEN");
    assertThat(asked).as("what is not there is sent again").filteredOn(path::equals).hasSize(3);
    assertThat(
            rows(
                "select actor, subject, reason, detail->>'effectKey' from audit where action ="
                    + " 'SETTLED'"))
        .containsExactly("ann|orders|looked there|" + effect, "ann|orders|looked there|" + effect);
    assertThatThrownBy(
            () -> {
              try (Connection operator = pool.getConnection();
                  Statement statement = operator.createStatement()) {
                statement.execute("update outward_effects set status = 'WRITTEN'");
              }
            })
        .as("the operators' role changes the journal by that function alone")
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void whatIsNoSinkIsRefusedWithAWayOut() {
    assertThatThrownBy(() -> letters("normalizer", Selection.ALL))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("./tocsin replay --reason");
    assertThatThrownBy(() -> letters("no-such-sink", Selection.ALL))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("no sink no-such-sink");
  }

  private static List<OpenLetter> letters(String sink, Selection wanted) {
    return redriver.open(sink, wanted);
  }

  private static Selection event(String key) {
    return new Selection(null, null, key, null, null);
  }

  private static String sending(String effect) {
    return """
    update outward_effects set state = 'SENDING', remote_id = null, content = null, sending = 'a hash', sent_at = now(),
      token = gen_random_uuid(), status = 'UNKNOWN_OUTCOME' where effect_key = '%s'
    """
        .formatted(effect);
  }

  private static List<String> effect(String key) {
    return rows(
        "select state, status, remote_id, content, sending from outward_effects where effect_key = '%s'"
            .formatted(key));
  }

  private static void awaitAnswer(String sink, String key, String status) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        rows(
                            "select status from sink_answers where sink = '%s' and event_key = '%s'"
                                .formatted(sink, key)))
                    .containsExactly(status));
  }

  /// Returns when the sink has dealt with all that is in its first retry topic.
  private static void awaitRead(String group) {
    try (var admin = Admin.create(KAFKA.clientConfig())) {
      await()
          .atMost(SOON)
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                var done =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
                try (var consumer = consumer()) {
                  consumer
                      .endOffsets(retryPartitions("billing"))
                      .forEach(
                          (partition, end) -> {
                            if (end > 0) {
                              assertThat(done.get(partition).offset()).isEqualTo(end);
                            }
                          });
                }
              });
    }
  }

  private static Decision decision(String key, List<String> routes) {
    var price = new BigDecimal("35.0000");
    return Decision.newBuilder()
        .setEventKey(key)
        .setRevision(1)
        .setDecisionNumber(1)
        .setSiteKey("site-1")
        .setClientId("client-1")
        .setIncidentId("inc-1")
        .setSource("tracktik")
        .setType(EventType.alarm_dispatch)
        .setLifeSafety(false)
        .setOccurredAt(Instant.parse("2026-03-02T04:05:06Z"))
        .setServiceDay(LocalDate.of(2026, 3, 1))
        .setEndState(EndState.BILLABLE)
        .setReason("a guard was sent")
        .setRuleId("dispatch")
        .setRulebookVersion(7)
        .setValuesSeen(Map.of())
        .setRoutes(routes)
        .setSummary("Alarm dispatch at site-1")
        .setReceipt("01936f00-0000-7000-8000-000000000000")
        .setCharge(
            Charge.newBuilder()
                .setChargeKey(Sha256.ofFields("charge", key))
                .setClientId("client-1")
                .setContractId("contract-1")
                .setSku("DISPATCH")
                .setOrdinal(1)
                .setQuantity(new BigDecimal("1.0000"))
                .setUnit("dispatch")
                .setUnitPrice(price)
                .setAmount(price)
                .setCurrency("USD")
                .build())
        .build();
  }

  private static void send(String topic, Decision value) throws Exception {
    try (Serializer<SpecificRecord> serializer = REGISTRY.serdes().serializer()) {
      producer
          .send(
              new ProducerRecord<>(
                  topic,
                  value.getSiteKey().getBytes(StandardCharsets.UTF_8),
                  serializer.serialize(topic, value)))
          .get();
    }
  }

  private static Map<TopicPartition, Long> retryRecords() {
    try (var consumer = consumer()) {
      return consumer.endOffsets(retryPartitions("billing"));
    }
  }

  private static List<TopicPartition> retryPartitions(String sink) {
    String topic = Topics.retry(sink, Topics.RETRY_DELAYS.getFirst());
    return IntStream.range(0, PARTITIONS).mapToObj(p -> new TopicPartition(topic, p)).toList();
  }

  /// What was put back of an event, in the retry topics of all sinks.
  private static List<ConsumerRecord<byte[], byte[]>> retryRecordsOf(String key) {
    try (var consumer = consumer()) {
      var partitions = new ArrayList<TopicPartition>();
      Topics.SINKS.forEach(sink -> partitions.addAll(retryPartitions(sink)));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                record -> {
                  if (new String(record.value(), StandardCharsets.UTF_8).contains(key)) {
                    found.add(record);
                  }
                });
      }
      return found;
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        KAFKA.clientConfig(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static String user() {
    return TestStack.database().user();
  }

  private static String password() {
    return TestStack.database().password();
  }

  private static void own(String sql) throws SQLException {
    run(url, sql);
  }

  private static void run(String at, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(at, user(), password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> rows(String sql) {
    try (Connection connection = DriverManager.getConnection(url, user(), password());
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      var rows = new ArrayList<String>();
      int columns = found.getMetaData().getColumnCount();
      while (found.next()) {
        var cells = new ArrayList<String>();
        for (int i = 1; i <= columns; i++) {
          String cell = found.getString(i);
          cells.add(cell == null ? "-" : cell);
        }
        rows.add(String.join("|", cells));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
