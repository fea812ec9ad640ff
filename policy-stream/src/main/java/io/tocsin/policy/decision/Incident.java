package io.tocsin.policy.decision;

import io.tocsin.policy.rulebook.Outcome;
import io.tocsin.schemas.Evidence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The events that are one thing in the world, and who of them carries its charge.
///
/// Of the events that would be billed, the one that was accepted first carries the charge. Another
/// one of the same sku and amount is merged into it; one of another sku or amount is a conflict for
/// a human. What a rule charges once for each event is charged beside. Events that are not billed
/// or in review keep their own finding and carry nothing.
public final class Incident {
  private final List<Member> members;

  /// One event of an incident.
  ///
  /// @param evidence what joins it directly to others; the most important first
  /// @param conflictAccepted whether an operator accepted that its amount is another
  public record Member(Judgement judgement, List<Evidence> evidence, boolean conflictAccepted) {
    public Member {
      evidence = List.copyOf(evidence);
    }

    String key() {
      return judgement.event().getEventKey();
    }
  }

  /// @param members all of its events, in the order in which they were accepted; at least one
  public Incident(List<Member> members) {
    this.members = List.copyOf(members);
  }

  /// What is to be said of each of its events, by event key.
  public Map<String, Draft> drafts() {
    String incidentId = Keys.incident(members.getFirst().key());
    Map<String, Standing> standings = standings();
    var drafts = new LinkedHashMap<String, Draft>();
    for (Member member : members) {
      drafts.put(
          member.key(),
          Drafts.draft(
              member.judgement(),
              incidentId,
              member.evidence(),
              Optional.ofNullable(standings.get(member.key()))));
    }
    return drafts;
  }

  /// The standing of the events that are sold.
  private Map<String, Standing> standings() {
    var standings = new HashMap<String, Standing>();
    Map<String, Integer> ordinals = ordinals();
    Optional<Member> carrier = Optional.empty();
    for (Member member : members) {
      if (!(member.judgement().finding() instanceof Finding.Sold(Sale sale))) {
        continue;
      }
      if (sale.outcome().oncePerEvent()) {
        standings.put(
            member.key(),
            new Standing.Charged(ordinals.getOrDefault(member.key(), Keys.FIRST_ORDINAL)));
      } else if (carrier.isEmpty()) {
        carrier = Optional.of(member);
        standings.put(member.key(), new Standing.Charged(Keys.FIRST_ORDINAL));
      } else {
        standings.put(member.key(), beside(carrier.get(), member, sale));
      }
    }
    return standings;
  }

  private static Standing beside(Member carrier, Member member, Sale sale) {
    Sale charged = sale(carrier);
    String joined = joined(carrier, member);
    if (sale.sameAs(charged)) {
      return new Standing.Merged(
          "It is one incident with %s, which carries the charge (%s)."
              .formatted(carrier.key(), joined));
    }
    String conflict =
        "Its %s differs from the %s of %s, which carries the charge of the incident (%s)."
            .formatted(sale.text(), charged.text(), carrier.key(), joined);
    return member.conflictAccepted()
        ? new Standing.Merged(conflict + " An operator accepted that.")
        : new Standing.Conflicting(conflict);
  }

  private static Sale sale(Member carrier) {
    if (carrier.judgement().finding() instanceof Finding.Sold(Sale sale)) {
      return sale;
    }
    throw new IllegalStateException("%s carries a charge that it has not".formatted(carrier.key()));
  }

  /// What joins an event to the one that carries the charge, in words.
  private static String joined(Member carrier, Member member) {
    return member.evidence().stream()
        .filter(evidence -> evidence.getEventKey().equals(carrier.key()))
        .findFirst()
        .map(Evidence::getDetail)
        .or(
            () ->
                member.evidence().stream()
                    .findFirst()
                    .map(
                        evidence ->
                            "by way of %s: %s"
                                .formatted(evidence.getEventKey(), evidence.getDetail())))
        .orElse("joined by others");
  }

  /// The ordinals of what is charged once for each event: the rank among the events of the incident
  /// for which a rule sells that sku so, counted after the incident's own charge of that sku.
  /// Events that are in review or not billed keep their place, so that they move nobody's charge
  /// when that changes.
  private Map<String, Integer> ordinals() {
    var next = new HashMap<String, Integer>();
    var each = new ArrayList<Member>();
    for (Member member : members) {
      Optional<Outcome.Billable> sold = member.judgement().offered();
      if (sold.isPresent() && sold.get().oncePerEvent()) {
        each.add(member);
      } else if (sold.isPresent()) {
        next.put(sold.get().sku(), Keys.FIRST_ORDINAL + 1);
      }
    }
    var ordinals = new HashMap<String, Integer>();
    for (Member member : each) {
      String sku = member.judgement().offered().orElseThrow().sku();
      int ordinal = next.getOrDefault(sku, Keys.FIRST_ORDINAL);
      ordinals.put(member.key(), ordinal);
      next.put(sku, ordinal + 1);
    }
    return ordinals;
  }
}
