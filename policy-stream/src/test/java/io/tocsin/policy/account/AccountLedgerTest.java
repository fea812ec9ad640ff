package io.tocsin.policy.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Events;
import io.tocsin.policy.Rulebooks;
import io.tocsin.policy.decision.Allowance;
import io.tocsin.policy.decision.Decider;
import io.tocsin.policy.decision.Draft;
import io.tocsin.policy.decision.SignalUnit;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class AccountLedgerTest {
  private static final CompiledRulebook RULES =
      Rulebooks.read(Rulebooks.yaml(1, "2026-01-01", "85.00"));
  private static final Instant START = Instant.parse("2026-11-02T06:00:00Z");
  private static final long HISTORIES = 100;

  /// A draft that is charged, counted as a signal, or both.
  private static Draft draft(String id, Instant at, Allowance allowance, Integer included) {
    Decision decision =
        Decider.decide(
            Events.event(id)
                .setOccurredAt(at)
                .setServiceDay(LocalDate.ofInstant(at, ZoneOffset.UTC))
                .build(),
            Optional.of(RULES));
    Charge signal =
        Charge.newBuilder(decision.getCharge())
            .setSku("SIGNAL")
            .setChargeKey("signal " + id)
            .build();
    return new Draft(
        decision, allowance, included == null ? null : new SignalUnit(signal, included));
  }

  /// Drafts come, change and go; whatever is not named as affected is as it was, and all of it is
  /// as the drafts say that are there now.
  @TestFactory
  Stream<DynamicTest> whateverComesAndGoesTheDraftsAloneDecide() {
    Long seed = Long.getLong("tocsin.seed");
    LongStream seeds = seed == null ? LongStream.range(0, HISTORIES) : LongStream.of(seed);
    return seeds.mapToObj(it -> DynamicTest.dynamicTest("seed " + it, () -> holds(it)));
  }

  private static void holds(long seed) {
    var random = new Random(seed);
    var ledger = new AccountLedger(new MemoryAccount());
    var drafts = new TreeMap<String, Draft>();
    var said = new HashMap<String, Decision>();
    int spread = random.nextBoolean() ? 5_000_000 : 60;
    for (int i = 0; i < 60; i++) {
      String id = Integer.toString(random.nextInt(25));
      String key = "tracktik:" + id;
      Draft draft = random.nextInt(4) == 0 ? null : draft(random, id, spread);
      Set<String> affected = ledger.put(key, draft);
      if (draft == null) {
        drafts.remove(key);
        said.remove(key);
      } else {
        drafts.put(key, draft);
      }
      affected.forEach(one -> said.put(one, ledger.decision(one)));
      assertThat(texts(said)).as("seed %d after change %d", seed, i).isEqualTo(slowly(drafts));
      drafts.keySet().forEach(one -> assertThat(ledger.decision(one)).isEqualTo(said.get(one)));
    }
  }

  private static Draft draft(Random random, String id, int spread) {
    List<BigDecimal> units =
        new ArrayList<>(List.of(BigDecimal.ZERO, new BigDecimal("1.5"), new BigDecimal("4")));
    units.add(null);
    var allowance =
        new Allowance(
            units.get(random.nextInt(4)), units.get(random.nextInt(4)), RoundingMode.DOWN);
    return draft(
        id,
        START.plusSeconds(random.nextInt(spread)),
        random.nextInt(5) == 0 ? null : allowance,
        List.of(0, 2, 2, 2, 7).get(random.nextInt(5)));
  }

  private static Map<String, String> texts(Map<String, Decision> decisions) {
    var texts = new TreeMap<String, String>();
    decisions.forEach(
        (key, decision) ->
            texts.put(
                key,
                decision.getEndState()
                    + " "
                    + decision.getReasonCode()
                    + " "
                    + (decision.getCharge() == null ? "-" : decision.getCharge().getAmount())
                    + " "
                    + (decision.getSignalCharge() != null)));
    return texts;
  }

  private static Map<String, String> slowly(Map<String, Draft> drafts) {
    var free = new HashMap<String, BigDecimal>();
    var capped = new HashMap<String, BigDecimal>();
    var signals = new HashMap<String, Integer>();
    var texts = new TreeMap<String, String>();
    drafts.values().stream()
        .sorted(
            Comparator.comparing((Draft draft) -> draft.decision().getOccurredAt())
                .thenComparing(draft -> draft.decision().getEventKey()))
        .forEach(
            draft -> {
              String month = draft.decision().getServiceDay().toString().substring(0, 7);
              BigDecimal rest = BigDecimal.ONE;
              String state = "BILLABLE null";
              if (draft.allowance() != null && draft.allowance().free() != null) {
                BigDecimal used = free.getOrDefault(month, BigDecimal.ZERO);
                BigDecimal given =
                    draft.allowance().free().subtract(used).max(BigDecimal.ZERO).min(rest);
                free.put(month, used.add(given));
                rest = rest.subtract(given);
                state = rest.signum() == 0 ? "NOT_BILLABLE FREE_ALLOWANCE" : state;
              }
              if (draft.allowance() != null
                  && draft.allowance().cap() != null
                  && rest.signum() > 0) {
                BigDecimal used = capped.getOrDefault(month, BigDecimal.ZERO);
                rest = draft.allowance().cap().subtract(used).max(BigDecimal.ZERO).min(rest);
                capped.put(month, used.add(rest));
                state = rest.signum() == 0 ? "NOT_BILLABLE OVER_CAP" : state;
              }
              int rank = signals.merge(month, 1, Integer::sum);
              texts.put(
                  draft.decision().getEventKey(),
                  state
                      + " "
                      + (rest.signum() == 0 ? "-" : rest.multiply(new BigDecimal("85")).setScale(4))
                      + " "
                      + (rank > draft.signal().included()));
            });
    return texts;
  }

  /// The ten-thousandth signal costs what the hundredth did.
  @Test
  void aSignalCostsTheSameHoweverManyThereAre() {
    var asked = new int[1];
    var store =
        new ForwardingStore(new MemoryAccount()) {
          @Override
          void asked(int entries) {
            asked[0] += entries;
          }
        };
    var ledger = new AccountLedger(store);
    var random = new Random(7);
    int most = 0;
    for (int i = 0; i < 1_500; i++) {
      asked[0] = 0;
      Set<String> affected =
          ledger.put(
              "tracktik:" + i,
              draft(Integer.toString(i), START.plusSeconds(random.nextInt(80_000)), null, 1_000));
      assertThat(affected).hasSizeLessThanOrEqualTo(2);
      most = Math.max(most, i == 0 ? 0 : asked[0]);
    }

    assertThat(most).isLessThan(25);
  }

  @Test
  void whatHasNoLimitIsAsItWas() {
    var ledger = new AccountLedger(new MemoryAccount());
    Draft draft = draft("1", START, null, null);

    assertThat(ledger.put("tracktik:1", draft)).containsExactly("tracktik:1");
    assertThat(ledger.decision("tracktik:1")).isEqualTo(draft.decision());
    assertThat(ledger.decision("tracktik:1").getEndState()).isEqualTo(EndState.BILLABLE);
    assertThat(ledger.put("tracktik:1", null)).isEmpty();
    assertThat(ledger.decision("tracktik:1")).isNull();
  }
}
