package io.tocsin.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.platform.CompactedTopic;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.policy.ruling.RulingChange;
import io.tocsin.policy.ruling.RulingOutcome;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Rulings on a real broker and a real registry.
final class RulingPublisherIT {
  private static final String EVENT = "tracktik:reports/9001";

  @TempDir private static Path dir;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(dir.resolve("kafka"), 0);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static KafkaSettings settings() {
    return Stacks.kafka(kafka.bootstrapServers());
  }

  private static Map<String, Ruling> rulings() {
    return CompactedTopic.read(
        settings(), Topics.CONFIG_RULINGS, Stacks.registry().serdes().deserializer(Ruling.class));
  }

  private static String said(int status, String... arguments) {
    var out = new ByteArrayOutputStream();

    assertThat(
            Commands.run(
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                Map.of(
                    "tocsin.kafka.bootstrap-servers", kafka.bootstrapServers(),
                    "tocsin.kafka.event-partitions", 2,
                    "tocsin.kafka.replication-factor", 1,
                    "tocsin.kafka.min-insync-replicas", 1,
                    "tocsin.registry.url", Stacks.registry().url())))
        .as(() -> out.toString(StandardCharsets.UTF_8))
        .isEqualTo(status);
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aRulingLivesByCommands() {
    assertThat(
            said(
                0,
                "ruling",
                "join",
                EVENT,
                "aura:callouts/7",
                "--reason",
                "Same door",
                "--actor",
                "Ann B."))
        .isEqualTo("tracktik:reports/9001, version 1: one incident with aura:callouts/7\n");
    assertThat(
            said(
                0,
                "ruling",
                "resolve",
                EVENT,
                "--type",
                "alarm_dispatch",
                "--accept",
                "no-contract",
                "--accept=CONFLICTING_AMOUNTS",
                "--not-billable",
                "A gift for the opening.",
                "--reason",
                "Same door",
                "--actor",
                "Ann B."))
        .isEqualTo(
            "tracktik:reports/9001, version 2: one incident with aura:callouts/7; type"
                + " alarm_dispatch; accepted: NO_CONTRACT, CONFLICTING_AMOUNTS; not billable: A"
                + " gift for the opening.\n");
    assertThat(said(0, "ruling", "split", EVENT, "--reason", "Two doors", "--actor", "Bob"))
        .endsWith(
            """
            Its reason was: Same door (Ann B.).
            It was joined to aura:callouts/7; that no longer stands.
            """);
    assertThat(said(1, "ruling", "split", "9001", "--reason", "Two doors"))
        .isEqualTo(
            """
            '9001' is no event key; one is <source>:<id>, for example tracktik:reports/9001
            'actor' is missing or blank: who answers for it?
            Refused: 2 errors.
            """);

    Ruling stands = rulings().get(EVENT);
    assertThat(stands.getVersion()).isEqualTo(3);
    assertThat(stands.getJoins()).isNull();
    assertThat(stands.getSeparate()).isTrue();
    assertThat(stands.getType()).isEqualTo(EventType.alarm_dispatch);
    assertThat(stands.getAccepted())
        .containsExactly(ReviewReason.NO_CONTRACT, ReviewReason.CONFLICTING_AMOUNTS);
    assertThat(said(0, "ruling", "list").lines().map(line -> line.replaceAll(" {2,}", "|")))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("tracktik:reports/9001|an incident of its own; type")
                    .contains("|Two doors|Bob|20"));

    assertThat(said(0, "ruling", "withdraw", EVENT, "--reason", "A mistake", "--actor", "Ann B."))
        .startsWith("Nothing is ruled of tracktik:reports/9001 any more.\nIt was ruled: ");
    assertThat(rulings()).doesNotContainKey(EVENT);
    assertThat(withdrawal(EVENT))
        .containsEntry(RulingPublisher.ACTOR_HEADER, "Ann B.")
        .containsEntry(RulingPublisher.REASON_HEADER, "A mistake");
    assertThat(said(1, "ruling", "withdraw", EVENT, "--reason", "Again", "--actor", "Ann B."))
        .isEqualTo("nothing is ruled of 'tracktik:reports/9001'\nRefused: 1 error.\n");
  }

  /// Headers of the tombstone of a key.
  private static Map<String, String> withdrawal(String key) {
    try (var consumer =
        new KafkaConsumer<>(
            settings().clientConfig(), new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.CONFIG_RULINGS).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var headers = new HashMap<String, String>();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                for (ConsumerRecord<String, byte[]> one : consumer.poll(Duration.ofMillis(200))) {
                  if (one.key().equals(key) && one.value() == null) {
                    StreamSupport.stream(one.headers().spliterator(), false)
                        .forEach(
                            h ->
                                headers.put(
                                    h.key(), new String(h.value(), StandardCharsets.UTF_8)));
                    return true;
                  }
                }
                return false;
              });
      return headers;
    }
  }

  /// Whoever is told that a reason is accepted finds it there, whoever else ruled of the same event
  /// at the same time.
  @Test
  void racingRulingsOfOneEventAreAllMerged() throws Exception {
    List<ReviewReason> reasons =
        List.of(
            ReviewReason.NO_CONTRACT,
            ReviewReason.ABSURD_TIME,
            ReviewReason.UNMAPPED_CODE,
            ReviewReason.RULE_FAILED);
    var done = new ArrayList<ReviewReason>();
    try (ExecutorService pool = Executors.newFixedThreadPool(reasons.size())) {
      List<Callable<RulingOutcome>> calls =
          reasons.stream().map(r -> (Callable<RulingOutcome>) () -> accept(r)).toList();
      List<Future<RulingOutcome>> outcomes = pool.invokeAll(calls);
      IntStream.range(0, outcomes.size())
          .filter(i -> stands(outcomes.get(i)))
          .forEach(i -> done.add(reasons.get(i)));
    }

    assertThat(done).isNotEmpty();
    Ruling stands = rulings().get("manitou:1");
    assertThat(stands.getAccepted()).containsExactlyInAnyOrderElementsOf(done);
    assertThat(stands.getVersion()).isEqualTo(done.size());
  }

  private static RulingOutcome accept(ReviewReason reason) {
    return new RulingPublisher(settings(), Stacks.registry())
        .rule(
            "manitou:1",
            new RulingChange.Resolve(Optional.empty(), List.of(reason.name()), Optional.empty()),
            "Looked at",
            "Ann B.");
  }

  private static boolean stands(Future<RulingOutcome> call) {
    try {
      assertThat(call.get()).isInstanceOf(RulingOutcome.Stands.class);
      return true;
    } catch (ExecutionException e) {
      assertThat(e.getCause())
          .isInstanceOf(KafkaException.class)
          .hasMessageContaining("somebody else was writing to config.rulings");
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
