package io.tocsin.policy.decision;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.EventFields;
import io.tocsin.policy.rulebook.Handling;
import io.tocsin.policy.rulebook.Outcome;
import io.tocsin.policy.rulebook.Route;
import io.tocsin.policy.rulebook.Rule;
import io.tocsin.policy.rulebook.Verdict;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Site;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Decides one revision of an event under one rulebook. A function of these two and of nothing
/// else: no clock, no state, so that the same event under the same rules is always decided alike.
///
/// An event that a human has to look at is IN_REVIEW, whatever the rules say of money; the rules
/// still say who follows it up. What concerns life safety goes to crm and ticketing whatever its
/// end state and whether or not a rule says so: only its billing is judged.
public final class Decider {
  private static final int FIRST = 1;

  private static final Set<Route> LIFE_SAFETY = EnumSet.of(Route.CRM, Route.TICKETING);

  private Decider() {}

  /// Decides an event.
  ///
  /// @param rulebook the rulebook in force on the event's service day; empty where there was none
  /// @return the decision, with decision number 1
  public static Decision decide(CanonicalEvent event, Optional<CompiledRulebook> rulebook) {
    Applied applied = rulebook.map(book -> apply(event, book)).orElseGet(() -> none(event));
    Decision.Builder decision = unjudged(event, rulebook.map(CompiledRulebook::version).orElse(0));
    List<ReviewReason> reviews = event.getReview();
    switch (applied) {
      case Applied.Found found when reviews.isEmpty() ->
          judge(decision, event, found, rulebook.orElseThrow());
      case Applied.Found found -> {
        seen(decision, found.ruleId(), found.seen());
        review(decision, reviews.getFirst(), sentences(event), found.outcome().handling());
      }
      case Applied.Broken broken -> {
        seen(decision, broken.ruleId(), broken.seen());
        String failed =
            "Rule %s could not be evaluated: %s.".formatted(broken.ruleId(), broken.why());
        reviewFirst(decision, event, ReviewReason.RULE_FAILED, failed, broken.handling());
      }
      case Applied.Nothing nothing ->
          reviewFirst(decision, event, ReviewReason.NO_RULE_MATCHED, nothing.why(), Handling.NONE);
    }
    return decision.build();
  }

  /// The first rule that matches, else the default of the event's type.
  private static Applied apply(CanonicalEvent event, CompiledRulebook rulebook) {
    Map<String, Object> values = EventFields.valuesOf(event);
    Outcome otherwise = rulebook.defaults().get(event.getType());
    for (Rule rule : rulebook.rulesFor(event.getType())) {
      switch (rule.when().test(values)) {
        case Verdict.Holds _ -> {
          return new Applied.Found(rule.id(), rule.then(), rule.when().seen(values));
        }
        case Verdict.Failed(String why) -> {
          return new Applied.Broken(
              rule.id(),
              why,
              rule.when().seen(values),
              otherwise == null ? Handling.NONE : otherwise.handling());
        }
        case Verdict.DoesNotHold _ -> {
          // The next rule.
        }
      }
    }
    if (otherwise == null) {
      return new Applied.Nothing(
          "No rule matches, and the rulebook has no default for the type %s."
              .formatted(event.getType().name()));
    }
    return new Applied.Found(
        "defaults/" + event.getType().name(),
        otherwise,
        Map.of("event.type", event.getType().name()));
  }

  private static Applied none(CanonicalEvent event) {
    return new Applied.Nothing("No rulebook was in force on %s.".formatted(event.getServiceDay()));
  }

  private static void judge(
      Decision.Builder decision,
      CanonicalEvent event,
      Applied.Found found,
      CompiledRulebook rulebook) {
    seen(decision, found.ruleId(), found.seen());
    switch (found.outcome()) {
      case Outcome.NotBillable no -> {
        decision.setEndState(EndState.NOT_BILLABLE);
        decision.setReasonCode(no.reason());
        decision.setReason(no.because());
        handle(decision, no.handling(), no.handling().routes());
      }
      case Outcome.Billable yes -> charge(decision, event, found.ruleId(), yes, rulebook);
    }
  }

  private static void charge(
      Decision.Builder decision,
      CanonicalEvent event,
      String ruleId,
      Outcome.Billable sold,
      CompiledRulebook rulebook) {
    Site site = event.getSite();
    Optional<String> contract =
        site == null ? Optional.empty() : rulebook.contractOf(site.getClientId());
    if (site == null || contract.isEmpty()) {
      review(
          decision,
          ReviewReason.NO_CONTRACT,
          "Rule %s makes it billable, but the rulebook has no contract for %s."
              .formatted(
                  ruleId, site == null ? "an unknown client" : "client " + site.getClientId()),
          sold.handling());
      return;
    }
    BigDecimal quantity = sold.quantity().max(sold.minimumUnits());
    BigDecimal amount = Money.amount(quantity, sold.unitPrice(), rulebook.currency());
    decision.setEndState(EndState.BILLABLE);
    decision.setReason(reason(sold, quantity, amount, rulebook));
    handle(decision, sold.handling(), sold.handling().routes());
    decision.setCharge(
        Charge.newBuilder()
            .setChargeKey(
                Keys.charge(
                    site.getClientId(),
                    contract.get(),
                    sold.sku(),
                    decision.getIncidentId(),
                    Keys.FIRST_ORDINAL))
            .setClientId(site.getClientId())
            .setContractId(contract.get())
            .setSku(sold.sku())
            .setOrdinal(Keys.FIRST_ORDINAL)
            .setQuantity(quantity.setScale(Money.SCALE))
            .setUnit(sold.unit())
            .setUnitPrice(sold.unitPrice().setScale(Money.SCALE))
            .setAmount(amount)
            .setCurrency(rulebook.currency().getCurrencyCode())
            .build());
  }

