package io.tocsin.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.platform.CompactedTopic;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a broker of its own, because versions of one cluster only rise.
final class RulebookPublisherIT {
  @TempDir private static Path dir;
  private static EmbeddedKafka kafka;
  private static RulebookPublisher publisher;

  @BeforeAll
  static void start() {
    kafka = EmbeddedKafka.start(dir.resolve("kafka"), 0);
    publisher = new RulebookPublisher(Stacks.kafka(kafka.bootstrapServers()), Stacks.registry());
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static Path file(String yaml) {
    try {
      return Files.writeString(Files.createTempFile(dir, "rulebook", ".yml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PublishOutcome publish(int version, String price) throws IOException {
    return publisher.publish(file(Rulebooks.yaml(version, "2026-01-01", price)), "ann");
  }

  @Test
  void aVersionIsWrittenOnceAndNeverRewritten() throws Exception {
    assertThat(publish(1, "85.00")).isEqualTo(new PublishOutcome.Published(1));
    assertThat(publish(1, "85.00")).isEqualTo(new PublishOutcome.AlreadyPublished(1));
    assertThat(publish(1, "86.00"))
        .isInstanceOfSatisfying(
            PublishOutcome.Refused.class,
            refused ->
                assertThat(refused.reasons())
                    .singleElement()
                    .asString()
                    .startsWith("version 1 was published by ann at 20")
                    .endsWith("with another text; give the changed rulebook version 2"));
    assertThat(publish(5, "90.00")).isEqualTo(new PublishOutcome.Published(5));
    assertThat(publish(3, "80.00"))
        .isEqualTo(
            new PublishOutcome.Refused(
                List.of(
                    "version 3 is lower than the highest published one, 5; give it version 6")));
    assertThat(publish(1, "85.00")).isEqualTo(new PublishOutcome.AlreadyPublished(1));
    assertThat(publisher.publish(file("version: 6"), "ann"))
        .isInstanceOf(PublishOutcome.Refused.class);

    assertThat(published()).containsExactlyInAnyOrder("1", "5");

    racingPublishersOfOneVersion();
    theCommandPublishes();
    anOlderVersionIsPublishedAgain();
  }

  private static void theCommandPublishes() {
    String file = file(Rulebooks.yaml(7, "2026-01-01", "70.00")).toString();
    String warning =
        "Warning, line 18, column 1: nothing is said of these event types, so each such event goes"
            + " to review: false_alarm, patrol_incident, maintenance, supervisory, trouble,"
            + " restore, status_report, open_close, bypass, test_signal, other\n";

    assertThat(said(0, "publish-rulebook", file, "Ann B.", "cheaper"))
        .isEqualTo(
            warning + "Version 7 is published. It decides the service days from 2026-01-01 on.\n");
    assertThat(said(0, "publish-rulebook", file))
        .isEqualTo(warning + "Version 7 is already published, word for word.\n");
  }

  private static void anOlderVersionIsPublishedAgain() {
    assertThat(said(0, "publish-rulebook", "--rollback", "5", "2999-03-01", "Ann B.", "dearer"))
        .isEqualTo("Version 8 is published. It decides the service days from 2999-03-01 on.\n");
    assertThat(said(1, "publish-rulebook", "--rollback", "4", "2999-03-01", "Ann B.", "dearer"))
        .isEqualTo("version 4 was never published\nRefused: 1 error.\n");

    Rulebook again = rulebooks().get("8");
    assertThat(again.getYaml())
        .isEqualTo(Rulebooks.yaml(8, "2999-03-01", "90.00"))
        .isEqualTo(
            rulebooks()
                .get("5")
                .getYaml()
                .replace("version: 5", "version: 8")
                .replace("2026-01-01", "2999-03-01"));
    assertThat(again.getPublishedBy()).isEqualTo("Ann B.");
    assertThat(again.getReason()).isEqualTo("dearer");
    assertThat(said(0, "list-rulebooks").lines().map(line -> line.replaceAll(" {2,}", "|")))
        .satisfiesExactly(
            title -> assertThat(title).isEqualTo("version|service days|published|by|sha256|why"),
            one -> assertThat(one).startsWith("1|none: version 7 took over|20").contains("|ann|"),
            five -> assertThat(five).startsWith("5|none: version 7 took over|20"),
            six -> assertThat(six).startsWith("6|none: version 7 took over|20"),
            seven ->
                assertThat(seven)
                    .startsWith("7|2026-01-01 to 2999-02-28, in force today|20")
                    .contains("|Ann B.|")
                    .endsWith("|cheaper"),
            eight ->
                assertThat(eight)
                    .startsWith("8|from 2999-03-01|20")
                    .contains("|Ann B.|" + again.getSha256() + "|")
                    .endsWith("|dearer"));
  }

  private static String said(int status, String... arguments) {
    var out = new ByteArrayOutputStream();
    var command =
        new RulebookCommand(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            Map.of(
                "tocsin.kafka.bootstrap-servers", kafka.bootstrapServers(),
                "tocsin.kafka.event-partitions", 2,
                "tocsin.kafka.replication-factor", 1,
                "tocsin.kafka.min-insync-replicas", 1,
                "tocsin.registry.url", Stacks.registry().url()));

    assertThat(command.run(List.of(arguments))).isEqualTo(status);
    return out.toString(StandardCharsets.UTF_8);
  }

  /// Of many who publish different texts as one version at the same time, one does.
  private static void racingPublishersOfOneVersion() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Callable<PublishOutcome>> calls =
          IntStream.range(0, 4)
              .mapToObj(i -> (Callable<PublishOutcome>) () -> publish(6, "9%d.00".formatted(i)))
              .toList();
      int done = 0;
      for (Future<PublishOutcome> call : pool.invokeAll(calls)) {
        done += isPublished(call) ? 1 : 0;
      }
      assertThat(done).isEqualTo(1);
    }
    assertThat(published()).containsExactlyInAnyOrder("1", "5", "6");
  }

  private static boolean isPublished(Future<PublishOutcome> call) throws InterruptedException {
    try {
      return call.get() instanceof PublishOutcome.Published;
    } catch (ExecutionException e) {
      // Put off by a later one: its author sees the failure and tries again.
      assertThat(e.getCause()).isInstanceOf(KafkaException.class);
      return false;
    }
  }

  private static Iterable<String> published() {
    return rulebooks().keySet();
  }

  private static Map<String, Rulebook> rulebooks() {
    return CompactedTopic.read(
        Stacks.kafka(kafka.bootstrapServers()),
        Topics.CONFIG_RULEBOOK,
        Stacks.registry().serdes().deserializer(Rulebook.class));
  }
}
