package io.tocsin.policy.rulebook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// A part of the document made of `key: value` lines. Notes every key that does not belong there,
/// every key that stands twice, and, when asked for it, every key that is missing.
public final class Section {
  private final Document document;
  private final Node node;
  private final String name;
  private final Map<String, NodeTuple> entries = new LinkedHashMap<>();

  private Section(Document document, Node node, String name) {
    this.document = document;
    this.node = node;
    this.name = name;
  }

  /// The section that a node is; empty, with an error noted, where it is none.
  ///
  /// @param name how messages call it, for example `rule after-hours`
  /// @param known the keys that belong there
  public static Optional<Section> of(Document document, Node node, String name, Set<String> known) {
    return of(
        document,
        node,
        name,
        key ->
            known.contains(key)
                ? Optional.empty()
                : Optional.of(
                    "'%s' is not known here%s".formatted(key, Suggestion.of(key, known))));
  }

  /// The same for a section whose keys are the author's own.
  ///
  /// @param form what a key may be
  /// @param madeOf the same in words
  static Optional<Section> ofNames(
      Document document, Node node, String name, Pattern form, String madeOf) {
    return of(
        document,
        node,
        name,
        key ->
            form.matcher(key).matches()
                ? Optional.empty()
                : Optional.of("'%s' must be made of %s".formatted(key, madeOf)));
  }

  private static Optional<Section> of(
      Document document, Node node, String name, Function<String, Optional<String>> problemOf) {
    if (!(node instanceof MappingNode mapping)) {
      document.error(node, "%s must be made of 'key: value' lines".formatted(name));
      return Optional.empty();
    }
    var section = new Section(document, node, name);
    for (NodeTuple entry : mapping.getValue()) {
      section.add(entry, problemOf);
    }
    return Optional.of(section);
  }

  private void add(NodeTuple entry, Function<String, Optional<String>> problemOf) {
    if (!(entry.getKeyNode() instanceof ScalarNode key)) {
      error(entry.getKeyNode(), "a key must be one word");
      return;
    }
    Optional<String> problem = problemOf.apply(key.getValue());
    if (problem.isPresent()) {
      error(key, problem.get());
    } else if (entries.containsKey(key.getValue())) {
      error(key, "'%s' stands here twice".formatted(key.getValue()));
    } else {
      entries.put(key.getValue(), entry);
    }
  }

  /// How messages call an entry of a list: by its `id` where it has one, for example `rule
  /// after-hours`.
  public static String nameOf(String what, Node entry) {
    if (entry instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key
            && key.getValue().equals("id")
            && tuple.getValueNode() instanceof ScalarNode id
            && !id.getValue().isBlank()) {
          return what + " " + id.getValue();
        }
      }
    }
    return what;
  }

  /// How messages call it.
  String name() {
    return name;
  }

  /// Where it begins.
  public Node node() {
    return node;
  }

  /// The keys that are written here, in their order.
  public Set<String> keys() {
    return entries.keySet();
  }

  /// Whether a key is written here, with or without a value.
  public boolean has(String key) {
    return entries.containsKey(key);
  }

  /// Where a key's value stands; where the section begins if there is no such key.
  public Node at(String key) {
    NodeTuple entry = entries.get(key);
    return entry == null ? node : entry.getValueNode();
  }

  /// Where a key stands; where the section begins if there is no such key.
  Node atKey(String key) {
    NodeTuple entry = entries.get(key);
    return entry == null ? node : entry.getKeyNode();
  }

  /// Notes an error at a key's value.
  public void error(String key, String message) {
    error(at(key), message);
  }

  /// Notes an error at a node of this section.
  public void error(Node at, String message) {
    document.error(at, "%s: %s".formatted(name, message));
  }

  /// The document that it is a part of.
  Document document() {
    return document;
  }

  /// Notes each of these keys that is not written here.
  void require(String... keys) {
    for (String key : keys) {
      if (!has(key)) {
        error(node, "'%s' is missing".formatted(key));
      }
    }
  }

  /// The value of a key that may be left out.
  public Optional<Node> optional(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    Node value = at(key);
    if (isEmpty(value)) {
      error(key, "'%s' has no value".formatted(key));
      return Optional.empty();
    }
    return Optional.of(value);
  }

  /// The value of a key that must be there.
  Optional<Node> required(String key) {
    require(key);
    return optional(key);
  }

  /// A single value as it is written, for a key that must be there.
  Optional<ScalarNode> requiredScalar(String key) {
    require(key);
    return optionalScalar(key);
  }

  /// A single value as it is written, for a key that may be left out.
  public Optional<ScalarNode> optionalScalar(String key) {
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

  /// The entries of a list, for a key that may be left out; none, with an error noted, where there
  /// are too many.
  public List<Node> list(String key, int most) {
    List<Node> entries = list(key);
    if (entries.size() > most) {
      error(key, "'%s' has more than %d entries".formatted(key, most));
      return List.of();
    }
    return entries;
  }

  /// Whether a key's value is a list without entries.
  boolean isEmptyList(String key) {
    return at(key) instanceof SequenceNode sequence && sequence.getValue().isEmpty();
  }

  private static boolean isEmpty(Node value) {
    return value instanceof ScalarNode scalar
        && (scalar.getTag().equals(Tag.NULL) || scalar.getValue().isBlank());
  }
}
