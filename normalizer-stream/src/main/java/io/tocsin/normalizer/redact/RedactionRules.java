package io.tocsin.normalizer.redact;

import com.google.re2j.PatternSyntaxException;
import io.tocsin.normalizer.vendor.Mapped.Withheld;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

/// The redaction rules in force, in their order.
///
/// They are a YAML file: under `rules` a list, each with a `name`, an RE2 `pattern` (its group
/// `value`, where it has one, is what is replaced), and examples: texts that it `takes` something
/// out of and texts that it `leaves` as they are. The examples are tried when the file is read, and
/// a file with any fault is refused whole.
public final class RedactionRules {
  /// The rules that we ship.
  static final String SHIPPED = "redaction-rules.yml";

  private static final int MAX_FILE_CHARACTERS = 1024 * 1024;
  private static final int MAX_RULES = 100;
  private static final int MAX_PATTERN = 2_000;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final Set<String> KEYS = Set.of("name", "pattern", "takes", "leaves");

  private final List<RedactionRule> rules;

  private RedactionRules(List<RedactionRule> rules) {
    this.rules = List.copyOf(rules);
  }

  /// The rules in their order.
  List<RedactionRule> rules() {
    return rules;
  }

  /// The rules that we ship.
  public static RedactionRules shipped() {
    try (var in =
        Objects.requireNonNull(
            RedactionRules.class.getClassLoader().getResourceAsStream(SHIPPED), SHIPPED)) {
      return read(SHIPPED, new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The rules of an operator's file.
  ///
  /// @throws IllegalArgumentException where it cannot be read, or is not fit: every fault as
  /// `<file>:<line>: <what is wrong>`
  public static RedactionRules file(Path file) {
    try {
      return read(String.valueOf(file.getFileName()), new StringReader(Files.readString(file)));
    } catch (IOException e) {
      var refused =
          new IllegalArgumentException(
              "tocsin.normalizer.redaction-rules names the file %s, which cannot be read"
                  .formatted(file));
      refused.addSuppressed(e); // Not as its cause: the innermost sentence is the one shown.
      throw refused;
    }
  }

  static RedactionRules read(String name, Reader yaml) {
    var file = new FileReading(name);
    List<RedactionRule> rules = file.rules(yaml);
    if (!file.faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", file.faults));
    }
    return new RedactionRules(rules);
  }

  /// Reads one file to its end and notes what is wrong with it.
  private static final class FileReading {
    private final String name;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    FileReading(String name) {
      this.name = name;
    }

    private void fault(int line, String what) {
      faults.add("%s:%d: %s".formatted(name, line, what));
    }

    private static int line(Node node) {
      return node.getStartMark().getLine() + 1;
    }

    List<RedactionRule> rules(Reader yaml) {
      var options = new LoaderOptions();
      options.setCodePointLimit(MAX_FILE_CHARACTERS);
      try {
        Node root = new Yaml(new SafeConstructor(options)).compose(yaml);
        if (root == null) {
          fault(1, "the file is empty");
          return List.of();
        }
        Node list = keys(root, Set.of("rules")).get("rules");
        if (!(list instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
          fault(line(root), "'rules' is a list of at least one rule");
          return List.of();
        }
        if (sequence.getValue().size() > MAX_RULES) {
          fault(line(list), "there are more than %d rules".formatted(MAX_RULES));
        }
        return sequence.getValue().stream().map(this::rule).flatMap(Optional::stream).toList();
      } catch (MarkedYAMLException e) {
        fault(
            e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1,
            "no YAML: " + e.getProblem());
      } catch (YAMLException e) {
        fault(1, "no YAML: " + e.getMessage());
      }
      return List.of();
    }

    private Optional<RedactionRule> rule(Node node) {
      Map<String, Node> keys = keys(node, KEYS);
      String ruleName = text(node, keys.get("name"), "'name'");
      String pattern = text(node, keys.get("pattern"), "'pattern'");
      if (ruleName == null || pattern == null) {
        return Optional.empty();
      }
      int at = line(Objects.requireNonNull(keys.get("name")));
      if (!NAME.matcher(ruleName).matches()) {
        fault(at, "the name '%s' is no word of a-z, 0-9 and -".formatted(ruleName));
      } else if (ruleName.equals(Withheld.CONFIDENTIAL)
          || ruleName.equals(Withheld.PERSONAL)
          || ruleName.equals(Redactor.USER_NAME)) {
        fault(at, "the name '%s' is kept for what no pattern finds".formatted(ruleName));
      }
      Integer first = lines.putIfAbsent(ruleName, at);
      if (first != null) {
        fault(at, "the rule '%s' is there twice, first on line %d".formatted(ruleName, first));
      }
      return compiled(ruleName, pattern, line(Objects.requireNonNull(keys.get("pattern"))))
          .map(rule -> tried(rule, keys));
    }

    private Optional<RedactionRule> compiled(String ruleName, String pattern, int at) {
      if (pattern.length() > MAX_PATTERN) {
        fault(at, "the pattern is longer than %d characters".formatted(MAX_PATTERN));
        return Optional.empty();
      }
      try {
        var rule = new RedactionRule(ruleName, pattern);
        if (rule.findsNothing()) {
          fault(at, "the pattern matches nothing at all, so it would match everywhere");
        }
        return Optional.of(rule);
      } catch (PatternSyntaxException e) {
        fault(at, "the pattern is no RE2 expression: " + e.getDescription());
        return Optional.empty();
      }
    }

    private RedactionRule tried(RedactionRule rule, Map<String, Node> keys) {
      examples(keys, "takes")
          .forEach(
              (text, at) -> {
                if (rule.applied(text).equals(text)) {
                  fault(at, "the rule '%s' does not take this".formatted(rule.name()));
                }
              });
      examples(keys, "leaves")
          .forEach(
              (text, at) -> {
                if (!rule.applied(text).equals(text)) {
                  fault(at, "the rule '%s' does not leave this".formatted(rule.name()));
                }
              });
      return rule;
    }

    private Map<String, Integer> examples(Map<String, Node> keys, String key) {
      Node node = keys.get(key);
      if (node == null) {
        return Map.of();
      }
      if (!(node instanceof SequenceNode list)) {
        fault(line(node), "'%s' is a list of texts".formatted(key));
        return Map.of();
      }
      var examples = new HashMap<String, Integer>();
      for (Node item : list.getValue()) {
        String text = text(item, item, "an item of '%s'".formatted(key));
        if (text != null) {
          examples.put(text, line(item));
        }
      }
      return examples;
    }

    private @Nullable String text(Node holder, @Nullable Node node, String what) {
      if (node == null) {
        fault(line(holder), what + " is missing");
        return null;
      }
      if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
        fault(line(node), what + " is one text");
        return null;
      }
      return scalar.getValue();
    }

    private Map<String, Node> keys(Node node, Set<String> known) {
      if (!(node instanceof MappingNode mapping)) {
        fault(line(node), "keys with values are expected here");
        return Map.of();
      }
      var keys = new HashMap<String, Node>();
      for (NodeTuple tuple : mapping.getValue()) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
        if (!known.contains(key)) {
          fault(
              line(tuple.getKeyNode()),
              "unknown key '%s'; known here are %s"
                  .formatted(key, String.join(", ", known.stream().sorted().toList())));
        } else if (keys.put(key, tuple.getValueNode()) != null) {
          fault(line(tuple.getKeyNode()), "key '%s' is there twice".formatted(key));
        }
      }
      return keys;
    }
  }
}
