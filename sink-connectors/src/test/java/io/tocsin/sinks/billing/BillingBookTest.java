package io.tocsin.sinks.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.sinks.Sample;
import io.tocsin.sinks.runtime.Recorded;
import io.tocsin.sinks.runtime.SinkWrite;
import io.tocsin.sinks.runtime.Version;
import io.tocsin.sinks.runtime.WriteStatus;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BillingBookTest {
  private static final String KEY = "tracktik:1";

  /// The tables, in memory: what [ChargeTables] and `sink_writes` do to a batch.
  private static final class Tables {
    final Map<String, Recorded> recorded = new HashMap<>();
    final Map<String, SinkWrite> writes = new HashMap<>();
    final Map<String, LiveCharge> live = new HashMap<>();
    final List<ChargeLine> lines = new ArrayList<>();
    final List<ChargeConflict> conflicts = new ArrayList<>();

    void write(List<Decision> batch) {
      var book = new BillingBook(recorded, live.values());
      batch.forEach(d -> book.apply(d, 1));
      long first = lines.size();
      LongUnaryOperator number = n -> n > 0 ? n : first - n;
      for (ChargeLine line : book.lines()) {
        lines.add(
            new ChargeLine(
                number.applyAsLong(line.lineNo()),
                line.chargeKey(),
                line.subject(),
                line.reverses().isPresent()
                    ? OptionalLong.of(number.applyAsLong(line.reverses().getAsLong()))
                    : line.reverses(),
                line.terms(),
                line.serviceDay(),
                line.memo()));
      }
      conflicts.addAll(book.conflicts());
      assertThat(live.values().removeIf(c -> book.ended().contains(c.lineNo())))
          .isEqualTo(!book.ended().isEmpty());
      for (LiveCharge c : book.begun()) {
        LiveCharge before =
            live.put(
                c.chargeKey(),
                new LiveCharge(
                    c.chargeKey(),
                    c.eventKey(),
                    number.applyAsLong(c.lineNo()),
                    c.terms(),
                    c.serviceDay()));
        assertThat(before).as("live charges have one row for a charge key").isNull();
      }
      book.writes()
          .forEach(
              (event, write) -> {
                recorded.put(event, new Recorded(write.version(), write.status()));
                writes.put(event, write);
              });
    }

    List<String> story() {
      return lines.stream()
          .map(
              l ->
                  "%s %s r%d"
                      .formatted(
                          l.kind(),
                          l.terms().amount().toPlainString(),
                          l.subject().version().revision()))
          .toList();
    }
  }

  private static Tables after(Decision... decisions) {
    var tables = new Tables();
    for (Decision decision : decisions) {
      tables.write(List.of(decision));
    }
    return tables;
  }

  @Test
  void aBillableEventIsCharged() {
    Tables tables = after(Sample.billable(KEY, 1, "35.00"));

    assertThat(tables.story()).containsExactly("CHARGE 35.0000 r1");
    assertThat(tables.writes.get(KEY).detail()).isEqualTo("charged 35.00 USD");
    assertThat(tables.lines.getFirst().memo()).isEqualTo("Alarm dispatch at site-1");
  }

  @Test
  void anEventThatIsNotBillableNeedsNothing() {
    Tables tables = after(Sample.decision(KEY, 1, 1).build());

    assertThat(tables.lines).isEmpty();
    assertThat(tables.writes.get(KEY).status()).isEqualTo(WriteStatus.NOTHING_TO_DO);
  }

  @Test
  void aChargeThatIsNotRoutedToBillingIsNotCharged() {
    Decision unrouted =
        Decision.newBuilder(Sample.billable(KEY, 1, "35.00")).setRoutes(List.of("crm")).build();

    assertThat(after(unrouted).lines).isEmpty();
  }

  @Test
  void anotherPriceReversesAndCharges() {
    Tables tables = after(Sample.billable(KEY, 1, "35.00"), Sample.billable(KEY, 2, "70.00"));

    assertThat(tables.story())
        .containsExactly("CHARGE 35.0000 r1", "REVERSAL -35.0000 r2", "CHARGE 70.0000 r2");
    assertThat(tables.lines.get(1).reverses()).hasValue(1);
    assertThat(tables.writes.get(KEY).detail()).isEqualTo("reversed 35.00 USD; charged 70.00 USD");
  }

  @Test
  void theSameChargeStandsOverRevisions() {
    Tables tables = after(Sample.billable(KEY, 1, "35.00"), Sample.billable(KEY, 2, "35.00"));

    assertThat(tables.story()).containsExactly("CHARGE 35.0000 r1");
    assertThat(tables.writes.get(KEY).detail()).isEqualTo("charge of 35.00 USD stands");
  }

  @Test
  void aRevisionThatIsNotBillableAnyMoreReverses() {
    Tables tables = after(Sample.billable(KEY, 1, "35.00"), Sample.decision(KEY, 2, 1).build());

    assertThat(tables.story()).containsExactly("CHARGE 35.0000 r1", "REVERSAL -35.0000 r2");
    assertThat(tables.live).isEmpty();
    assertThat(tables.lines.get(1).memo()).isEqualTo("Reversal: no guard was sent");
  }

  @Test
  void theSameDecisionAHundredTimesIsOneLine() {
    var tables = new Tables();
    for (int i = 0; i < 50; i++) {
      Decision decision = Sample.billable(KEY, 1, "35.00");
      tables.write(List.of(decision, decision));
    }

    assertThat(tables.story()).containsExactly("CHARGE 35.0000 r1");
  }

  @Test
  void anOlderDecisionChangesNothing() {
    Tables tables =
        after(
            Sample.billable(KEY, 2, "70.00"),
            Sample.billable(KEY, 1, "35.00"),
            Sample.decision(KEY, 1, 9).build());

    assertThat(tables.story()).containsExactly("CHARGE 70.0000 r2");
    assertThat(tables.writes.get(KEY).version()).isEqualTo(new Version(2, 1));
  }

  @Test
  void aDecisionThatWaitsForARetryIsTakenWhenItComes() {
    var tables = new Tables();
    tables.recorded.put(KEY, new Recorded(new Version(1, 1), WriteStatus.RETRYING));

    tables.write(List.of(Sample.billable(KEY, 1, "35.00")));

    assertThat(tables.story()).containsExactly("CHARGE 35.0000 r1");
  }

  @Test
  void aKeyThatIsLiveForAnotherEventIsAConflictAndItsOwnOldChargeEnds() {
    Charge contested = Sample.charge("x", "shared", "50.00");
    Tables tables =
        after(
            Sample.billable("tracktik:holder", 1, 1, contested),
            Sample.billable(KEY, 1, "35.00"),
            Sample.billable(KEY, 2, 1, contested));

    assertThat(tables.story())
        .containsExactly("CHARGE 50.0000 r1", "CHARGE 35.0000 r1", "REVERSAL -35.0000 r2");
    assertThat(tables.conflicts).hasSize(1);
    assertThat(tables.conflicts.getFirst().liveLineNo()).isEqualTo(1);
    assertThat(tables.writes.get(KEY).status()).isEqualTo(WriteStatus.CONFLICT);
    assertThat(tables.live.get("shared").eventKey()).isEqualTo("tracktik:holder");
  }

  static LongStream seeds() {
    String again = System.getProperty("tocsin.seed");
    return again != null
        ? LongStream.of(Long.parseLong(again))
        : LongStream.concat(LongStream.rangeClosed(1, 200), LongStream.of(new Random().nextLong()));
  }

  /// Whatever the cuts between batches and whatever is delivered again, the lines are the same, and
  /// their sum is what is live. Runs one seed again with `-Dtocsin.seed=…`.
  @ParameterizedTest
  @MethodSource("seeds")
  void neitherBatchesNorRedeliveryChangeTheLines(long seed) {
    var random = new Random(seed);
    List<Decision> log = log(random);
    Tables plain = after(log.toArray(Decision[]::new));

    var battered = new Tables();
    int read = 0;
    while (read < log.size()) {
      int from = random.nextInt(4) == 0 ? random.nextInt(read + 1) : read;
      int to = Math.min(log.size(), read + random.nextInt(8));
      var batch = new ArrayList<>(log.subList(from, to));
      if (random.nextBoolean() && read > 0) {
        batch.addFirst(log.get(random.nextInt(read)));
      }
      battered.write(batch);
      read = to;
    }

    assertThat(battered.lines).as("seed %d", seed).isEqualTo(plain.lines);
    assertThat(battered.live).as("seed %d", seed).isEqualTo(plain.live);
    assertThat(battered.recorded).as("seed %d", seed).isEqualTo(plain.recorded);
    assertThat(sums(battered.lines)).as("seed %d", seed).isEqualTo(live(battered.live));
    assertThat(reversedTwice(battered.lines)).as("seed %d", seed).isEmpty();
  }

  private static List<Decision> log(Random random) {
    var versions = new HashMap<String, Version>();
    var log = new ArrayList<Decision>();
    for (int i = 0; i < 60; i++) {
      String event = "tracktik:" + random.nextInt(4);
      Version last = versions.getOrDefault(event, new Version(1, 0));
      Version next =
          random.nextInt(3) == 0
              ? new Version(last.revision(), last.decisionNumber() + 1)
              : new Version(last.revision() + 1, 1);
      versions.put(event, next);
      log.add(
          random.nextInt(3) == 0
              ? Sample.decision(event, next.revision(), next.decisionNumber()).build()
              : Sample.billable(
                  event,
                  next.revision(),
                  next.decisionNumber(),
                  Sample.charge(
                      event, "key-" + random.nextInt(5), (1 + random.nextInt(3)) + "0.00")));
    }
    return log;
  }

  private static Map<String, BigDecimal> sums(List<ChargeLine> lines) {
    var sums = new HashMap<String, BigDecimal>();
    lines.forEach(l -> sums.merge(l.chargeKey(), l.terms().amount(), BigDecimal::add));
    sums.values().removeIf(sum -> sum.signum() == 0);
    return sums;
  }

  private static Map<String, BigDecimal> live(Map<String, LiveCharge> live) {
    var sums = new HashMap<String, BigDecimal>();
    live.forEach((key, charge) -> sums.put(key, charge.terms().amount()));
    return sums;
  }

  private static Set<Long> reversedTwice(List<ChargeLine> lines) {
    var once = new HashSet<Long>();
    var twice = new HashSet<Long>();
    lines.stream()
        .filter(l -> l.reverses().isPresent())
        .map(l -> l.reverses().getAsLong())
        .filter(n -> !once.add(n))
        .forEach(twice::add);
    return twice;
  }
}
