package io.tocsin.policy.rulebook;

import java.time.LocalDate;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// Gives the text of a valid rulebook another version and another first day, and leaves every other
/// character as its author wrote it.
public final class RulebookText {
  private RulebookText() {}

  /// The same rulebook under another number, from another day on.
  ///
  /// @throws IllegalArgumentException where the text has no version or no first day
  public static String renumbered(String yaml, int version, LocalDate effectiveFrom) {
    String later = with(yaml, "effective-from", effectiveFrom.toString());
    return with(later, "version", Integer.toString(version));
  }

  private static String with(String yaml, String key, String value) {
    int mark = yaml.startsWith("\uFEFF") ? 1 : 0; // A byte order mark is no part of the document.
    String text = yaml.substring(mark);
    Node node =
        YamlTree.of(new Document(text), text, "rulebook")
            .flatMap(root -> valueOf(root, key))
            .orElseThrow(() -> new IllegalArgumentException("the rulebook has no " + key));
    int from = text.offsetByCodePoints(0, node.getStartMark().getIndex());
    int to = text.offsetByCodePoints(0, node.getEndMark().getIndex());
    return yaml.substring(0, mark) + text.substring(0, from) + value + text.substring(to);
  }

  private static Optional<Node> valueOf(Node root, String key) {
    if (root instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode name && name.getValue().equals(key)) {
          return Optional.of(tuple.getValueNode());
        }
      }
    }
    return Optional.empty();
  }
}
