package io.tocsin.policy.site;

import io.tocsin.policy.decision.DecisionHash;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Compares decisions with those made from scratch and with what the oracle says.
public final class Comparison {
  private Comparison() {}

  /// What is wrong with decisions, in words; empty where nothing is.
  ///
  /// @param live the decisions by event key
  /// @param world everything that was said
  /// @param mostMembers events of one incident
  /// @param order decides the order in which events are decided from scratch
  /// @param versions whether each must name the rulebook now in force, also where an older one said
  /// the same
  public static List<String> faults(
      Map<String, Decision> live, World world, int mostMembers, Random order, boolean versions) {
    Map<String, Decision> scratch = Live.fromScratch(world, mostMembers, order);
    Map<String, Oracle.Said> oracle = new Oracle(world, mostMembers).decide();
    var faults = new ArrayList<String>();
    if (!live.keySet().equals(oracle.keySet())) {
      faults.add("decided are %s, but there are %s".formatted(live.keySet(), oracle.keySet()));
    }
    faults.addAll(hashes(live, scratch));
    faults.addAll(differences(live, oracle, versions));
    Map<String, BigDecimal> sums = sums(live.values().stream().flatMap(Comparison::charges));
    if (!sums.equals(sumsSaid(oracle))) {
      faults.add("charged are %s, but the oracle charges %s".formatted(sums, sumsSaid(oracle)));
    }
    doubles(live).forEach(key -> faults.add("charged twice: " + key));
    return faults;
  }

  /// The events that are decided otherwise from scratch.
  private static List<String> hashes(Map<String, Decision> live, Map<String, Decision> scratch) {
    return live.keySet().stream()
        .filter(scratch::containsKey)
        .filter(key -> !DecisionHash.of(live.get(key)).equals(DecisionHash.of(scratch.get(key))))
        .map(key -> live.get(key) + "\n is from scratch\n" + scratch.get(key))
        .toList();
  }

  private static List<String> differences(
      Map<String, Decision> live, Map<String, Oracle.Said> oracle, boolean versions) {
    var differences = new ArrayList<String>();
    live.forEach(
        (key, decision) -> {
          if (!oracle.containsKey(key)) {
            return;
          }
          Map<String, String> said = Oracle.Said.of(decision).facts();
          oracle
              .get(key)
              .facts()
              .forEach(
                  (fact, value) -> {
                    if (!words(value, versions).equals(words(said.get(fact), versions))) {
                      differences.add(
                          "%s %s: %s, but the oracle says %s (%s)"
                              .formatted(key, fact, said.get(fact), value, decision.getReason()));
                    }
                  });
        });
    return differences;
  }

  /// What a fact says, without the version of the rulebook where that does not matter.
  private static String words(String value, boolean versions) {
    return versions ? value : value.replaceFirst(" of \\d+$", "");
  }

  private static Stream<Charge> charges(Decision decision) {
    return Stream.of(decision.getCharge(), decision.getSignalCharge()).filter(Objects::nonNull);
  }

  /// Sum of the live charges by client and currency.
  private static Map<String, BigDecimal> sums(Stream<Charge> charges) {
    var sums = new TreeMap<String, BigDecimal>();
    charges.forEach(
        charge ->
            sums.merge(
                charge.getClientId() + " " + charge.getCurrency(),
                charge.getAmount(),
                BigDecimal::add));
    return sums;
  }

  private static Map<String, BigDecimal> sumsSaid(Map<String, Oracle.Said> oracle) {
    var sums = new TreeMap<String, BigDecimal>();
    for (Oracle.Said said : oracle.values()) {
      for (String fact : List.of("charge", "signal")) {
        String[] words = said.facts().get(fact).split(" ");
        if (words.length > 1) {
          sums.merge(
              words[1] + " " + words[words.length - 1],
              new BigDecimal(words[words.length - 2]),
              BigDecimal::add);
        }
      }
    }
    return sums;
  }

  /// Charge keys that two live charges have.
  private static List<String> doubles(Map<String, Decision> live) {
    var seen = new HashSet<String>();
    return live.values().stream()
        .flatMap(Comparison::charges)
        .map(Charge::getChargeKey)
        .filter(key -> !seen.add(key))
        .toList();
  }
}
