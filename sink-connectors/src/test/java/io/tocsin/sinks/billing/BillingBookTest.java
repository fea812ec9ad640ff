package io.tocsin.sinks.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import io.tocsin.sinks.Sample;
import io.tocsin.sinks.runtime.Recorded;
import io.tocsin.sinks.runtime.SinkWrite;
import io.tocsin.sinks.runtime.Version;
import io.tocsin.sinks.runtime.WriteStatus;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
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
      var book = new BillingBook(recorded, live.values(), openClaims());
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

    /// As the view `open_charge_conflicts`: made by the newest decision on the event, not charged.
    List<ChargeClaim> openClaims() {
      return conflicts.stream()
          .map(ChargeConflict::claim)
          .filter(c -> recorded.get(c.eventKey()).version().equals(c.subject().version()))
          .filter(
              c ->
                  lines.stream()
                      .noneMatch(
                          l ->
                              l.reverses().isEmpty()
                                  && l.chargeKey().equals(c.chargeKey())
                                  && l.subject().equals(c.subject())))
          .toList();
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
  void theSignalMeterIsChargedBesideTheResponseAndWithoutARoute() {
    Charge signal = Sample.charge(KEY, "signal-key", "0.05");
    Decision both =
        Decision.newBuilder(Sample.billable(KEY, 1, "35.00")).setSignalCharge(signal).build();
    Decision onTest =
        Decision.newBuilder(Sample.decision(KEY, 2, 1).build()).setSignalCharge(signal).build();

    Tables tables = after(both, onTest);

    assertThat(tables.story())
        .containsExactly("CHARGE 35.0000 r1", "CHARGE 0.0500 r1", "REVERSAL -35.0000 r2");
    assertThat(tables.live.keySet()).containsExactly("signal-key");
    assertThat(tables.writes.get(KEY).detail())
        .isEqualTo("reversed 35.00 USD; charge of 0.05 USD stands");
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
    assertThat(tables.openClaims()).hasSize(1);
  }

  private static final String GIVER = "manitou:giver";
  private static final String TAKER = "tracktik:taker";
  private static final Decision HELD =
      Sample.billable(GIVER, 1, 1, Sample.charge(GIVER, "shared", "50.00"));
  private static final Decision GIVEN_UP = merged(GIVER, 1, 2);
  private static final Decision TAKEN =
      Sample.billable(TAKER, 1, 1, Sample.charge(TAKER, "shared", "50.00"));

  private static Decision merged(String event, int revision, int number) {
    return Sample.decision(event, revision, number)
        .setEndState(EndState.MERGED)
        .setReasonCode("SAME_INCIDENT")
        .setReason("one incident with another")
        .build();
  }

  private static List<String> whoSaysWhat(Tables tables) {
    return tables.lines.stream()
        .map(
            l ->
                "%s %s %s"
                    .formatted(
                        l.kind(), l.subject().eventKey(), l.terms().amount().toPlainString()))
        .toList();
  }

  @Test
  void aChargeGoesToAnotherEventThatComesAfterItWasGivenUp() {
    Tables tables = after(HELD, GIVEN_UP, TAKEN);

    assertThat(whoSaysWhat(tables))
        .containsExactly(
            "CHARGE manitou:giver 50.0000",
            "REVERSAL manitou:giver -50.0000",
            "CHARGE tracktik:taker 50.0000");
    assertThat(tables.conflicts).isEmpty();
    assertThat(tables.live.get("shared").eventKey()).isEqualTo(TAKER);
  }

  @Test
  void aChargeGoesToAnotherEventThatCameBeforeItWasGivenUp() {
    Tables tables = after(HELD, TAKEN, GIVEN_UP);

    assertThat(whoSaysWhat(tables))
        .containsExactly(
            "CHARGE manitou:giver 50.0000",
            "REVERSAL manitou:giver -50.0000",
            "CHARGE tracktik:taker 50.0000");
    assertThat(tables.lines.getLast().subject().version()).isEqualTo(new Version(1, 1));
    assertThat(tables.lines.getLast().memo()).isEqualTo(TAKEN.getSummary());
    assertThat(tables.conflicts).hasSize(1);
    assertThat(tables.openClaims()).isEmpty();
    assertThat(tables.live.get("shared").eventKey()).isEqualTo(TAKER);
    assertThat(tables.writes.get(TAKER).status()).isEqualTo(WriteStatus.WRITTEN);
    assertThat(tables.writes.get(TAKER).detail())
        .isEqualTo("charged 50.00 USD, which manitou:giver gave up");
    assertThat(tables.writes.get(GIVER).detail()).isEqualTo("reversed 50.00 USD");
  }

  @Test
  void replaysOfAnExchangeChangeNothing() {
    for (List<Decision> order :
        List.of(List.of(HELD, GIVEN_UP, TAKEN), List.of(HELD, TAKEN, GIVEN_UP))) {
      Tables once = after(order.toArray(Decision[]::new));
      Tables again = after(order.toArray(Decision[]::new));

      again.write(order);
      order.reversed().forEach(d -> again.write(List.of(d)));

      assertThat(again.lines).isEqualTo(once.lines);
      assertThat(again.live).isEqualTo(once.live);
      assertThat(again.conflicts).isEqualTo(once.conflicts);
      assertThat(again.writes).isEqualTo(once.writes);
    }
  }

  @Test
  void aClaimThatANewerDecisionDroppedIsNotCharged() {
    Tables tables = after(HELD, TAKEN, merged(TAKER, 1, 2), GIVEN_UP);

    assertThat(whoSaysWhat(tables))
        .containsExactly("CHARGE manitou:giver 50.0000", "REVERSAL manitou:giver -50.0000");
    assertThat(tables.live).isEmpty();
  }

  @Test
  void aHolderThatOnlyChangesItsTermsKeepsItsCharge() {
    Tables tables =
        after(HELD, TAKEN, Sample.billable(GIVER, 2, 1, Sample.charge(GIVER, "shared", "60.00")));

    assertThat(tables.live.get("shared").eventKey()).isEqualTo(GIVER);
    assertThat(tables.openClaims()).hasSize(1);
    assertThat(tables.writes.get(TAKER).status()).isEqualTo(WriteStatus.CONFLICT);
  }

  @Test
  void twoEventsThatExchangeTheirChargesBothGetTheirs() {
    Tables tables =
        after(
            Sample.billable(GIVER, 1, 1, Sample.charge(GIVER, "one", "10.00")),
            Sample.billable(TAKER, 1, 1, Sample.charge(TAKER, "two", "20.00")),
            Sample.billable(GIVER, 1, 2, Sample.charge(GIVER, "two", "20.00")),
            Sample.billable(TAKER, 1, 2, Sample.charge(TAKER, "one", "10.00")));

    assertThat(tables.live.get("one").eventKey()).isEqualTo(TAKER);
    assertThat(tables.live.get("two").eventKey()).isEqualTo(GIVER);
    assertThat(tables.openClaims()).isEmpty();
  }

  @Test
  void anEventWithTwoClaimsIsInConflictUntilBothAreCharged() {
    Decision both =
        Decision.newBuilder(TAKEN).setSignalCharge(Sample.charge(TAKER, "signal", "0.05")).build();
    Decision signalHeld =
        Decision.newBuilder(merged("a:third", 1, 1))
            .setSignalCharge(Sample.charge("a:third", "signal", "0.05"))
            .build();

    Tables tables = after(HELD, signalHeld, both, GIVEN_UP);
    assertThat(tables.writes.get(TAKER).status()).isEqualTo(WriteStatus.CONFLICT);

    tables.write(List.of(merged("a:third", 2, 1)));
    assertThat(tables.writes.get(TAKER).status()).isEqualTo(WriteStatus.WRITTEN);
    assertThat(tables.live.values()).extracting(LiveCharge::eventKey).containsOnly(TAKER);
  }

  @Test
  void ofTwoClaimantsTheLowerEventKeyIsChargedWhoeverCameFirst() {
    Decision other = Sample.billable("a:other", 1, 1, Sample.charge("a:other", "shared", "50.00"));

    for (List<Decision> order : List.of(List.of(HELD, TAKEN, other), List.of(HELD, other, TAKEN))) {
      Tables tables = after(order.toArray(Decision[]::new));
      tables.write(List.of(GIVEN_UP));

      assertThat(tables.live.get("shared").eventKey()).isEqualTo("a:other");
      assertThat(tables.openClaims()).extracting(ChargeClaim::eventKey).containsExactly(TAKER);
    }
  }

  /// In whatever order the decisions of two events come that exchange charges, and however often:
  /// each has in the end what its newest decision wants. Runs one seed again with
  /// `-Dtocsin.seed=…`.
  @ParameterizedTest
  @MethodSource("seeds")
  void anExchangeEndsRightInAnyOrder(long seed) {
    var random = new Random(seed);
    var newest = new HashMap<String, Decision>();
    var log = new ArrayList<Decision>();
    for (int step = 1; step <= 1 + random.nextInt(6); step++) {
      // At every step each key is wanted by one of the two at most, as the policy decides it.
      var wanted = new HashMap<String, Charge>();
      for (String key : List.of("response-1", "response-2")) {
        String event = List.of(GIVER, TAKER).get(random.nextInt(2));
        if (random.nextInt(4) > 0) {
          wanted.putIfAbsent(event, Sample.charge(event, key, 1 + random.nextInt(3) + "0.00"));
        }
      }
      for (String event : List.of(GIVER, TAKER)) {
        Charge charge = wanted.get(event);
        Decision decision =
            charge == null ? merged(event, 1, step) : Sample.billable(event, 1, step, charge);
        newest.put(event, decision);
        log.add(decision);
      }
    }
    Collections.shuffle(log, random);
    var delivered = new ArrayList<>(log);
    for (int again = random.nextInt(5); again > 0; again--) {
      delivered.add(random.nextInt(delivered.size()), log.get(random.nextInt(log.size())));
    }

    var tables = new Tables();
    for (int from = 0; from < delivered.size(); ) {
      int to = Math.min(delivered.size(), from + 1 + random.nextInt(4));
      tables.write(delivered.subList(from, to));
      from = to;
      assertThat(sums(tables.lines)).as("seed %d", seed).isEqualTo(live(tables.live));
    }

    var expected = new HashMap<String, String>();
    newest.forEach(
        (event, decision) ->
            BillingBook.wanted(decision)
                .forEach(c -> expected.put(c.getChargeKey(), event + " " + c.getAmount())));
    var standing = new HashMap<String, String>();
    tables.live.forEach(
        (key, charge) -> standing.put(key, charge.eventKey() + " " + charge.terms().amount()));
    assertThat(standing).as("seed %d", seed).isEqualTo(expected);
    assertThat(tables.openClaims()).as("seed %d", seed).isEmpty();
    assertThat(tables.writes.values())
        .as("seed %d", seed)
        .noneMatch(write -> write.status() == WriteStatus.CONFLICT);
    assertThat(reversedTwice(tables.lines)).as("seed %d", seed).isEmpty();
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
    assertThat(battered.writes).as("seed %d", seed).isEqualTo(plain.writes);
    assertThat(battered.openClaims()).as("seed %d", seed).isEqualTo(plain.openClaims());
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
