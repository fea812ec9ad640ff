package io.tocsin.policy.rulebook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// A part of the document made of `key: value` lines. Notes every key that does not belong there,
/// every key that stands twice, and, when asked for it, every key that is missing.
final class Section {
  private final Document document;
  private final Node node;
  private final String name;
  private final Map<String, Node> values = new HashMap<>();

  private Section(Document document, Node node, String name) {
    this.document = document;
    this.node = node;
    this.name = name;
  }

  /// The section that a node is; empty, with an error noted, where it is none.
  ///
  /// @param name how messages call it, for example `rule after-hours`
  /// @param known the keys that belong there
  static Optional<Section> of(Document document, Node node, String name, Set<String> known) {
    if (!(node instanceof MappingNode mapping)) {
      document.error(node, "%s must be made of 'key: value' lines".formatted(name));
      return Optional.empty();
    }
    var section = new Section(document, node, name);
    for (NodeTuple entry : mapping.getValue()) {
      section.add(entry, known);
    }
    return Optional.of(section);
  }

  private void add(NodeTuple entry, Set<String> known) {
    if (!(entry.getKeyNode() instanceof ScalarNode key)) {
      document.error(entry.getKeyNode(), "%s: a key must be one word".formatted(name));
    } else if (!known.contains(key.getValue())) {
      document.error(
          key,
          "%s: '%s' is not known here%s"
              .formatted(name, key.getValue(), Suggestion.of(key.getValue(), known)));
    } else if (values.containsKey(key.getValue())) {
      document.error(key, "%s: '%s' stands here twice".formatted(name, key.getValue()));
    } else {
      values.put(key.getValue(), entry.getValueNode());
    }
  }

  /// How messages call it.
  String name() {
    return name;
  }

  /// Where it begins.
  Node node() {
    return node;
  }

  /// Whether a key is written here, with or without a value.
  boolean has(String key) {
    return values.containsKey(key);
  }

  /// Notes an error at a key's value.
  void error(String key, String message) {
    document.error(values.getOrDefault(key, node), "%s: %s".formatted(name, message));
  }

  /// The value of a key that may be left out.
  Optional<Node> optional(String key) {
    Node value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (isEmpty(value)) {
      error(key, "'%s' has no value".formatted(key));
      return Optional.empty();
    }
    return Optional.of(value);
  }

  /// The value of a key that must be there.
  Optional<Node> required(String key) {
    if (!values.containsKey(key)) {
      document.error(node, "%s: '%s' is missing".formatted(name, key));
    }
    return optional(key);
  }

  /// A single value as it is written, for a key that must be there.
  Optional<ScalarNode> requiredScalar(String key) {
    return required(key).flatMap(value -> scalar(key, value));
  }

  /// A single value as it is written, for a key that may be left out.
  Optional<ScalarNode> optionalScalar(String key) {
    return optional(key).flatMap(value -> scalar(key, value));
  }

  private Optional<ScalarNode> scalar(String key, Node value) {
    if (value instanceof ScalarNode scalar) {
      return Optional.of(scalar);
    }
    error(key, "'%s' must be one value, not a list and not a section".formatted(key));
    return Optional.empty();
  }

  /// The entries of a list, for a key that may be left out.
  List<Node> list(String key) {
    Optional<Node> value = optional(key);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    error(key, "'%s' must be a list".formatted(key));
    return List.of();
  }

  private static boolean isEmpty(Node value) {
    return value instanceof ScalarNode scalar
        && (scalar.getTag().equals(Tag.NULL) || scalar.getValue().isBlank());
  }
}
