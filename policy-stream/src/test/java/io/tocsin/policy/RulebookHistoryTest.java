package io.tocsin.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.platform.Sha256;
import io.tocsin.schemas.Rulebook;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class RulebookHistoryTest {
  private final PlainAvro avro = new PlainAvro();
  private final Map<String, byte[]> published = new HashMap<>();

  private void publish(int version, String effectiveFrom, String reason) {
    String yaml = Rulebooks.yaml(version, effectiveFrom, "85.00");
    published.put(
        Integer.toString(version), avro.bytes(record(version, effectiveFrom, yaml, reason)));
  }

  private static Rulebook record(int version, String effectiveFrom, String yaml, String reason) {
    return Rulebook.newBuilder()
        .setVersion(version)
        .setEffectiveFrom(LocalDate.parse(effectiveFrom))
        .setYaml(yaml)
        .setSha256(Sha256.of(yaml.getBytes(StandardCharsets.UTF_8)))
        .setPublishedBy("ann")
        .setReason(reason)
        .setPublishedAt(Instant.parse("2026-01-01T08:00:00Z"))
        .build();
  }

  /// The first columns of the table.
  private String days(String today) {
    String table =
        RulebookHistory.table(
            RulebookHistory.of(published, avro.reader(Rulebook.class)), LocalDate.parse(today));
    return table
        .lines()
        .skip(1)
        .map(line -> line.replaceAll(" {2,}2026-01-01T08.*", "").replaceAll(" {2,}", " | "))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void aVersionDecidesItsDaysUntilAHigherOneDoes() {
    publish(1, "2026-01-01", null);
    publish(2, "2026-04-01", null);
    publish(10, "2026-03-01", null);
    publish(11, "2026-06-01", null);

    assertThat(days("2026-02-28"))
        .isEqualTo(
            """
            1 | 2026-01-01 to 2026-02-28, in force today
            2 | none: version 10 took over
            10 | 2026-03-01 to 2026-05-31
            11 | from 2026-06-01\
            """);
    assertThat(days("2025-12-31")).doesNotContain("today");
    assertThat(days("2027-01-01")).endsWith("11 | from 2026-06-01, in force today");
  }

  @Test
  void whatCannotBeUsedTakesNoDays() {
    publish(1, "2026-01-01", null);
    published.put("2", "no avro".getBytes(StandardCharsets.UTF_8));
    published.put("3", avro.bytes(record(3, "2026-01-01", "version: 3\n", null)));
    published.put("notes", new byte[0]);

    assertThat(days("2026-02-28").lines())
        .satisfiesExactly(
            one -> assertThat(one).isEqualTo("1 | from 2026-01-01, in force today"),
            two -> assertThat(two).startsWith("2 | none: left out, "),
            three ->
                assertThat(three)
                    .startsWith("3 | none: left out, line 1, column 1: rulebook: 'effective-from'"),
            notes -> assertThat(notes).startsWith("notes | none: left out, "));
  }

  @Test
  void theTableSaysWhoPublishedWhatWhenAndWhy() {
    publish(7, "2026-01-01", "New prices\nfor 2026");
    String hash =
        Sha256.of(Rulebooks.yaml(7, "2026-01-01", "85.00").getBytes(StandardCharsets.UTF_8));

    String table =
        RulebookHistory.table(
            RulebookHistory.of(published, avro.reader(Rulebook.class)),
            LocalDate.parse("2026-01-01"));

    assertThat(table.lines().map(line -> line.replaceAll(" {2,}", " | ")))
        .containsExactly(
            "version | service days | published | by | sha256 | why",
            "7 | from 2026-01-01, in force today | 2026-01-01T08:00:00Z | ann | %s | New prices for 2026"
                .formatted(hash));
    assertThat(table.lines().map(line -> line.indexOf("ann"))).containsExactly(-1, 64);
    assertThat(table.lines().map(line -> line.indexOf("by"))).containsExactly(64, -1);
  }
}
