package io.tocsin.policy.decision;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.Contract;
import io.tocsin.policy.rulebook.Outcome;
import io.tocsin.schemas.CanonicalEvent;
import java.util.Optional;

/// One event, judged on its own. What it means for its incident is for [Incident] to say.
///
/// @param event the event as it was judged: with what an operator ruled of it
/// @param rulebookVersion 0 where none was in force
/// @param contract the contract for its site and service day; empty where there is none
public record Judgement(
    CanonicalEvent event,
    int rulebookVersion,
    Optional<Contract> contract,
    Circumstances circumstances,
    Applied applied,
    Finding finding) {

  /// Judges an event, in this order: reasons for review, an operator's word that it is not billed,
  /// test, noise, the rules, the contract.
  ///
  /// @param event with what an operator ruled of it
  /// @param rulebook the rulebook in force on its service day; empty where there was none
  public static Judgement of(
      CanonicalEvent event, Optional<CompiledRulebook> rulebook, Circumstances circumstances) {
    Optional<Contract> contract = rulebook.flatMap(book -> contract(event, book));
    Applied applied = Rules.apply(event, rulebook, circumstances.onTest() != null);
    return new Judgement(
        event,
        rulebook.map(CompiledRulebook::version).orElse(0),
        contract,
        circumstances,
        applied,
        find(event, contract, circumstances, applied));
  }

  private static Optional<Contract> contract(CanonicalEvent event, CompiledRulebook rulebook) {
    return Optional.ofNullable(event.getSite())
        .flatMap(
            site ->
                rulebook.contractFor(site.getClientId(), site.getSiteId(), event.getServiceDay()));
  }

  private static Finding find(
      CanonicalEvent event,
      Optional<Contract> contract,
      Circumstances circumstances,
      Applied applied) {
    if (!circumstances.review().isEmpty()) {
      return new Finding.Held(
          circumstances.review().getFirst().name(),
          ReviewWords.of(circumstances, event) + failure(applied).map(s -> " " + s).orElse(""));
    }
    if (circumstances.ruledNotBillable() != null) {
      return new Finding.Free(
          "RULED_NOT_BILLABLE", sentence("Ruled: " + circumstances.ruledNotBillable()));
    }
    if (circumstances.onTest() != null && !evenOnTest(applied)) {
      return new Finding.Free("ON_TEST", circumstances.onTest().sentence());
    }
    if (circumstances.noise() != null) {
      return new Finding.Free(
          ReviewWords.code(circumstances.noise().id()), circumstances.noise().because());
    }
    return switch (applied) {
      case Applied.Broken _ -> new Finding.Held("RULE_FAILED", failure(applied).orElseThrow());
      case Applied.Nothing _ -> new Finding.Held("NO_RULE_MATCHED", failure(applied).orElseThrow());
      case Applied.Found found ->
          switch (found.outcome()) {
            case Outcome.NotBillable no -> new Finding.Free(no.reason(), no.because());
            case Outcome.Billable yes ->
                contract
                    .<Finding>map(signed -> new Finding.Sold(Sale.of(yes, signed)))
                    .orElseGet(() -> noContract(event, found.ruleId()));
          };
    };
  }

  private static boolean evenOnTest(Applied applied) {
    return applied instanceof Applied.Found found
        && found.outcome() instanceof Outcome.Billable sold
        && sold.evenOnTest();
  }

  private static Finding noContract(CanonicalEvent event, String ruleId) {
    return new Finding.Held(
        "NO_CONTRACT",
        "Rule %s makes it billable, but the rulebook has no contract for %s."
            .formatted(
                ruleId,
                event.getSite() == null
                    ? "an unknown client"
                    : "client " + event.getSite().getClientId()));
  }

  /// Why the rules came to no outcome.
  private static Optional<String> failure(Applied applied) {
    return switch (applied) {
      case Applied.Found _ -> Optional.empty();
      case Applied.Broken broken ->
          Optional.of(
              "Rule %s could not be evaluated: %s.".formatted(broken.ruleId(), broken.why()));
      case Applied.Nothing nothing -> Optional.of(nothing.why());
    };
  }

  private static String sentence(String words) {
    return words.endsWith(".") ? words : words + ".";
  }

  /// What the rule sells, whatever else became of the event.
  Optional<Outcome.Billable> offered() {
    return applied instanceof Applied.Found found
            && found.outcome() instanceof Outcome.Billable sold
        ? Optional.of(sold)
        : Optional.empty();
  }
}
