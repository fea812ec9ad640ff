package io.tocsin.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tocsin.embedded.TestStack;
import io.tocsin.platform.App;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Topics;
import io.tocsin.simulators.Simulator;
import io.tocsin.sinks.outward.Page;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// The pair for every sink outside, all of them in one app, each as the example of its page has it:
/// a bad row leaves and the next is written; and while nobody answers, nothing leaves, and all is
/// written afterwards, once.
///
/// The outage lasts `-Dtocsin.outage-seconds=60` seconds if asked.
final class EverySinkIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("tocsin.outage-seconds", 12));
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");
  private static final List<String> LINES = List.of("quickbooks", "tracktik-billing");
  private static final List<String> TEXTS =
      List.of("salesforce", "hubspot", "zendesk", "servicenow", "json", "webhook", "mail");
  private static final String SENDER_PASSWORD = "correct-horse-battery";

  private static final Map<String, Simulator> simulators = new LinkedHashMap<>();
  private static GreenMail post;
  private static Bench bench;
  private static Rows rows;
  private static App app;

  @BeforeAll
  static void start() throws Exception {
    Bench.provision();
    bench = new Bench();
    rows = Bench.freshDatabase("every_sink");
    for (String kind : LINES) {
      simulators.put(kind, Simulator.start(kind));
    }
    for (String kind : List.of("salesforce", "hubspot", "zendesk", "servicenow")) {
      simulators.put(kind, Simulator.start(kind));
    }
    simulators.put("json", Simulator.start("generic"));
    simulators.put("webhook", Simulator.start("webhook-receiver"));
    simulators.get("json").set("mode", "remember");
    simulators.get("json").set("key", "header:Idempotency-Key");
    simulators.get("json").set("body", "{\"id\": 35}");
    simulators.forEach(
        (kind, simulator) -> {
          if (!LINES.contains(kind)) {
            simulator.set("refuse", "bad row");
          }
        });
    post = post(0);
    var sinks = new LinkedHashMap<String, Object>();
    for (String kind : kinds()) {
      sinks.put("every-" + kind, settings(kind));
    }
    Path file =
        Files.writeString(
            TestStack.directory().resolve("every-sink.yml"),
            new Yaml().dump(Map.of("tocsin", Map.of("sinks", Map.of("outward", sinks)))));
    app = App.start(SinksApp.NAME, List.of(file), Bench.settings(rows));
    await().atMost(SOON).untilAsserted(() -> assertThat(health()).startsWith("200"));
  }

  private static GreenMail post(int port) {
    var mail = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    mail.setUser("sender@tocsin.example.test", "sender", SENDER_PASSWORD);
    return mail;
  }

  @AfterAll
  static void stop() {
    app.close();
    bench.close();
    post.stop();
    simulators.values().forEach(Simulator::close);
  }

  private static List<String> kinds() {
    var kinds = new ArrayList<>(LINES);
    kinds.addAll(TEXTS);
    return kinds;
  }

  /// The example of the kind's page, at the simulator's address.
  @SuppressWarnings("unchecked") // The examples are made of names and values.
  private static Map<String, Object> settings(String kind) {
    Matcher example = EXAMPLE.matcher(Page.read("reference/sinks/%s.md".formatted(kind)));
    assertThat(example.find()).isTrue();
    Map<String, Map<String, Map<String, Map<String, Object>>>> read =
        new Yaml().load(example.group(1));
    Map<String, Object> settings =
        (Map<String, Object>)
            read.get("tocsin").get("sinks").get("outward").values().iterator().next();
    var own = new HashMap<>((Map<String, Object>) settings.get(kind));
    settings.put("from", Instant.now().toString());
    settings.put("auth", Map.of("type", "none"));
    settings.put("settle-after", "1s");
    settings.put("rate", Map.of("requests", 10_000, "per", "1s"));
    settings.put("answer-within", "5s");
    switch (kind) {
      case "quickbooks" -> own.put("items", List.of(Map.of("sku", "DISPATCH", "item", "11")));
      case "tracktik-billing" -> own.put("items", List.of(Map.of("sku", "DISPATCH", "item", "7")));
      case "webhook" -> {
        settings.remove("auth");
        own.put("secrets", List.of("whsec_" + "c2VjcmV0".repeat(4)));
        own.put("allow-hosts", List.of("127.0.0.1"));
      }
      case "mail" -> {
        settings.remove("auth");
        own.put("host", "127.0.0.1");
        own.put("port", post.getSmtp().getPort());
        own.put("security", "none");
        own.put("user", "sender");
        own.put("password", SENDER_PASSWORD);
        own.remove("archive");
        own.remove("updates");
        own.remove("audiences-elsewhere");
      }
      default -> settings.put("route", "crm");
    }
    if (!LINES.contains(kind)) {
      settings.put("route", "crm");
    } else {
      settings.remove("route");
    }
    if (kind.equals("mail")) {
      settings.remove("url");
    } else {
      settings.put("url", simulators.get(kind).url());
    }
    settings.put(kind, own);
    return settings;
  }

  private static String newKey() {
    return "every:" + UUID.randomUUID();
  }

  private static Decision good(String key) {
    return Decision.newBuilder(Sample.billable(key, 1, "10.00"))
        .setNotify(List.of("on-call"))
        .build();
  }

  /// What every sink declines: words that the simulators take for bad data, a client that the
  /// billing systems have no customer for, an audience that nobody knows.
  private static Decision bad(String key) {
    Charge charge = Sample.charge(key, "10.00");
    return Decision.newBuilder(Sample.billable(key, 1, "10.00"))
        .setSummary("A bad row")
        .setClientId("client-nobody")
        .setCharge(Charge.newBuilder(charge).setClientId("client-nobody").build())
        .setNotify(List.of("nobody"))
        .build();
  }

  private static String status(String kind, String event) {
    List<String> found =
        rows.of(
            "select status from outward_effects where sink = ? and event_key = ?",
            "every-" + kind,
            event);
    return found.isEmpty() ? "" : found.getFirst();
  }

  private static void awaitWritten(List<String> events) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              for (String kind : kinds()) {
                for (String event : events) {
                  assertThat(status(kind, event)).as("%s %s", kind, event).isEqualTo("WRITTEN");
                }
              }
            });
  }

  @Test
  void aBadRowLeavesAndTheNextIsWritten() {
    String bad = newKey();
    String next = newKey();

    bench.sendAll(Topics.DECISIONS, "site-1", List.of(bad(bad), good(next)));

    awaitWritten(List.of(next));
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              for (String kind : kinds()) {
                // A receiver's refusal cannot be told from its stumbling: it is tried again.
                assertThat(status(kind, bad))
                    .as(kind)
                    .isIn(
                        kind.equals("webhook")
                            ? List.of("UNKNOWN_OUTCOME")
                            : List.of("REFUSED", "DEAD_LETTERED"));
              }
            });

    simulators.get("webhook").set("refuse", "words that nobody says");
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(status("webhook", bad)).isEqualTo("WRITTEN"));
  }

  @Test
  void whileNobodyAnswersNothingLeavesAndAllIsWrittenAfterwardsOnce() throws Exception {
    String before = newKey();
    bench.send(Topics.DECISIONS, "site-1", good(before));
    awaitWritten(List.of(before));
    var sideTopics = new ArrayList<String>();
    for (String kind : kinds()) {
      sideTopics.add(Topics.dlq("every-" + kind));
      Topics.RETRY_DELAYS.forEach(d -> sideTopics.add(Topics.retry("every-" + kind, d)));
    }
    int port = post.getSmtp().getPort();
    int mailsBefore = post.getReceivedMessages().length;
    simulators.values().forEach(Simulator::down);
    post.stop();
    sideTopics.forEach(bench::mark);

    var during = new ArrayList<String>();
    for (int i = 0; i < 10; i++) {
      during.add(newKey());
      bench.send(Topics.DECISIONS, "site-" + i % 3, good(during.get(i)));
    }
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(health().split("\"OUTAGE\"", -1)).hasSizeGreaterThan(kinds().size()));
    await()
        .during(OUTAGE)
        .atMost(OUTAGE.plus(SOON))
        .pollInterval(Duration.ofSeconds(3))
        .until(() -> sideTopics.stream().allMatch(t -> bench.since(t).isEmpty()));
    simulators.values().forEach(Simulator::up);
    post = post(port);

    awaitWritten(during);
    assertThat(sideTopics).allSatisfy(t -> assertThat(bench.since(t)).as(t).isEmpty());
    simulators.forEach(
        (kind, simulator) ->
            assertThat(simulator.effects().values()).as(kind).isNotEmpty().containsOnly(1));
    assertThat(mailsBefore).isPositive();
    // Two people are on call, and each has a mailbox of their own.
    assertThat(arrivals()).hasSameSizeAs(during);
    assertThat(arrivals().values()).containsOnly(2);
    await().atMost(SOON).untilAsserted(() -> assertThat(health()).startsWith("200"));
  }

  /// How often each mail has arrived.
  private static Map<String, Integer> arrivals() throws MessagingException {
    var arrivals = new HashMap<String, Integer>();
    for (MimeMessage message : post.getReceivedMessages()) {
      arrivals.merge(message.getMessageID(), 1, Integer::sum);
    }
    return arrivals;
  }

  private static String health() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(app.url() + "/health")).build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return answer.statusCode() + " " + answer.body();
    }
  }
}
