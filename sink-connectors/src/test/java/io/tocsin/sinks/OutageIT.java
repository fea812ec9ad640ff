package io.tocsin.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.EmbeddedDatabase;
import io.tocsin.embedded.TestStack;
import io.tocsin.platform.App;
import io.tocsin.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// PostgreSQL away, at the start and for a while in the middle: nothing is dead-lettered or
/// sent to a retry topic, all is written afterwards, once.
final class OutageIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("tocsin.outage-seconds", 12));
  private static final List<String> SINKS = List.of("ledger", "billing", "crm", "ticketing");

  @Test
  void anOutageNeverDeadLettersAndAllIsWrittenAfterwards() {
    List<String> side = sideTopics();
    try (var bench = new Bench();
        var database = EmbeddedDatabase.start(TestStack.directory().resolve("outage"), 0)) {
      var rows = new Rows(database.jdbcUrl(), database.user(), database.password());
      database.stop();

      try (App app = Bench.start(Bench.settings(rows))) {
        await()
            .atMost(SOON)
            .untilAsserted(() -> assertThat(health(app)).contains("WAITING", "PostgreSQL"));
        database.start();
        await().atMost(SOON).untilAsserted(() -> assertThat(health(app)).startsWith("200"));
        side.forEach(bench::mark);

        String before = newKey();
        bench.send(Topics.DECISIONS, "site-1", Sample.billable(before, 1, "35.00"));
        awaitAll(rows, List.of(before));

        database.stop();
        var during = new ArrayList<String>();
        for (int i = 0; i < 50; i++) {
          String key = newKey();
          during.add(key);
          bench.send(Topics.DECISIONS, "site-" + i % 5, Sample.billable(key, 1, "35.00"));
        }
        bench.send(Topics.DECISIONS, "site-1", Sample.decision(before, 2, 1).build());
        await()
            .atMost(SOON)
            .untilAsserted(
                () -> {
                  for (String sink : SINKS) {
                    assertThat(health(app)).contains("\"sink-" + sink + "\":{\"name\"");
                  }
                  // The sinks and the publisher of invoice lines.
                  assertThat(health(app).split("\"OUTAGE\"", -1)).hasSize(SINKS.size() + 2);
                });
        await()
            .during(OUTAGE)
            .atMost(OUTAGE.plusSeconds(15))
            .pollInterval(Duration.ofSeconds(1))
            .until(() -> side.stream().allMatch(t -> bench.since(t).isEmpty()));
        database.start();

        during.add(before);
        awaitAll(rows, during);
        assertThat(rows.of("select distinct status from sink_writes")).containsExactly("WRITTEN");
        assertThat(
                rows.of(
                    "select kind, count(*), sum(amount) from charge_lines group by 1 order by 1"))
            .containsExactly("CHARGE|51|1785.0000", "REVERSAL|1|-35.0000");
        assertThat(side).allSatisfy(topic -> assertThat(bench.since(topic)).isEmpty());
        await().atMost(SOON).untilAsserted(() -> assertThat(health(app)).startsWith("200"));
      }
    }
  }

  private static void awaitAll(Rows rows, List<String> keys) {
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        rows.number(
                            "select count(*) from sink_writes where event_key ="
                                + " any(string_to_array(?, ' '))",
                            String.join(" ", keys)))
                    .isEqualTo((long) keys.size() * SINKS.size()));
    await()
        .atMost(SOON)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        rows.number(
                            "select count(*) from sink_writes w where (revision, decision_number) <"
                                + " (select revision, decision_number from current_decisions d"
                                + " where d.event_key = w.event_key)"))
                    .isZero());
  }

  private static List<String> sideTopics() {
    var topics = new ArrayList<String>();
    for (String sink : SINKS) {
      topics.add(Topics.dlq(sink));
      Topics.RETRY_DELAYS.forEach(delay -> topics.add(Topics.retry(sink, delay)));
    }
    return topics;
  }

  private static String newKey() {
    return "outage:" + UUID.randomUUID();
  }

  private static String health(App app) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(app.url() + "/health")).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e.toString();
    }
  }
}
