package io.tocsin.books.close;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.books.close.Balance.Counts;
import io.tocsin.books.close.Balance.Outcome;
import io.tocsin.schemas.EndState;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What a person reads of a closed day.
final class SummaryTest {
  private static Summary summary(Counts counts, Exceptions exceptions, MoneySums money) {
    return new Summary(
        7,
        Facts.DAY,
        ZoneId.of("America/Chicago"),
        Instant.parse("2026-03-11T07:10:00Z"),
        Instant.parse("2026-03-11T07:10:09.123Z"),
        "schedule",
        counts,
        exceptions,
        money);
  }

  @Test
  void exceptionsComeFirst() throws IOException {
    var deadLetters = new Reasons();
    for (int offset = 0; offset < 7; offset++) {
      deadLetters.add("UNREADABLE", "raw.aura/0/" + offset);
    }
    var inReview = new Reasons();
    inReview.add("UNMAPPED_CODE", "tracktik:1\u001b[2J");
    inReview.add("NO_CONTRACT", "tracktik:2");
    var money = new TreeMap<MoneySums.Key, MoneySums.Sum>();
    money.put(
        new MoneySums.Key("acme", "USD"),
        new MoneySums.Sum(120, new BigDecimal("4200.0000"), 3, new BigDecimal("-85.5000"), 4));
    money.put(
        new MoneySums.Key("birch", "EUR"),
        new MoneySums.Sum(1, new BigDecimal("7.1250"), 0, BigDecimal.ZERO, 0));
    var counts =
        new Counts(
            150,
            Map.of(
                Outcome.NEW, 124L,
                Outcome.REVISION, 9L,
                Outcome.DUPLICATE, 10L,
                Outcome.DEAD_LETTERED, 7L),
            129,
            2,
            4,
            1,
            3,
            Map.of(
                EndState.BILLABLE, 125L,
                EndState.NOT_BILLABLE, 1L,
                EndState.IN_REVIEW, 2L,
                EndState.DEAD_LETTERED, 1L),
            deadLetters,
            inReview);
    var exceptions =
        new Exceptions(
            List.of(
                new Exceptions.Conflict(
                    "tracktik:9",
                    new BigDecimal("35.0000"),
                    "USD",
                    "charge key is live for event manitou:4 with 35.00 USD")),
            1,
            List.of(new Exceptions.SinkCount("quickbooks", "UNKNOWN_OUTCOME", 2)));

    assertThat(summary(counts, exceptions, new MoneySums(money)).text())
        .isEqualTo(resource("summary.txt"));
  }

  @Test
  void aQuietDaySaysSo() {
    var counts = new Counts(0, Map.of(), 0, 0, 0, 0, 0, Map.of(), new Reasons(), new Reasons());

    assertThat(
            summary(counts, new Exceptions(List.of(), 0, List.of()), new MoneySums(new TreeMap<>()))
                .text())
        .contains("\nEXCEPTIONS\n  none\n", "\nMONEY\n  no invoice lines\n");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = SummaryTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
