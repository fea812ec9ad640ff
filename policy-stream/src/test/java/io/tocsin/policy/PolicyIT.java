package io.tocsin.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.TestStack;
import io.tocsin.platform.App;
import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The policy app on a real broker and a real registry: one story, from an empty cluster on.
final class PolicyIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Cluster CLUSTER = new Cluster(TestStack.kafka().bootstrapServers());

  @TempDir private Path dir;

  @Test
  void rulebooksArePublishedHotAndEventsAreDecidedOnce() throws Exception {
    try (App app = start("first")) {
      await().atMost(SOON).until(() -> health(app).contains("no rulebook has been published"));
      assertThat(publish(1, "85.00")).isEqualTo(new PublishOutcome.Published(1));
      send(Events.event("1"));
      awaitDecisions(1);

      assertThat(publish(2, "90.00")).isEqualTo(new PublishOutcome.Published(2));
      // Published without a restart; the stream has it as soon as its copy of the topic is there.
      await().atMost(SOON).until(() -> health(app).contains("\"usable\":2"));
      awaitDecisions(2); // The first event again, at the new price.
      send(later("2"));
      awaitDecisions(3);

      writeAroundThePublisher();
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(health(app)).contains("\"left-out\":{\"3\"").contains("DOWN"));
      sendBytes("no avro".getBytes(StandardCharsets.UTF_8));
      sendBytes(new byte[] {0, 0, 0x7f, 0, 0, 1, 2, 3}); // a schema that nobody registered
      send(later("2").setRevision(2).setCategory("Daytime"));
      awaitDecisions(4);
      putOnTest();
      awaitDecisions(5);
    }

    // Another machine: no local state, the same events again, and one new one.
    try (App app = start("second")) {
      send(later("2").setRevision(2).setCategory("Daytime"));
      send(later("3"));
      awaitDecisions(6);
      assertThat(health(app)).contains("RUNNING");
    }

    assertThat(CLUSTER.decisions())
        .extracting(
            Decision::getEventKey,
            Decision::getRevision,
            Decision::getDecisionNumber,
            Decision::getEndState,
            d -> d.getCharge() == null ? null : d.getCharge().getAmount().toPlainString())
        .containsExactlyInAnyOrder(
            tuple("tracktik:1", 1, 1, EndState.BILLABLE, "85.0000"),
            tuple("tracktik:1", 1, 2, EndState.BILLABLE, "90.0000"),
            tuple("tracktik:1", 1, 3, EndState.NOT_BILLABLE, null),
            tuple("tracktik:2", 1, 1, EndState.BILLABLE, "90.0000"),
            tuple("tracktik:2", 2, 1, EndState.IN_REVIEW, null),
            tuple("tracktik:3", 1, 1, EndState.BILLABLE, "90.0000"));
    assertThat(CLUSTER.committed(Topics.DLQ_POLICY))
        .extracting(r -> DeadLetter.readFrom(r.headers()).orElseThrow().code())
        .containsExactly(ReasonCode.UNREADABLE_ENVELOPE, ReasonCode.UNREADABLE_ENVELOPE);
  }

  private App start(String state) {
    return App.start("policy-stream", CLUSTER.settings(dir.resolve(state)));
  }

  private PublishOutcome publish(int version, String price) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("rulebook-%d.yml".formatted(version)),
            Rulebooks.yaml(version, "2026-01-01", price));
    return new RulebookPublisher(CLUSTER.kafka(), CLUSTER.registry()).publish(file, "ann");
  }

  private static String health(App app) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(app.url() + "/health")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static void writeAroundThePublisher() throws Exception {
    CLUSTER.write(Topics.CONFIG_RULEBOOK, "3", "no avro".getBytes(StandardCharsets.UTF_8));
  }

  /// The hour before the second event, so that only the first one is on test.
  private static void putOnTest() throws Exception {
    var window =
        TestWindow.newBuilder()
            .setId("panel-swap")
            .setVersion(1)
            .setSiteId("northgate-mall")
            .setStartsAt(Events.event("1").getOccurredAt())
            .setEndsAt(Events.event("1").getOccurredAt().plusSeconds(60))
            .setReason("Panel swap.")
            .setActor("operator")
            .setRecordedAt(Instant.parse("2026-11-04T00:00:00Z"))
            .build();
    CLUSTER.write(Topics.CONFIG_TEST_WINDOWS, window.getId(), window);
  }

  private static CanonicalEvent.Builder later(String id) {
    CanonicalEvent.Builder event = Events.event(id);
    return event.setOccurredAt(event.getOccurredAt().plusSeconds(3_600));
  }

  private static void send(CanonicalEvent.Builder event) throws Exception {
    CLUSTER.write(Topics.CANONICAL, "northgate-mall", event.build());
  }

  private static void sendBytes(byte[] bytes) throws Exception {
    CLUSTER.write(Topics.CANONICAL, "northgate-mall", bytes);
  }

  private static void awaitDecisions(int count) {
    await().atMost(SOON).untilAsserted(() -> assertThat(CLUSTER.decisions()).hasSize(count));
  }
}
