package io.tocsin.policy.rulebook;

import io.tocsin.schemas.EventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/// Reads what makes events of several sources one incident: classes of event types that may be the
/// same thing, and groups of systems that name the same things.
final class IncidentReader {
  private static final int MOST_CLASSES = 100;
  private static final int MOST_GROUPS = 100;
  private static final Duration FURTHEST = Duration.ofDays(31);
  private static final Set<String> KEYS = Set.of("id", "types", "within", "margin");

  private final Document document;

  IncidentReader(Document document) {
    this.document = document;
  }

  /// Reads `incidents`.
  List<IncidentClass> classes(Section top) {
    var classes = new ArrayList<IncidentClass>();
    var ids = new UniqueIds("incident class");
    var taken = new EnumMap<EventType, String>(EventType.class);
    for (Node node : top.list("incidents", MOST_CLASSES)) {
      Section.of(document, node, Section.nameOf("incident class", node), KEYS)
          .flatMap(section -> incidentClass(section, ids, taken))
          .ifPresent(classes::add);
    }
    return classes;
  }

  private static Optional<IncidentClass> incidentClass(
      Section section, UniqueIds ids, Map<EventType, String> taken) {
    section.require("id", "types", "within", "margin");
    Optional<String> id = Values.id(section);
    id.ifPresent(name -> ids.add(section, name));
    Map<Node, EventType> types = Values.types(section, "types");
    types.forEach(
        (node, type) -> {
          String other = taken.putIfAbsent(type, section.name());
          if (other != null) {
            section.error(
                node, "'%s' is in %s already; a type is in one class".formatted(type, other));
          }
        });
    Optional<Duration> within = Values.duration(section, "within", FURTHEST);
    Optional<Duration> margin = Values.duration(section, "margin", FURTHEST);
    return id.isPresent() && within.isPresent() && margin.isPresent()
        ? Optional.of(
            new IncidentClass(id.get(), Set.copyOf(types.values()), within.get(), margin.get()))
        : Optional.empty();
  }

  /// Reads `references`.
  List<Set<String>> references(Section top) {
    var groups = new ArrayList<Set<String>>();
    var lines = new HashMap<String, Integer>();
    for (Node node : top.list("references", MOST_GROUPS)) {
      if (node instanceof SequenceNode group) {
        groups.add(group(group, lines));
      } else {
        document.error(
            node,
            "'references' must be a list of lists, each of systems that name the same things");
      }
    }
    return groups;
  }

  private Set<String> group(SequenceNode node, Map<String, Integer> lines) {
    var systems = new LinkedHashSet<String>();
    for (Node entry : node.getValue()) {
      if (!(entry instanceof ScalarNode system) || !Values.isName(system.getValue())) {
        document.error(entry, "references: a system must be a name");
        continue;
      }
      String name = system.getValue();
      Integer first = lines.putIfAbsent(name, entry.getStartMark().getLine() + 1);
      if (first != null) {
        document.error(
            entry,
            "references: '%s' stands in line %d already; a system is in one group"
                .formatted(name, first));
      }
      systems.add(name);
    }
    if (node.getValue().size() < 2) {
      document.error(node, "references: a group needs at least two systems");
    }
    return systems;
  }
}
