package io.tocsin.books.close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tocsin.books.close.Balance.Outcome;
import io.tocsin.books.close.Mismatch.Kind;
import io.tocsin.schemas.EndState;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a balance says of hand-made facts.
final class BalanceTest {
  private final Facts facts = new Facts();
  private final RawInterval records =
      new RawInterval().with("raw.tracktik", 0, 3, 20).with("raw.tracktik", 1, 0, 0);

  private Balance weighed() {
    records.add(Facts.RAW);
    var balance = new Balance(records, Facts.DAY, false);
    balance.delivery(Facts.RAW, Outcome.NEW, null);
    balance.deliveriesDone();
    balance.event(facts.story(), true);
    balance.eventsDone();
    return balance;
  }

  private Map<Kind, Long> mismatches() {
    return weighed().mismatches().counts();
  }

  @Test
  void whatIsWholeBalances() {
    Balance balance = weighed();

    assertThat(balance.mismatches().isEmpty()).isTrue();
    assertThat(balance.counts().events()).isEqualTo(1);
    assertThat(balance.counts().of(EndState.BILLABLE)).isEqualTo(1);
    assertThat(balance.counts().of(Outcome.NEW)).isEqualTo(1);
  }

  @Test
  void recordsAndDeliveriesAreComparedPositionByPosition() {
    records.add(new RawPosition("raw.tracktik", 0, 3));
    records.add(new RawPosition("raw.tracktik", 0, 19));
    var balance = new Balance(records, Facts.DAY, false);
    balance.delivery(new RawPosition("raw.tracktik", 0, 4), Outcome.DUPLICATE, null);
    balance.delivery(new RawPosition("raw.tracktik", 0, 19), Outcome.DEAD_LETTERED, "UNREADABLE");

    balance.deliveriesDone();

    // As many deliveries as records, and yet they do not match.
    assertThat(balance.mismatches().named())
        .extracting(Mismatch::kind, Mismatch::record)
        .containsExactly(
            tuple(Kind.RECORD_WITHOUT_DELIVERY, "raw.tracktik/0/3"),
            tuple(Kind.DELIVERY_WITHOUT_RECORD, "raw.tracktik/0/4"));
    assertThat(balance.mismatches().mayPass()).isFalse();
  }

  @Test
  void anAcceptedDeliveryHasItsEvent() {
    facts.delivered.put(2, new RawPosition("raw.tracktik", 0, 6));

    assertThat(mismatches()).containsOnlyKeys(Kind.DELIVERY_WITHOUT_EVENT);
  }

  @Test
  void anEventHasItsDeliveryOrAReplay() {
    var elsewhere = new RawPosition("raw.tracktik", 0, 9);
    facts.revisions.put(2, new EventStory.Revision(elsewhere, true, Facts.DAY));
    facts.decisions.add(Facts.decided(2, 1, "35.00"));
    facts.billing = Facts.answer(2, 1, "WRITTEN");
    assertThat(mismatches()).isEmpty();

    facts.revisions.put(2, new EventStory.Revision(elsewhere, false, Facts.DAY));
    assertThat(mismatches()).containsOnlyKeys(Kind.EVENT_WITHOUT_DELIVERY);
  }

  @Test
  void anEventOfAnOlderRecordIsOneThatAReplayMade() {
    var older = new RawPosition("raw.tracktik", 0, 2);
    facts.revisions.put(1, new EventStory.Revision(older, true, Facts.DAY));
    facts.delivered.clear();
    records.add(Facts.RAW);
    var balance = new Balance(records, Facts.DAY, false);
    balance.delivery(Facts.RAW, Outcome.DEAD_LETTERED, "UNREADABLE");
    balance.deliveriesDone();
    balance.event(facts.story(), true);
    balance.eventsDone();
    assertThat(balance.mismatches().counts()).isEmpty();
    assertThat(balance.counts().recovered()).isEqualTo(1);

    facts.revisions.put(1, new EventStory.Revision(older, false, Facts.DAY));
    balance.event(facts.story(), true);
    assertThat(balance.mismatches().counts()).containsOnlyKeys(Kind.EVENT_WITHOUT_DELIVERY);
  }

