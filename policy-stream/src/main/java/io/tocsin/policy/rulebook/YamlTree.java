package io.tocsin.policy.rulebook;

import java.io.StringReader;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.nodes.Node;

/// Parses the text of a document of ours, for example a rulebook, as YAML, every node with its
/// place, within bounds.
public final class YamlTree {
  private static final int DEEPEST = 20;
  private static final Mark START = new Mark("document", 0, 0, 0, new int[0], 0);

  private YamlTree() {}

  /// The tree of a document; empty, with the errors noted, where it is no YAML that it can be.
  ///
  /// @param what how messages call it, for example `rulebook`
  public static Optional<Node> of(Document document, String text, String what) {
    var options = new LoaderOptions();
    options.setNestingDepthLimit(DEEPEST);
    options.setCodePointLimit(RulebookReader.LONGEST);
    try {
      refuseAliases(document, new Yaml(options).parse(new StringReader(text)), what);
      if (!document.errors().isEmpty()) {
        return Optional.empty();
      }
      Node root = new Yaml(options).compose(new StringReader(text));
      if (root == null) {
        document.error(START, "the %s is empty".formatted(what));
      }
      return Optional.ofNullable(root);
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() != null ? e.getProblemMark() : START;
      document.error(mark, unreadable(e, what));
      return Optional.empty();
    } catch (YAMLException e) {
      document.error(START, "this is no readable YAML document: " + e.getMessage());
      return Optional.empty();
    }
  }

  /// Names for parts (&x, *x) would let one line change many, unseen.
  private static void refuseAliases(Document document, Iterable<Event> events, String what) {
    for (Event event : events) {
      if (event instanceof AliasEvent alias) {
        document.error(
            alias.getStartMark(),
            "a %s borrows no parts from itself; write out what *%s stands for"
                .formatted(what, alias.getAnchor()));
      }
    }
  }

  private static String unreadable(MarkedYAMLException e, String what) {
    String problem = e.getProblem() == null ? "" : e.getProblem();
    if (problem.contains("\\t")) {
      return "a tab stands here; indent with spaces";
    }
    if (problem.contains("mapping values are not allowed")) {
      return "a second ': ' stands in this line; put the text in quotes, or check the indentation";
    }
    if (problem.contains("expected a single document")
        || problem.contains("but found another document")) {
      return "a %s is one document; take the line '---' out".formatted(what);
    }
    if (problem.contains("expected <block end>")
        || problem.contains("could not find expected ':'")) {
      return "the indentation does not fit the lines above, or a ':' is missing";
    }
    return "the document cannot be read from here on (%s)".formatted(problem);
  }
}