  private static String reason(
      Outcome.Billable sold, BigDecimal quantity, BigDecimal amount, CompiledRulebook rulebook) {
    String least =
        quantity.compareTo(sold.quantity()) > 0
            ? " (the least that is charged, instead of %s)".formatted(Money.units(sold.quantity()))
            : "";
    return "%s: %s %s%s × %s = %s."
        .formatted(
            sold.sku(),
            Money.units(quantity),
            sold.unit(),
            least,
            Money.text(sold.unitPrice(), rulebook.currency()),
            Money.text(amount, rulebook.currency()));
  }

  /// In review for what the normalizer found, if anything, else for what was found here; the
  /// sentence says both.
  private static void reviewFirst(
      Decision.Builder decision,
      CanonicalEvent event,
      ReviewReason here,
      String sentence,
      Handling handling) {
    if (event.getReview().isEmpty()) {
      review(decision, here, sentence, handling);
    } else {
      review(decision, event.getReview().getFirst(), sentences(event) + " " + sentence, handling);
    }
  }

  private static void review(
      Decision.Builder decision, ReviewReason code, String sentence, Handling handling) {
    decision.setEndState(EndState.IN_REVIEW);
    decision.setReasonCode(code.name());
    decision.setReason(sentence);
    handle(
        decision,
        handling,
        handling.routes().stream().filter(route -> route != Route.BILLING).toList());
  }

  /// Who follows it up. Here, and only here, every decision gets its routes, so that no outcome can
  /// hold back what concerns life safety.
  private static void handle(Decision.Builder decision, Handling handling, List<Route> routes) {
    var all = EnumSet.noneOf(Route.class);
    all.addAll(routes);
    if (decision.getLifeSafety()) {
      all.addAll(LIFE_SAFETY);
    }
    decision.setOwnerTeam(handling.ownerTeam());
    decision.setServiceLevel(handling.serviceLevel());
    decision.setRoutes(all.stream().map(Route::word).toList());
  }

  private static void seen(Decision.Builder decision, String ruleId, Map<String, String> values) {
    decision.setRuleId(ruleId);
    decision.setValuesSeen(new TreeMap<>(values));
  }

  /// Why the normalizer wants a human to look, in sentences.
  private static String sentences(CanonicalEvent event) {
    return event.getReview().stream()
        .map(reason -> sentence(reason, event))
        .collect(Collectors.joining(" "));
  }

  private static String sentence(ReviewReason reason, CanonicalEvent event) {
    return switch (reason) {
      case UNMAPPED_CODE ->
          "Nobody has said yet what the code %s of %s means."
              .formatted(event.getCode() == null ? "(none)" : event.getCode(), event.getSource());
      case UNKNOWN_SITE ->
          "The site directory does not know %s, so nobody knows whom to bill."
              .formatted(event.getSiteKey());
      case UNMAPPED_DISPOSITION ->
          "Nobody has said yet what the resolution code of %s means.".formatted(event.getSource());
      case ABSURD_TIME -> "The time that the source gave cannot be right.";
      case NO_CONTRACT -> "The client has no contract.";
      case NO_RULE_MATCHED -> "No rule matches.";
      case RULE_FAILED -> "A rule could not be evaluated.";
      case CHARGE_CONFLICT -> "It claims a charge that is there already.";
      case OTHER -> "A human has to look at it.";
    };
  }

  private static Decision.Builder unjudged(CanonicalEvent event, int rulebookVersion) {
    Decision.Builder decision = Decision.newBuilder();
    decision.setEventKey(event.getEventKey());
    decision.setRevision(event.getRevision());
    decision.setDecisionNumber(FIRST);
    decision.setSiteKey(event.getSiteKey());
    decision.setClientId(event.getSite() == null ? null : event.getSite().getClientId());
    decision.setIncidentId(Keys.incident(event.getEventKey()));
    decision.setSource(event.getSource());
    decision.setType(event.getType());
    decision.setLifeSafety(event.getLifeSafety());
    decision.setOccurredAt(event.getOccurredAt());
    decision.setServiceDay(event.getServiceDay());
    decision.setRulebookVersion(rulebookVersion);
    decision.setValuesSeen(Map.of());
    decision.setRoutes(List.of());
    decision.setSummary(Summary.of(event));
    decision.setReceipt(event.getReceipt());
    return decision;
  }
}
