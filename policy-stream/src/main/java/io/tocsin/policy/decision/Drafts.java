package io.tocsin.policy.decision;

import io.tocsin.policy.rulebook.Contract;
import io.tocsin.policy.rulebook.Handling;
import io.tocsin.policy.rulebook.Route;
import io.tocsin.policy.rulebook.SignalPlan;
import io.tocsin.policy.rulebook.Terms;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import io.tocsin.schemas.Evidence;
import io.tocsin.schemas.ReviewReason;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Writes down what became of an event.
///
/// Who follows it up does not depend on what becomes of its billing: only the route `billing` goes
/// where nothing is billed. What concerns life safety goes to crm and ticketing in any case.
final class Drafts {
  /// Joins that a decision lists.
  private static final int MOST_EVIDENCE = 20;

  private static final int FIRST = 1;
  private static final Set<Route> LIFE_SAFETY = EnumSet.of(Route.CRM, Route.TICKETING);

  private Drafts() {}

  /// @param standing what the incident makes of it; empty where it is not sold
  static Draft draft(
      Judgement judgement,
      String incidentId,
      List<Evidence> evidence,
      Optional<Standing> standing) {
    Decision.Builder decision = unjudged(judgement, incidentId);
    decision.setIncidentEvidence(evidence.stream().limit(MOST_EVIDENCE).toList());
    Optional<SignalUnit> signal = signal(judgement);
    Allowance allowance = null;
    switch (judgement.finding()) {
      case Finding.Free(String code, String sentence) ->
          end(decision, EndState.NOT_BILLABLE, code, sentence);
      case Finding.Held(String code, String sentence) ->
          end(decision, EndState.IN_REVIEW, code, sentence);
      case Finding.Sold(Sale sale) -> {
        decision.setContractId(sale.contract().id());
        switch (standing.orElseThrow()) {
          case Standing.Charged(int ordinal) -> {
            end(decision, EndState.BILLABLE, null, sale.sentence());
            decision.setCharge(charge(incidentId, sale, ordinal));
            allowance = allowance(sale);
          }
          case Standing.Merged(String sentence) ->
              end(decision, EndState.MERGED, "SAME_INCIDENT", sentence);
          case Standing.Conflicting(String sentence) ->
              end(decision, EndState.IN_REVIEW, ReviewReason.CONFLICTING_AMOUNTS.name(), sentence);
        }
      }
    }
    if (signal.isPresent()) {
      decision.setContractId(signal.get().charge().getContractId());
    }
    followUp(decision, judgement.applied().handling());
    return new Draft(decision.build(), allowance, signal.orElse(null));
  }

  private static void end(
      Decision.Builder decision, EndState state, @Nullable String code, String sentence) {
    decision.setEndState(state);
    decision.setReasonCode(code);
    decision.setReason(sentence);
  }

  /// Who follows it up. Here, and only here, every decision gets its routes, so that no outcome can
  /// hold back what concerns life safety.
  private static void followUp(Decision.Builder decision, Handling handling) {
    var routes = EnumSet.noneOf(Route.class);
    routes.addAll(handling.routes());
    if (decision.getEndState() != EndState.BILLABLE) {
      routes.remove(Route.BILLING);
    }
    if (decision.getLifeSafety()) {
      routes.addAll(LIFE_SAFETY);
    }
    decision.setOwnerTeam(handling.ownerTeam());
    decision.setServiceLevel(handling.serviceLevel());
    decision.setRoutes(routes.stream().map(Route::word).toList());
    decision.setNotify(handling.audiences());
  }

  private static Charge charge(String incidentId, Sale sale, int ordinal) {
    Contract contract = sale.contract();
    String sku = sale.outcome().sku();
    return Charge.newBuilder()
        .setChargeKey(Keys.charge(contract.client(), contract.id(), sku, incidentId, ordinal))
        .setClientId(contract.client())
        .setContractId(contract.id())
        .setSku(sku)
        .setOrdinal(ordinal)
        .setQuantity(sale.quantity().setScale(Money.SCALE))
        .setUnit(sale.outcome().unit())
        .setUnitPrice(sale.unitPrice().setScale(Money.SCALE))
        .setAmount(sale.amount())
        .setCurrency(contract.currency().getCurrencyCode())
        .build();
  }

  private static @Nullable Allowance allowance(Sale sale) {
    Terms terms = sale.contract().termsOf(sale.outcome().sku());
    return terms.freePerMonth() == null && terms.capPerMonth() == null
        ? null
        : new Allowance(terms.freePerMonth(), terms.capPerMonth(), sale.contract().rounding());
  }

  /// What the event is on the meter of signal volume, whatever else became of it.
  private static Optional<SignalUnit> signal(Judgement judgement) {
    return judgement.contract().flatMap(contract -> signal(judgement.event(), contract));
  }

  private static Optional<SignalUnit> signal(CanonicalEvent event, Contract contract) {
    SignalPlan plan = contract.signalPlan();
    if (plan == null || !plan.types().contains(event.getType())) {
      return Optional.empty();
    }
    Charge charge =
        Charge.newBuilder()
            .setChargeKey(
                Keys.signal(contract.client(), contract.id(), plan.sku(), event.getEventKey()))
            .setClientId(contract.client())
            .setContractId(contract.id())
            .setSku(plan.sku())
            .setOrdinal(Keys.FIRST_ORDINAL)
            .setQuantity(BigDecimal.ONE.setScale(Money.SCALE))
            .setUnit(plan.unit())
            .setUnitPrice(plan.unitPrice().setScale(Money.SCALE))
            .setAmount(
                Money.amount(
                    BigDecimal.ONE, plan.unitPrice(), contract.currency(), contract.rounding()))
            .setCurrency(contract.currency().getCurrencyCode())
            .build();
    return Optional.of(new SignalUnit(charge, plan.includedPerMonth()));
  }

  private static Decision.Builder unjudged(Judgement judgement, String incidentId) {
    CanonicalEvent event = judgement.event();
    Decision.Builder decision = Decision.newBuilder();
    decision.setEventKey(event.getEventKey());
    decision.setRevision(event.getRevision());
    decision.setDecisionNumber(FIRST);
    decision.setSiteKey(event.getSiteKey());
    decision.setClientId(event.getSite() == null ? null : event.getSite().getClientId());
    decision.setIncidentId(incidentId);
    decision.setSource(event.getSource());
    decision.setType(event.getType());
    decision.setLifeSafety(event.getLifeSafety());
    decision.setOccurredAt(event.getOccurredAt());
    decision.setServiceDay(event.getServiceDay());
    decision.setRulebookVersion(judgement.rulebookVersion());
    decision.setAlternatives(judgement.applied().alternatives());
    OnTest onTest = judgement.circumstances().onTest();
    decision.setOnTest(onTest == null ? null : onTest.by());
    switch (judgement.applied()) {
      case Applied.Found found -> seen(decision, found.ruleId(), found.seen());
      case Applied.Broken broken -> seen(decision, broken.ruleId(), broken.seen());
      case Applied.Nothing _ -> decision.setValuesSeen(Map.of());
    }
    decision.setSummary(Summary.of(event));
    decision.setReceipt(event.getReceipt());
    decision.setRaw(event.getRaw());
    return decision;
  }

  private static void seen(Decision.Builder decision, String ruleId, Map<String, String> values) {
    decision.setRuleId(ruleId);
    decision.setValuesSeen(new TreeMap<>(values));
  }
}
