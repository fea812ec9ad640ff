package io.tocsin.policy.window;

import io.tocsin.policy.rulebook.Document;
import io.tocsin.policy.rulebook.RulebookError;
import io.tocsin.policy.rulebook.Section;
import io.tocsin.policy.rulebook.YamlTree;
import io.tocsin.policy.window.WindowCheck.Problem;
import io.tocsin.schemas.TestWindow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// Reads a list of test windows: one YAML document, validated whole. The shape is described in this
/// module's `docs/test-windows.md`.
public final class WindowFile {
  /// Characters of a document.
  public static final int LONGEST = 512 * 1024;

  private static final int MOST_WINDOWS = 1_000;
  private static final String WINDOWS = "windows";
  private static final String ACTOR = WindowField.ACTOR.word();

  private final Document document;
  private final SiteDirectory sites;
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<TestWindow> windows = new ArrayList<>();

  private WindowFile(Document document, SiteDirectory sites) {
    this.document = document;
    this.sites = sites;
  }

  /// What came of reading.
  public sealed interface Read {
    /// The windows, in the order of the document, complete but for their versions and the time of
    /// writing.
    record Valid(List<TestWindow> windows) implements Read {
      public Valid {
        windows = List.copyOf(windows);
      }
    }

    /// Everything that is wrong.
    record Invalid(List<RulebookError> errors) implements Read {
      public Invalid {
        errors = List.copyOf(errors);
      }
    }
  }

  /// Reads a document.
  public static Read read(String yaml, SiteDirectory sites) {
    String text = yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
    var document = new Document(text);
    var file = new WindowFile(document, sites);
    YamlTree.of(document, text, "list of test windows")
        .flatMap(root -> Section.of(document, root, "test windows", Set.of(ACTOR, WINDOWS)))
        .ifPresent(file::all);
    return document.errors().isEmpty()
        ? new Read.Valid(file.windows)
        : new Read.Invalid(document.errors());
  }

  private void all(Section top) {
    Optional<String> actor = top.optionalScalar(ACTOR).map(ScalarNode::getValue);
    if (!top.has(WINDOWS)) {
      top.error(top.node(), "'windows' is missing");
    }
    for (Node node : top.list(WINDOWS, MOST_WINDOWS)) {
      Section.of(document, node, Section.nameOf("window", node), WindowField.words())
          .ifPresent(section -> one(section, actor));
    }
  }

  /// Where a value stands, so that what is wrong with it is said there.
  private record Placed(WindowField field, List<ScalarNode> nodes) {
    static Placed of(Section section, WindowField field) {
      if (!field.isList()) {
        return new Placed(
            field, section.optionalScalar(field.word()).map(List::of).orElse(List.of()));
      }
      var nodes = new ArrayList<ScalarNode>();
      for (Node node : section.list(field.word(), Integer.MAX_VALUE)) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
          nodes.add(scalar);
        } else {
          section.error(node, "'%s' must be a list of single values".formatted(field.word()));
        }
      }
      return new Placed(field, nodes);
    }

    List<String> values() {
      return nodes.stream().map(ScalarNode::getValue).toList();
    }

    Node at(int index, Section section) {
      return index < nodes.size() ? nodes.get(index) : section.at(field.word());
    }
  }

  private void one(Section section, Optional<String> actor) {
    var placed = new EnumMap<WindowField, Placed>(WindowField.class);
    for (WindowField field : WindowField.values()) {
      if (section.has(field.word())) {
        placed.put(field, Placed.of(section, field));
      }
    }
    var said = new EnumMap<WindowField, List<String>>(WindowField.class);
    actor.ifPresent(name -> said.put(WindowField.ACTOR, List.of(name)));
    placed.forEach((field, place) -> said.put(field, place.values()));
    var text = new WindowText(said);
    text.one(WindowField.ID).ifPresent(id -> unique(id, section));
    switch (WindowCheck.of(text, sites)) {
      case WindowCheck.Checked.Good(TestWindow window) -> windows.add(window);
      case WindowCheck.Checked.Bad(List<Problem> problems) ->
          problems.forEach(problem -> note(problem, placed, section));
    }
  }

  private static void note(Problem problem, Map<WindowField, Placed> placed, Section section) {
    Placed place = placed.get(problem.field());
    Node at = place == null ? section.node() : place.at(problem.index(), section);
    section.error(at, problem.message());
  }

  private void unique(String id, Section section) {
    Node at = section.at(WindowField.ID.word());
    Integer first = lines.putIfAbsent(id, at.getStartMark().getLine() + 1);
    if (first != null) {
      section.error(at, "window id '%s' is used twice, first in line %d".formatted(id, first));
    }
  }
}
