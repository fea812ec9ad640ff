package io.tocsin.policy.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tocsin.policy.Events;
import io.tocsin.policy.Markdown;
import io.tocsin.policy.Rulebooks;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.EventType;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said to people and programs, on the example of the documentation.
final class ReportTest {
  private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
  private static final TrialDays NOVEMBER =
      new TrialDays(LocalDate.parse("2026-11-01"), LocalDate.parse("2026-11-30"));

  private static final Progress QUIET = new Progress(_ -> {});

  private static CompiledRulebook published;
  private static CompiledRulebook candidate;
  private static String sample;

  @TempDir private Path dir;

  @BeforeAll
  static void readTheDocumentation() throws Exception {
    var page = new Markdown.Section("back-test", Files.readString(Path.of("docs/backtest.md")));
    published = Rulebooks.read(page.blocks("yaml").getFirst());
    candidate = Rulebooks.read(page.blocks("yaml").getLast());
    sample = page.blocks("text").getFirst();
  }

  private static CanonicalEvent event(String key, EventType type, String client, String at) {
    Instant occurred = Instant.parse(at);
    String site = client.equals("harbor") ? "harbor-dock" : "northgate-mall";
    return Events.event(key)
        .setEventKey(key)
        .setSource(key.substring(0, key.indexOf(':')))
        .setType(type)
        .setSiteKey(site)
        .setSite(Events.site(site, client, site))
        .setOccurredAt(occurred)
        .setReceivedAt(occurred.plusSeconds(60))
        .setServiceDay(occurred.atZone(CHICAGO).toLocalDate())
        .build();
  }

  private static List<CanonicalEvent> november() {
    return List.of(
        event("tracktik:101", EventType.alarm_dispatch, "northgate", "2026-11-03T04:14:00Z"),
        event("tracktik:102", EventType.alarm_dispatch, "northgate", "2026-11-09T22:00:00Z"),
        event("bold:77", EventType.alarm_dispatch, "northgate", "2026-11-09T22:20:00Z"),
        event("bold:78", EventType.false_alarm, "northgate", "2026-11-12T03:00:00Z"),
        event("bold:90", EventType.alarm, "harbor", "2026-11-14T08:00:00Z"),
        event("bold:91", EventType.alarm, "harbor", "2026-11-14T08:05:00Z"),
        event("bold:92", EventType.alarm, "harbor", "2026-11-14T09:00:00Z"));
  }

  private static Report report(List<CanonicalEvent> events, Unread unread) {
    return Backtest.run(
        new History(events, Map.of(), List.of(), List.of(published), unread),
        candidate,
        "next-year.yml",
        List.of(),
        NOVEMBER,
        QUIET);
  }

  @Test
  void theExampleOfTheDocumentationIsWhatIsSaid() {
    assertThat(report(november(), new Unread()).text(null)).isEqualTo(sample);
  }

  @Test
  void whereNothingDiffersTheSumsAreThereAllTheSame() {
    var history = new History(november(), Map.of(), List.of(), List.of(published), new Unread());

    assertThat(Backtest.run(history, published, "same.yml", List.of(), NOVEMBER, QUIET).text(null))
        .isEqualTo(
            """
            Back-test of same.yml (version 7) on the service days 2026-11-01 to 2026-11-30: 7 events.
            Before: as published, version 7. After: same.yml decides each of these days. Nothing was written.

            No line differs.

            client      sku  meter  lines before  after  added  removed  changed  amount before   after  difference
            all others                         5      5      0        0        0         255.10  255.10    0.00 USD
            total                              5      5      0        0        0         255.10  255.10    0.00 USD
            """);
  }

  @Test
  void whereThereIsNoEventNothingIsSummedUp() {
    assertThat(report(List.of(), new Unread()).text(null))
        .isEqualTo(
            """
            Back-test of next-year.yml (version 8) on the service days 2026-11-01 to 2026-11-30: 0 events.
            Before: as published, version 7. After: next-year.yml decides each of these days. Nothing was written.

            No line differs.
            """);
  }

