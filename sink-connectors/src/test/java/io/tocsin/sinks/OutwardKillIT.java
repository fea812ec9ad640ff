package io.tocsin.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.embedded.TestStack;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Topics;
import io.tocsin.simulators.Fault;
import io.tocsin.simulators.Received;
import io.tocsin.simulators.Simulator;
import io.tocsin.sinks.FreezingDriver.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Sinks of all three classes, killed in every window of an effect, taken over by a second
/// instance, and cut off from what they write to: each effect is there once, with its newest words.
final class OutwardKillIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int EVENTS = 4;

  /// Class A, class B, class C: one of each.
  private static Simulator salesforce;

  private static Simulator zendesk;
  private static Simulator tracktik;
  private static Bench bench;
  private static Rows rows;
  private static Path directory;
  private static Map<String, String> environment;
  private final List<String> events = new ArrayList<>();

  @BeforeAll
  static void prepare() throws IOException {
    salesforce = Simulator.start("salesforce");
    zendesk = Simulator.start("zendesk");
    tracktik = Simulator.start("tracktik-billing");
    tracktik.set("marker-field", "marker");
    bench = new Bench();
    rows = Bench.freshDatabase("outward_kill");
    Flyway.configure()
        .dataSource(rows.url(), rows.user(), rows.password())
        .placeholders(Map.of("readerRole", "nobody", "operatorRole", "nobody"))
        .load()
        .migrate();
    Bench.provision();
    directory = Files.createDirectories(TestStack.directory().resolve("outward-kill"));
    Path settings =
        Files.writeString(
            directory.resolve("sinks.yml"),
            """
            tocsin:
              kafka:
                properties:
                  session.timeout.ms: "6000"
                  heartbeat.interval.ms: "1000"
              sinks:
                outage-pause-longest: 1s
                outward:
                  kill-salesforce:
                    kind: salesforce
                    from: "@from@"
                    route: crm
                    url: %s
                    auth: { type: none }
                    concurrency: 1
                    answer-within: 8s
                    rate: { requests: 1000, per: 1s }
                    salesforce:
                      api-version: "61.0"
                      object: Case
                      external-id-field: Tocsin__c
                      body: '{"Subject": "{{subject}}", "Description": "{{body}}"}'
                  kill-zendesk:
                    kind: zendesk
                    from: "@from@"
                    route: ticketing
                    url: %s
                    auth: { type: none }
                    concurrency: 1
                    answer-within: 8s
                    settle-after: 1s
                    rate: { requests: 1000, per: 1s }
                    zendesk:
                      body: '{"ticket": {"external_id": "{{key}}", "subject": "{{subject}}", "comment": {"body": "{{body}}"}}}'
                      id-pointer: /ticket/id
                      update-path: /api/v2/tickets/{{id}}.json
                      look-up-path: /api/v2/tickets.json?external_id={{key}}
                      look-up-items: /tickets
                      look-up-id: /id
                  kill-tracktik:
                    kind: tracktik-billing
                    from: "@from@"
                    url: %s
                    auth: { type: none }
                    concurrency: 1
                    answer-within: 8s
                    settle-after: 1s
                    rate: { requests: 1000, per: 1s }
                    tracktik-billing:
                      path: /rest/v1/billable
                      body: '{"marker": "{{key}}", "quantity": "{{quantity}}", "price": "{{unitPrice}}", "currency": "{{currency}}"}'
                      id: /data/id
                      look-up-path: /rest/v1/billable?marker={{key}}
                      look-up-id: /id
                      look-up-marker: /marker
            """
                .formatted(salesforce.url(), zendesk.url(), tracktik.url())
                .replace("@from@", Instant.now().toString()));
    environment =
        Map.of(
            "TOCSIN_CONFIG_FILE",
            settings.toString(),
            "TOCSIN_SINKS_RETRY_DELAYS",
            "1s,1s,1s,1s,1s");
  }

  @AfterAll
  static void stop() {
    bench.close();
    salesforce.close();
    zendesk.close();
    tracktik.close();
  }

  private static SinkProcess start(String name) {
    return SinkProcess.start(rows, rows.url(), "outward-" + name, environment);
  }

  private static SinkProcess frozen(String name, Moment moment, Path file) {
    return SinkProcess.start(
        rows, FreezingDriver.url(moment, file, rows.url()), "outward-" + name, environment);
  }

  private void send(int revision) {
    String run = UUID.randomUUID().toString();
    for (int i = 0; i < EVENTS; i++) {
      String key = "outward:%s-%d".formatted(run, i);
      events.add(key);
      bench.send(Topics.DECISIONS, "site-" + i, Sample.billable(key, revision, "10.00"));
    }
  }

  private static boolean allSending() {
    return rows.number("select count(distinct sink) from outward_effects where state = 'SENDING'")
        == 3;
  }

  /// How many keys have had an effect, one number for each system outside.
  private static List<Integer> effects() {
    return List.of(salesforce, zendesk, tracktik).stream().map(s -> s.effects().size()).toList();
  }

  private static boolean allHaveMoreThan(List<Integer> before) {
    List<Integer> now = effects();
    return IntStream.range(0, 3).allMatch(i -> now.get(i) > before.get(i));
  }

  @Test
  void killedInEveryWindowAndStillOneEffectOfEach() throws Exception {
    Path flag = Files.createFile(directory.resolve("freeze"));
    List<Integer> before = effects();
    send(1);
    try (SinkProcess sinks = frozen("before-effect", Moment.BEFORE_THE_EFFECT, flag)) {
      await().atMost(SOON).ignoreExceptions().until(OutwardKillIT::allSending);
      assertThat(effects()).isEqualTo(before);
      sinks.kill();
    }

    try (SinkProcess sinks = frozen("before-record", Moment.BEFORE_ITS_RECORD, flag)) {
      // Zendesk and TrackTik first find out what the last process left, Salesforce just repeats.
      await().atMost(SOON).until(() -> allHaveMoreThan(before) && allSending());
      sinks.kill();
    }
    Files.delete(flag);

    for (Simulator simulator : List.of(salesforce, zendesk, tracktik)) {
      simulator.set("timeout-millis", "60000");
    }
    try (SinkProcess sinks = start("after-effect")) {
      await().atMost(SOON).until(() -> settled());
      for (Simulator simulator : List.of(salesforce, zendesk)) {
        simulator.next(Fault.TIMEOUT_AFTER);
      }
      // A look-up comes before each create of class C.
      tracktik.next(Fault.NONE, Fault.TIMEOUT_AFTER);
      List<Integer> halfway = effects();
      send(1);
      await().atMost(SOON).until(() -> allHaveMoreThan(halfway) && allSending());
      sinks.kill();
    }

    try (SinkProcess sinks = start("at-last")) {
      await().atMost(SOON).until(() -> settled());
      assertThat(sinks.runs()).isTrue();
    }
    assertThat(effects()).isEqualTo(before.stream().map(n -> n + events.size()).toList());
    for (Simulator simulator : List.of(salesforce, zendesk, tracktik)) {
      assertThat(simulator.effects().values()).containsOnly(1);
    }
    assertThat(
            rows.of(
                "select distinct state, status from outward_effects where event_key like"
                    + " 'outward:%'"))
        .containsExactly("STANDS|WRITTEN");
    for (String sink : List.of("kill-salesforce", "kill-zendesk", "kill-tracktik")) {
      assertThat(bench.since(Topics.dlq(sink))).as(sink).isEmpty();
    }
  }

  /// Whether all that this test has sent is written at each of the three.
  private boolean settled() {
    return rows.number(
            "select count(*) from outward_effects where event_key = any(string_to_array(?, ' '))"
                + " and status = 'WRITTEN'",
            String.join(" ", events))
        == 3L * events.size();
  }

  @Test
  void anInstanceThatSleptWhileAnotherTookOverDoesNotWriteItsOlderRevision() throws Exception {
    Path flag = Files.createFile(directory.resolve("sleep"));
    String key = "zombie:" + UUID.randomUUID();
    Decision old = Sample.billable(key, 1, "10.00");
    Decision young =
        Decision.newBuilder(old).setRevision(2).setSummary("What is known now").build();
    int requestsBefore = salesforce.requests().size();
    try (SinkProcess zombie = frozen("zombie", Moment.BEFORE_THE_EFFECT, flag)) {
      bench.send(Topics.DECISIONS, "site-1", old);
      await().atMost(SOON).ignoreExceptions().until(OutwardKillIT::allSending);
      zombie.signal("STOP");
      bench.send(Topics.DECISIONS, "site-1", young);
      try (SinkProcess successor = start("successor")) {
        await()
            .atMost(SOON)
            .until(
                () ->
                    rows.number(
                            "select count(*) from outward_effects where event_key = ? and revision"
                                + " = 2 and status = 'WRITTEN' and sink in ('kill-salesforce',"
                                + " 'kill-zendesk')",
                            key)
                        == 2);
        List<String> sentBySuccessor = words(requestsBefore);
        Files.delete(flag);
        zombie.signal("CONT");
        // The one that slept goes on, finds that it was overtaken, and works again beside the
        // other.
        String after = "zombie:" + UUID.randomUUID();
        bench.send(Topics.DECISIONS, "site-1", Sample.billable(after, 1, "10.00"));
        await()
            .atMost(SOON)
            .until(
                () ->
                    rows.number(
                            "select count(*) from outward_effects where event_key = ? and status ="
                                + " 'WRITTEN'",
                            after)
                        == 3);
        assertThat(zombie.runs()).isTrue();
        assertThat(words(requestsBefore).subList(0, sentBySuccessor.size()))
            .isEqualTo(sentBySuccessor);
        assertThat(successor.runs()).isTrue();
      }
    }
    assertThat(
            salesforce.objects().stream()
                .map(o -> o.path("Subject").asText())
                .filter(s -> s.equals("What is known now")))
        .hasSize(1);
    assertThat(
            rows.of(
                "select distinct revision from outward_effects where event_key = ? and sink ="
                    + " 'kill-salesforce'",
                key))
        .containsExactly("2");
  }

  @Test
  void instancesThatAreRestartedInTurnDoubleAndLoseNothing() throws Exception {
    List<Integer> before = effects();
    SinkProcess first = start("rolling-1");
    SinkProcess second = start("rolling-2");
    try {
      send(1);
      await().atMost(SOON).until(() -> settled());
      send(1);
      first.close();
      send(1);
      first = start("rolling-3");
      send(1);
      second.close();
      send(1);
      second = start("rolling-4");
      send(1);

      await().atMost(SOON).until(() -> settled());
    } finally {
      first.close();
      second.close();
    }
    assertThat(effects()).isEqualTo(before.stream().map(n -> n + events.size()).toList());
    for (Simulator simulator : List.of(salesforce, zendesk, tracktik)) {
      assertThat(simulator.effects().values()).containsOnly(1);
    }
  }

  /// What Salesforce was told, in order.
  private static List<String> words(int from) {
    return salesforce.requests().stream()
        .skip(from)
        .map(Received::json)
        .map((JsonNode body) -> body.path("Subject").asText())
        .toList();
  }
}
