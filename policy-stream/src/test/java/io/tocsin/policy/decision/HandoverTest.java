package io.tocsin.policy.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Events;
import io.tocsin.policy.Rulebooks;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HandoverTest {
  /// A draft of an event with some charge key; null = without a charge.
  private static Draft draft(String id, String chargeKey) {
    Decision decision =
        Decider.decide(
            Events.event(id).build(),
            Optional.of(Rulebooks.read(Rulebooks.yaml(1, "2026-01-01", "85.00"))));
    Charge charge =
        chargeKey == null
            ? null
            : Charge.newBuilder(decision.getCharge()).setChargeKey(chargeKey).build();
    return new Draft(Decision.newBuilder(decision).setCharge(charge).build(), null, null);
  }

  private static List<String> order(Map<String, String> held, Draft... drafts) {
    return Handover.order(held, List.of(drafts)).stream()
        .map(
            draft ->
                draft.decision().getEventKey().substring("tracktik:".length())
                    + " "
                    + (draft.decision().getCharge() == null
                        ? "-"
                        : draft.decision().getCharge().getChargeKey()))
        .toList();
  }

  @Test
  void whoGivesUpGoesFirst() {
    assertThat(order(Map.of("tracktik:b", "k1"), draft("a", "k1"), draft("b", null)))
        .containsExactly("b -", "a k1");
  }

  @Test
  void aRowMovesUpFromItsEnd() {
    assertThat(
            order(
                Map.of("tracktik:a", "k1", "tracktik:b", "k2"),
                draft("new", "k1"),
                draft("a", "k2"),
                draft("b", "k3")))
        .containsExactly("b k3", "a k2", "new k1");
  }

  @Test
  void anExchangeNeedsAMomentWithout() {
    assertThat(
            order(
                Map.of("tracktik:a", "k1", "tracktik:b", "k2"), draft("a", "k2"), draft("b", "k1")))
        .containsExactly("a -", "b k1", "a k2");
  }

  @Test
  void whatStaysDoesNotMove() {
    assertThat(
            order(
                Map.of("tracktik:a", "k1", "tracktik:b", "k2"), draft("a", "k1"), draft("b", "k2")))
        .containsExactly("a k1", "b k2");
  }
}
