package io.tocsin.policy.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.platform.Sha256;
import io.tocsin.policy.Events;
import io.tocsin.policy.Rulebooks;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.ReviewReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DeciderTest {
  private static final CompiledRulebook RULES =
      Rulebooks.read(Rulebooks.yaml(7, "2026-01-01", "85.00"));

  @Test
  void aBillableDecisionSaysEverythingThatFinanceAsks() {
    Decision decision = Decider.decide(Events.event("9001").build(), Optional.of(RULES));

    String incident =
        "inc-" + Sha256.of("tracktik:9001".getBytes(StandardCharsets.UTF_8)).substring(0, 32);
    assertThat(decision.getIncidentId()).isEqualTo(incident);
    assertThat(decision.getEndState()).isEqualTo(EndState.BILLABLE);
    assertThat(decision.getReasonCode()).isNull();
    assertThat(decision.getReason()).isEqualTo("ADH: 1 dispatch × 85.00 USD = 85.00 USD.");
    assertThat(decision.getValuesSeen())
        .isEqualTo(
            Map.of("event.type", "alarm_dispatch", "event.category", "After hours dispatch"));
    assertThat(decision.getServiceLevel()).isEqualTo("respond-within-30-minutes");
    assertThat(decision.getSummary())
        .isEqualTo("Alarm dispatch: Alarm response report at Northgate Mall");
    assertThat(decision.getCharge().getContractId()).isEqualTo("NG-2026");
    assertThat(decision.getCharge().getChargeKey())
        .isEqualTo(Sha256.ofFields("northgate", "NG-2026", "ADH", incident, "1"));
  }

  @Test
  void withoutARulebookInForceItSaysSo() {
    Decision decision = Decider.decide(Events.event("1").build(), Optional.empty());

    assertThat(decision.getEndState()).isEqualTo(EndState.IN_REVIEW);
    assertThat(decision.getReasonCode()).isEqualTo("NO_RULE_MATCHED");
    assertThat(decision.getReason()).isEqualTo("No rulebook was in force on 2026-11-02.");
    assertThat(decision.getRulebookVersion()).isZero();
  }

  @Test
  void whatConcernsLifeSafetyIsFollowedUpWhateverTheOutcomeLists() {
    Decision free =
        Decider.decide(
            Events.event("1").setType(EventType.alarm).setLifeSafety(true).build(),
            Optional.of(rulesWith("routes: [crm]}", "routes: []}")));
    Decision billed =
        Decider.decide(
            Events.event("1").setLifeSafety(true).build(),
            Optional.of(rulesWith("routes: [billing, crm]", "routes: [billing]")));
    Decision ordinary =
        Decider.decide(
            Events.event("1").setType(EventType.alarm).build(),
            Optional.of(rulesWith("routes: [crm]}", "routes: []}")));

    assertThat(free.getEndState()).isEqualTo(EndState.NOT_BILLABLE);
    assertThat(free.getReasonCode()).isEqualTo("SIGNAL_ONLY");
    assertThat(free.getRoutes()).containsExactly("crm", "ticketing");
    assertThat(billed.getEndState()).isEqualTo(EndState.BILLABLE);
    assertThat(billed.getCharge()).isNotNull();
    assertThat(billed.getRoutes()).containsExactly("billing", "crm", "ticketing");
    assertThat(ordinary.getRoutes()).isEmpty();
  }

  @Test
  void whoIsToldTravelsByName() {
    Decision told =
        Decider.decide(
            Events.event("1").setType(EventType.alarm).build(),
            Optional.of(
                rulesWith(
                    "routes: [crm]}", "routes: [crm, notify], notify: [on-call, managers]}")));
    Decision toldNobody =
        Decider.decide(
            Events.event("1").setType(EventType.alarm).build(),
            Optional.of(rulesWith("routes: [crm]}", "routes: [crm, notify]}")));

    assertThat(told.getRoutes()).containsExactly("crm", "notify");
    assertThat(told.getNotify()).containsExactly("on-call", "managers");
    assertThat(toldNobody.getNotify()).isEmpty();
  }

  private static CompiledRulebook rulesWith(String was, String is) {
    String yaml = Rulebooks.yaml(1, "2026-01-01", "85.00");
    assertThat(yaml).contains(was);
    return Rulebooks.read(yaml.replace(was, is));
  }

  @Test
  void everyReasonForReviewIsSaid() {
    Decision decision =
        Decider.decide(
            Events.event("1")
                .setType(EventType.other)
                .setSite(null)
                .setSiteKey("tracktik:77")
                .setReview(List.of(ReviewReason.UNMAPPED_CODE, ReviewReason.UNKNOWN_SITE))
                .build(),
            Optional.of(RULES));

    assertThat(decision.getReasonCode()).isEqualTo("UNMAPPED_CODE");
    assertThat(decision.getReason())
        .isEqualTo(
            "Nobody has said yet what the code 28 of tracktik means. The site directory does not"
                + " know tracktik:77, so nobody knows whom to bill. No rule matches, and the"
                + " rulebook has no default for the type other.");
  }

  @Test
  void theSummaryIsOneLineOfLimitedLength() {
    Decision decision =
        Decider.decide(
            Events.event("1")
                .setCodeName(null)
                .setCategory("After\r\nhours " + "very ".repeat(100))
                .build(),
            Optional.of(RULES));

    assertThat(decision.getSummary()).startsWith("Alarm dispatch: After hours very").hasSize(200);
  }

  @Test
  void theMinimumIsExplained() {
    CompiledRulebook rulebook =
        Rulebooks.read(
            Rulebooks.yaml(1, "2026-01-01", "85.00")
                .replace("quantity: 1\n", "quantity: 0.25\n      minimum-units: 1.5\n"));

    assertThat(Decider.decide(Events.event("1").build(), Optional.of(rulebook)).getReason())
        .isEqualTo(
            "ADH: 1.5 dispatch (the least that is charged, instead of 0.25) × 85.00 USD = 127.50"
                + " USD.");
  }
}
