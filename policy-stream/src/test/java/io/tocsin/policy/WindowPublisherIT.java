package io.tocsin.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.platform.CompactedTopic;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.Provisioner;
import io.tocsin.policy.window.WindowField;
import io.tocsin.policy.window.WindowOutcome;
import io.tocsin.policy.window.WindowText;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test windows on a real broker and a real registry.
final class WindowPublisherIT {
  @TempDir private static Path dir;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(dir.resolve("kafka"), 0);
    new Provisioner(settings(), Stacks.registry()).provision(List.of());
    var site =
        new SiteEntry("tracktik", "50", "northgate-mall", "northgate", "Mall", "America/Chicago");
    try (var producer =
        new KafkaProducer<String, SiteEntry>(
            settings().clientConfig(),
            new StringSerializer(),
            Stacks.registry().serdes().serializer())) {
      producer.send(new ProducerRecord<>(Topics.CONFIG_SITES, "tracktik:50", site)).get();
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static KafkaSettings settings() {
    return Stacks.kafka(kafka.bootstrapServers());
  }

  private static Map<String, TestWindow> windows() {
    return CompactedTopic.read(
        settings(),
        Topics.CONFIG_TEST_WINDOWS,
        Stacks.registry().serdes().deserializer(TestWindow.class));
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
  void aWindowLivesByCommands() {
    assertThat(
            said(
                0,
                "window",
                "open",
                "drill",
                "--site",
                "northgate-mall",
                "--zones",
                "12,13",
                "--types=alarm",
                "--start",
                "2020-11-21 18:00",
                "--reason",
                "Fire drill",
                "--actor",
                "Ann B."))
        .isEqualTo(
            """
            Window drill, version 1, on: site northgate-mall, zones 12, 13, types alarm; from 2020-11-21T18:00:00-06:00 on, open-ended.
            Events that this concerns are decided again.
            """);
    assertThat(said(1, "window", "open", "x", "--site", "northgate-mal", "--actor", " "))
        .isEqualTo(
            """
            the site directory has no site 'northgate-mal'; did you mean northgate-mall?
            'reason' is missing or blank: why is it?
            'actor' is missing or blank: who answers for it?
            Refused: 3 errors.
            """);
    assertThat(said(0, "window", "change", "drill", "--types", "", "--actor", "Bob"))
        .startsWith("Window drill, version 2, on: site northgate-mall, zones 12, 13; from");
    assertThat(said(0, "window", "list").lines().map(line -> line.replaceAll(" {2,}", "|")))
        .contains(
            "id|state|covers|when|reason|by",
            "drill|on|site northgate-mall, zones 12, 13|from 2020-11-21T18:00:00-06:00 on,"
                + " open-ended|Fire drill|Bob",
            "Warning: window drill has no end and has been on since 2020-11-22T00:00:00Z, longer"
                + " than 7 d; if its test is over, close it.");
    assertThat(said(0, "window", "close", "drill", "--at", "2020-11-21 19:00", "--actor", "Ann B."))
        .isEqualTo(
            """
            Window drill, version 3, over: site northgate-mall, zones 12, 13; 2020-11-21T18:00:00-06:00 to 2020-11-21T19:00:00-06:00.
            Events that this concerns are decided again.
            """);
    assertThat(said(0, "window", "list", "--current")).doesNotContain("drill");
    said(0, "window", "cancel", "drill", "--actor", "Ann B.", "--reason", "Another site");

    TestWindow stands = windows().get("drill");
    assertThat(stands.getVersion()).isEqualTo(4);
    assertThat(stands.getCancelled()).isTrue();
    assertThat(stands.getReason()).isEqualTo("Another site");
  }

  @Test
  void aFileIsPublishedWholeOrNotAtAll() throws Exception {
    String good =
        """
        actor: Ann B.
        windows:
          - {id: walk-test, client: northgate, start: 2026-01-01T00:00Z, weekly: [monday 06:00-06:30], reason: Walk test}
          - {id: repair, site: northgate-mall, start: 2026-11-21 18:00, end: +2h, reason: Repair}
        """;
    Path file = Files.writeString(dir.resolve("windows.yml"), good);

    assertThat(said(0, "publish-windows", file.toString()))
        .startsWith("Window walk-test, version 1, on: client northgate; monday 06:00-06:30, from")
        .contains("Window repair, version 1, ");
    assertThat(said(0, "publish-windows", file.toString()))
        .isEqualTo("Already so: walk-test, repair.\n");
    Files.writeString(file, good.replace("+2h", "+3h"));
    assertThat(said(0, "publish-windows", file.toString()))
        .startsWith("Window repair, version 2, ")
        .contains("Already so: walk-test.");
    Files.writeString(file, good.replace("Walk test", "Changed").replace("+2h", "-2h"));
    assertThat(said(1, "publish-windows", file.toString()))
        .isEqualTo(
            """
            line 4, column 70: window repair: the end '-2h' is no time; write it as 2026-11-21T18:00-06:00, or as 2026-11-21 18:00 for the time at the site
            Refused: 1 error.
            """);
    assertThat(windows().get("walk-test").getVersion()).isEqualTo(1);
  }

  @Test
  void aForgottenWindowIsNamedInTheHealth() {
    for (String start : List.of("2020-01-01T00:00Z", "2099-01-01T00:00Z")) {
      new WindowPublisher(settings(), Stacks.registry())
          .open(
              new WindowText(
                  Map.of(
                      WindowField.ID, List.of("since-" + start.substring(0, 4)),
                      WindowField.CLIENT, List.of("northgate"),
                      WindowField.START, List.of(start),
                      WindowField.REASON, List.of("Repair"),
                      WindowField.ACTOR, List.of("Ann B."))));
    }
    var health =
        new WindowHealth(
            settings(),
            Stacks.registry(),
            new PolicySettings(
                "unused", "unused", Duration.ofDays(400), Duration.ofDays(7), Map.of()));

    assertThat(health.details()).as("nobody waits for Kafka").containsEntry("known", false);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(health.details())
                    .extractingByKey("named", InstanceOfAssertFactories.list(String.class))
                    .contains("since-2020")
                    .doesNotContain("since-2099"));
  }

  /// Of many who open the same window at the same time one does; of many who open their own, all
  /// that were told so.
  @Test
  void racingPublishersNeverWriteOverOneAnother() throws Exception {
    assertThat(racing(i -> "contended")).hasSize(1);
    Set<String> done = new HashSet<>(racing(i -> "own-" + i));

    assertThat(done).isNotEmpty();
    assertThat(windows()).containsKeys(done.toArray(String[]::new)).containsKey("contended");
    assertThat(windows().get("contended").getVersion()).isEqualTo(1);
  }

  private static List<String> racing(IntFunction<String> id) throws InterruptedException {
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Callable<WindowOutcome>> calls =
          IntStream.range(0, 4)
              .mapToObj(i -> (Callable<WindowOutcome>) () -> open(id.apply(i), "Try " + i))
              .toList();
      var done = new ArrayList<String>();
      for (Future<WindowOutcome> call : pool.invokeAll(calls)) {
        done.addAll(written(call));
      }
      return done;
    }
  }

  private static WindowOutcome open(String id, String reason) {
    return new WindowPublisher(settings(), Stacks.registry())
        .open(
            new WindowText(
                Map.of(
                    WindowField.ID, List.of(id),
                    WindowField.CLIENT, List.of("northgate"),
                    WindowField.REASON, List.of(reason),
                    WindowField.ACTOR, List.of("Ann B."))));
  }

  private static List<String> written(Future<WindowOutcome> call) throws InterruptedException {
    try {
      return switch (call.get()) {
        case WindowOutcome.Done done -> done.written().stream().map(TestWindow::getId).toList();
        case WindowOutcome.Refused(List<String> reasons) -> {
          assertThat(reasons).singleElement().asString().contains("there is a window 'contended'");
          yield List.of();
        }
      };
    } catch (ExecutionException e) {
      // Put off by a later one: its author sees the failure and tries again.
      assertThat(e.getCause())
          .isInstanceOf(KafkaException.class)
          .hasMessageContaining("somebody else was writing to config.test-windows");
      return List.of();
    }
  }
}
