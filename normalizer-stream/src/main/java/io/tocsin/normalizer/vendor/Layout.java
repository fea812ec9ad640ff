package io.tocsin.normalizer.vendor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where the facts stand in the bodies of one format.
///
/// @param facts places of each fact, tried in turn
/// @param attributes places of further facts for rules, by the attribute's name, tried in turn
/// @param personal places of personal data: what stands there is taken out of every text
public record Layout(
    Map<Fact, List<String>> facts, Map<String, List<String>> attributes, List<String> personal) {
  /// No place is known.
  public static final Layout NONE = new Layout(Map.of(), Map.of(), List.of());

  public Layout {
    facts = Map.copyOf(facts);
    attributes = Map.copyOf(attributes);
    personal = List.copyOf(personal);
  }

  /// Places of facts alone.
  public static Layout of(Map<Fact, List<String>> facts) {
    return new Layout(facts, Map.of(), List.of());
  }

  /// These places, and for what they do not name those of another layout. Personal places are
  /// those of both.
  public Layout orElse(Layout other) {
    if (other.equals(NONE)) {
      return this;
    }
    var allFacts = new HashMap<>(other.facts);
    allFacts.putAll(facts);
    var allAttributes = new HashMap<>(other.attributes);
    allAttributes.putAll(attributes);
    var allPersonal = new ArrayList<>(personal);
    allPersonal.addAll(other.personal);
    return new Layout(allFacts, allAttributes, allPersonal);
  }

  /// Places of a fact, tried in turn.
  public List<String> places(Fact fact) {
    return facts.getOrDefault(fact, List.of());
  }
}
