package io.tocsin.normalizer.publish;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/// A set of keys in a YAML file, each with its line. What is wrong is noted, and reading goes on,
/// so that one run finds everything.
///
/// Values are the text as it stands in the file: a code `0130` stays `0130`, quoted or not.
final class Section {
  private static final int MAX_FILE_CHARACTERS = 32 * 1024 * 1024;
  private static final int MAX_ALIASES = 50;

  private final String file;
  private final int line;
  private final Problems problems;
  private final Map<String, Node> values;
  private final Map<String, Integer> lines;

  /// A value and the line it stands on.
  record Text(String value, int line) {}

  private Section(
      String file,
      int line,
      Problems problems,
      Map<String, Node> values,
      Map<String, Integer> lines) {
    this.file = file;
    this.line = line;
    this.problems = problems;
    this.values = values;
    this.lines = lines;
  }

  /// The whole of a file; empty where it is no YAML with keys.
  ///
  /// @param known the keys that may be there
  /// @throws UncheckedIOException where the file cannot be read
  static Optional<Section> file(Path path, Problems problems, Set<String> known) {
    String name = path.getFileName().toString();
    var options = new LoaderOptions();
    options.setCodePointLimit(MAX_FILE_CHARACTERS);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    if (!Files.isRegularFile(path)) {
      problems.add(name, 1, "there is no such file in " + path.getParent());
      return Optional.empty();
    }
    try (Reader reader = Files.newBufferedReader(path)) {
      Node root = new Yaml(new SafeConstructor(options)).compose(reader);
      if (root == null) {
        problems.add(name, 1, "the file is empty");
        return Optional.empty();
      }
      return of(name, root, problems, known);
    } catch (MarkedYAMLException e) {
      int at = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      problems.add(name, at, "no YAML: " + e.getProblem());
      return Optional.empty();
    } catch (YAMLException e) {
      problems.add(name, 1, "no YAML: " + e.getMessage());
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be read".formatted(path), e);
    }
  }

  private static Optional<Section> of(
      String file, Node node, Problems problems, @Nullable Set<String> known) {
    if (!(node instanceof MappingNode mapping)) {
      problems.add(file, line(node), "keys with values are expected here");
      return Optional.empty();
    }
    var values = new LinkedHashMap<String, Node>();
    var lines = new HashMap<String, Integer>();
    for (NodeTuple tuple : mapping.getValue()) {
      int at = line(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(file, at, "a key is a word");
      } else if (values.containsKey(key.getValue())) {
        problems.add(
            file,
            at,
            "key '%s' is there twice, first on line %d"
                .formatted(key.getValue(), lines.get(key.getValue())));
      } else {
        values.put(key.getValue(), tuple.getValueNode());
        lines.put(key.getValue(), at);
        if (known != null && !known.contains(key.getValue())) {
          problems.add(
              file,
              at,
              "unknown key '%s'; known here are %s"
                  .formatted(key.getValue(), String.join(", ", new TreeSet<>(known))));
        }
      }
    }
    return Optional.of(new Section(file, line(node), problems, values, lines));
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  /// Where it begins.
  int line() {
    return line;
  }

  /// Notes a problem.
  void problem(int at, String what) {
    problems.add(file, at, what);
  }

  /// Its keys, in their order.
  List<String> keys() {
    return List.copyOf(values.keySet());
  }

  /// The line of a key; the section's own where the key is missing.
  int line(String key) {
    return lines.getOrDefault(key, line);
  }

  /// A text that must be there; empty where it is not, which is noted.
  Optional<Text> required(String key) {
    if (!present(key)) {
      problem(line, "'%s' is missing".formatted(key));
      return Optional.empty();
    }
    return optional(key);
  }

  /// A text that may be there.
  Optional<Text> optional(String key) {
    Node node = values.get(key);
    return node == null || !present(key) ? Optional.empty() : text(node, "'%s'".formatted(key));
  }

  private boolean present(String key) {
    Node node = values.get(key);
    return node != null && !Tag.NULL.equals(node.getTag());
  }

  private Optional<Text> text(Node node, String what) {
    if (!(node instanceof ScalarNode scalar)) {
      problem(line(node), what + " is one value");
      return Optional.empty();
    }
    if (scalar.getValue().isBlank() || Tag.NULL.equals(scalar.getTag())) {
      problem(line(node), what + " is empty");
      return Optional.empty();
    }
    return Optional.of(new Text(scalar.getValue().strip(), line(node)));
  }

  /// A list of texts.
  List<Text> texts(String key) {
    var texts = new ArrayList<Text>();
    for (Node item : items(key)) {
      text(item, "an item of '%s'".formatted(key)).ifPresent(texts::add);
    }
    return texts;
  }

  /// A list of sections that must be there.
  ///
  /// @param known the keys that may be in each
  List<Section> sections(String key, Set<String> known) {
    var sections = new ArrayList<Section>();
    for (Node item : items(key)) {
      of(file, item, problems, known).ifPresent(sections::add);
    }
    return sections;
  }

  /// A section with keys of any name that must be there.
  Optional<Section> section(String key) {
    Node node = values.get(key);
    if (node == null || !present(key)) {
      problem(line, "'%s' is missing".formatted(key));
      return Optional.empty();
    }
    return of(file, node, problems, null);
  }

  private List<Node> items(String key) {
    Node node = values.get(key);
    if (node == null) {
      problem(line, "'%s' is missing".formatted(key));
      return List.of();
    }
    if (!(node instanceof SequenceNode list)) {
      problem(line(key), "'%s' is a list".formatted(key));
      return List.of();
    }
    return list.getValue();
  }
}
