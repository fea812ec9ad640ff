package io.tocsin.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.EmbeddedKafka;
import io.tocsin.embedded.TestStack;
import io.tocsin.platform.App;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The stream under another application id, with and without what it remembers. On a broker of its
/// own, since an id that carries nothing reads all events anew.
final class CarryStateIT {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  /// Of what is decided under the first id, then under the one that carries its memory.
  private static final List<String> BEFORE =
      List.of("tracktik:1 r1 #1: FREE_ALLOWANCE", "tracktik:2 r1 #1: 85.0000");

  private static final List<String> AFTER =
      List.of(
          "tracktik:2 r1 #2: 85.0000",
          "west:3 r1 #1: SAME_INCIDENT",
          "tracktik:1 r2 #1: NO_RULE_MATCHED",
          "tracktik:2 r1 #3: FREE_ALLOWANCE");

  @TempDir private Path dir;

  @Test
  void whatIsCarriedGoesOnAndWhatIsNotBeginsAgain() throws Exception {
    try (EmbeddedKafka kafka =
        EmbeddedKafka.start(TestStack.directory().resolve("carry-kafka"), 0)) {
      var cluster = new Cluster(kafka.bootstrapServers());
      publish(cluster);
      try (App _ = start(cluster, "first")) {
        write(cluster, Events.event("1"));
        write(cluster, after(60, "2"));
        awaitDecisions(cluster, BEFORE);
        assertThat(carry(1, cluster, "first", "second"))
            .contains("first is running")
            .endsWith("Refused: 1 error.\n");
      }

      assertThat(carry(0, cluster, "first", "second"))
          .contains("first-settled-changelog: ", "copied to second-settled-changelog")
          .doesNotContain("repartition")
          .contains("second has read what first had");

      try (App _ = start(cluster, "second")) {
        write(cluster, after(60, "2")); // The same again: nothing comes of it.
        // Another source tells of the incident of 2.
        write(cluster, after(65, "3").setEventKey("west:3").setSource("west"));
        // Gives its free dispatch up, which goes to 2.
        write(cluster, Events.event("1").setRevision(2).setCategory("Daytime"));
        awaitDecisions(cluster, join(BEFORE, AFTER));
      }
      assertThat(cluster.decisions())
          .extracting(Decision::getCharge)
          .filteredOn(charge -> charge != null)
          .as("the first and the second decision on 2 charge the same thing")
          .hasSize(2)
          .extracting(Charge::getChargeKey)
          .containsOnly(cluster.decisions().get(1).getCharge().getChargeKey());

      // The control: an id that carries nothing decides all again, from number 1.
      try (App _ = start(cluster, "third")) {
        List<String> all = join(BEFORE, AFTER);
        awaitDecisions(cluster, join(all, all));
      }
    }
  }

  private App start(Cluster cluster, String id) {
    return App.start("policy-stream", settings(cluster, id));
  }

  private Map<String, Object> settings(Cluster cluster, String id) {
    Map<String, Object> settings = cluster.settings(dir.resolve(id));
    settings.put("tocsin.policy.application-id", id);
    return settings;
  }

  private String carry(int status, Cluster cluster, String from, String to) {
    var bytes = new ByteArrayOutputStream();

    int ended =
        Commands.run(
            List.of("carry-state", "--to", to),
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            settings(cluster, from));

    String said = bytes.toString(StandardCharsets.UTF_8);
    assertThat(ended).as(said).isEqualTo(status);
    return said;
  }

  /// One dispatch of a month is free; dispatches a few minutes apart are one incident.
  private void publish(Cluster cluster) throws Exception {
    Path file =
        Files.writeString(
            dir.resolve("rulebook.yml"),
            Rulebooks.yaml(1, "2026-01-01", "85.00")
                .replace(
                    "{id: NG-2026, client: northgate}",
                    "{id: NG-2026, client: northgate, prices: {ADH: {free-per-month: 1}}}")
                .replace(
                    "rules:\n",
                    """
                    incidents:
                      - {id: response, types: [alarm_dispatch], within: 12m, margin: 1m}
                    rules:
                    """));
    assertThat(new RulebookPublisher(cluster.kafka(), cluster.registry()).publish(file, "ann"))
        .isEqualTo(new PublishOutcome.Published(1));
  }

  private static CanonicalEvent.Builder after(int minutes, String id) {
    CanonicalEvent.Builder event = Events.event(id);
    return event.setOccurredAt(event.getOccurredAt().plus(Duration.ofMinutes(minutes)));
  }

  private static void write(Cluster cluster, CanonicalEvent.Builder event) throws Exception {
    cluster.write(Topics.CANONICAL, event.getSiteKey(), event.build());
  }

  private static List<String> join(List<String> some, List<String> more) {
    return Stream.of(some, more).flatMap(List::stream).toList();
  }

  /// Exactly these, in their order: all are of one site.
  private static void awaitDecisions(Cluster cluster, List<String> expected) {
    await()
        .atMost(WITHIN)
        .untilAsserted(
            () ->
                assertThat(cluster.decisions())
                    .extracting(CarryStateIT::words)
                    .containsExactlyElementsOf(expected));
  }

  private static String words(Decision decision) {
    Charge charge = decision.getCharge();
    return "%s r%d #%d: %s"
        .formatted(
            decision.getEventKey(),
            decision.getRevision(),
            decision.getDecisionNumber(),
            charge == null ? decision.getReasonCode() : charge.getAmount().toPlainString());
  }
}