  @Test
  void ofManyEventsOnlyTheFirstAreTold() {
    var events = new ArrayList<CanonicalEvent>();
    for (int i = 0; i < 13; i++) {
      events.add(
          event(
              "tracktik:%02d".formatted(i),
              EventType.alarm_dispatch,
              "harbor",
              "2026-11-03T%02d:00:00Z".formatted(6 + i)));
    }

    assertThat(report(events, new Unread()).text(null))
        .contains("  tracktik:09 at ")
        .doesNotContain("tracktik:10")
        .endsWith("\n  and 3 more, see --csv\n");
    assertThat(report(events, new Unread()).text("lines.csv"))
        .endsWith("\n  and 3 more, see lines.csv\n");
  }

  @Test
  void whatCouldNotBeReadIsCountedAndNamed() {
    var one = new Unread();
    one.add("events.canonical, partition 1, offset 7", "the value is empty");
    var many = new Unread();
    for (int i = 0; i < 103; i++) {
      many.add("events.canonical, partition 0, offset " + i, "the value is empty");
    }

    assertThat(report(List.of(), one).text(null))
        .endsWith(
            """

            1 record could not be read and has no part in these figures:
              events.canonical, partition 1, offset 7: the value is empty
            """);
    assertThat(report(List.of(), many).text(null))
        .contains("\n103 records could not be read and have no part in these figures:\n")
        .endsWith("  events.canonical, partition 0, offset 99: the value is empty\n  and 3 more\n");
  }

  @Test
  void theJsonSaysTheSame() throws Exception {
    var unread = new Unread();
    unread.add("config.rulings, key x", "it has no value");

    JsonNode json = new ObjectMapper().readTree(report(november(), unread).json());

    assertThat(json.get("rulebook").asText()).isEqualTo("next-year.yml");
    assertThat(json.get("version").asInt()).isEqualTo(8);
    assertThat(json.get("from").asText()).isEqualTo("2026-11-01");
    assertThat(json.get("to").asText()).isEqualTo("2026-11-30");
    assertThat(json.get("published_versions").toString()).isEqualTo("[7]");
    assertThat(json.get("events").asInt()).isEqualTo(7);
    assertThat(json.get("totals").toString())
        .isEqualTo(
            "[{\"currency\":\"USD\",\"lines_before\":5,\"lines_after\":2,\"added\":0,"
                + "\"removed\":3,\"changed\":1,\"amount_before\":\"255.10\","
                + "\"amount_after\":\"87.55\",\"difference\":\"-167.55\"}]");
    assertThat(json.get("end_states").toString())
        .contains(
            "{\"end_state_before\":\"NOT_BILLABLE\",\"reason_code_before\":\"SIGNAL_ONLY\","
                + "\"end_state_after\":\"NOT_BILLABLE\",\"reason_code_after\":\"FALSE_ALARM\","
                + "\"events\":1,\"without_money\":1}");
    assertThat(json.get("changes")).hasSize(4);
    assertThat(json.get("changes").get(0).get("difference").isTextual()).isTrue();
    assertThat(sum(json.get("changes"))).isEqualByComparingTo("-167.55");
    assertThat(sum(json.get("lines"))).isEqualByComparingTo("-167.55");
    assertThat(json.get("unread").asInt()).isEqualTo(1);
    assertThat(json.get("unread_records").toString())
        .isEqualTo("[{\"where\":\"config.rulings, key x\",\"reason\":\"it has no value\"}]");
  }

  private static BigDecimal sum(JsonNode rows) {
    var sum = BigDecimal.ZERO;
    for (JsonNode row : rows) {
      sum = sum.add(new BigDecimal(row.get("difference").asText()));
    }
    return sum;
  }

  @Test
  void howFarItIsIsSaidNowAndThen() {
    var history = new History(november(), Map.of(), List.of(), List.of(published), new Unread());
    var always = new ArrayList<String>();
    var seldom = new ArrayList<String>();

    Backtest.run(
        history, candidate, "a", List.of(), NOVEMBER, new Progress(always::add, Duration.ZERO));
    Backtest.run(
        history,
        candidate,
        "a",
        List.of(),
        NOVEMBER,
        new Progress(seldom::add, Duration.ofHours(1)));

    assertThat(always).containsExactly("Decided 1 of 2 accounts.", "Decided 2 of 2 accounts.");
    assertThat(seldom).isEmpty();
  }

  @Test
  void theCsvFileHasARowForEachLineThatDiffers() throws Exception {
    Path file = Files.writeString(dir.resolve("lines.csv"), "stale\n".repeat(1_000));

    report(november(), new Unread()).writeCsv(file);

    assertThat(Files.readString(file)).doesNotContain("stale").hasLineCount(5);
  }
}