  @Test
  void theNewestRevisionIsDecided() {
    var second = new RawPosition("raw.tracktik", 0, 2); // Of an earlier close.
    facts.revisions.put(2, new EventStory.Revision(second, false, Facts.DAY));

    assertThat(mismatches()).containsOnlyKeys(Kind.EVENT_WITHOUT_DECISION);
  }

  @Test
  void anEventThatPolicyCouldNotReadIsDeadLettered() {
    facts.decisions.clear();
    facts.lines.clear();
    facts.billing = null;
    facts.deadInPolicy.add(1);

    Balance balance = weighed();

    assertThat(balance.mismatches().isEmpty()).isTrue();
    assertThat(balance.counts().of(EndState.DEAD_LETTERED)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "RETRYING, DECISION_WITHOUT_BILLING, true",
    "DEAD_LETTERED, DECISION_DEAD_LETTERED, false"
  })
  void theBillingSinkHasAnswered(String status, Kind kind, boolean passes) {
    facts.billing = Facts.answer(1, 1, status);
    facts.lines.clear();

    Mismatches found = weighed().mismatches();

    assertThat(found.counts()).containsOnlyKeys(kind);
    assertThat(found.mayPass()).isEqualTo(passes);
  }

  @Test
  void anAnswerToALaterDecisionIsForTheNextClose() {
    facts.billing = Facts.answer(2, 1, "WRITTEN");
    facts.lines.clear(); // It went by the first decision: the sink knows the newer one.

    assertThat(mismatches()).isEmpty();
  }

  @Test
  void aWantedChargeHasItsLineOrAConflict() {
    facts.lines.clear();
    assertThat(mismatches()).containsOnlyKeys(Kind.CHARGE_WITHOUT_LINE);

    facts.contested.put(new Decided.Version(1, 1), Set.of("charge-1"));
    assertThat(mismatches()).isEmpty();
  }

  @Test
  void aLineSaysWhatItsDecisionSays() {
    facts.lines.set(0, Facts.charge("line-1", 1, 1, "34.99"));

    assertThat(weighed().mismatches().named())
        .allMatch(m -> m.kind() == Kind.LINE_NOT_DECIDED && m.record().equals("line-1"));
  }

  @Test
  void aLineIsOfADecisionThatIsKnown() {
    facts.lines.add(Facts.charge("line-2", 1, 7, "35.00"));

    assertThat(mismatches()).containsKey(Kind.LINE_WITHOUT_DECISION);
  }

  @Test
  void aReversalTakesBackExactlyItsCharge() {
    Line charge = facts.lines.getFirst();
    facts.decisions.add(Facts.decided(1, 2, null));
    facts.billing = Facts.answer(1, 2, "WRITTEN");
    facts.lines.add(Facts.reversal("line-2", 1, 2, charge, "34.00"));
    assertThat(mismatches()).containsOnlyKeys(Kind.REVERSAL_WITHOUT_CHARGE);

    facts.lines.set(1, Facts.reversal("line-2", 1, 2, charge, "35.00"));
    assertThat(mismatches()).isEmpty();
  }

  @Test
  void whatNothingWantsDoesNotStand() {
    facts.decisions.add(Facts.decided(1, 2, null));
    facts.billing = Facts.answer(1, 2, "NOTHING_TO_DO");

    assertThat(mismatches()).containsOnlyKeys(Kind.CHARGE_NOT_WANTED);
  }

  @Test
  void theFirstTwentyAreNamedAndAllAreCounted() {
    for (int offset = 6; offset < 20; offset++) {
      records.add(new RawPosition("raw.tracktik", 0, offset));
    }
    records.with("raw.aura", 0, 0, 11);
    for (int offset = 0; offset < 11; offset++) {
      records.add(new RawPosition("raw.aura", 0, offset));
    }
    Mismatches found = weighed().mismatches();

    assertThat(found.counts()).containsEntry(Kind.RECORD_WITHOUT_DELIVERY, 25L);
    assertThat(found.named()).hasSize(20);
    assertThat(found.text())
        .startsWith("25 raw records without a delivery:\n  raw.aura/0/0: ")
        .endsWith("  … and 5 more\n");
  }
}
