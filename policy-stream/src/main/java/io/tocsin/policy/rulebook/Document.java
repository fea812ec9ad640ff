package io.tocsin.policy.rulebook;

import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/// The text of a YAML document of ours, for example a rulebook, and what was found wrong in it so
/// far.
public final class Document {
  /// Errors of one document; whoever has more starts with these.
  private static final int MOST_ERRORS = 100;

  private final int[] characters;
  private final List<RulebookError> errors = new ArrayList<>();

  public Document(String text) {
    this.characters = text.codePoints().toArray();
  }

  /// Notes an error where a node begins.
  public void error(Node node, String message) {
    error(node.getStartMark(), message);
  }

  /// Notes an error at a mark.
  void error(Mark mark, String message) {
    error(place(mark), message);
  }

  /// Notes an error inside a scalar's value.
  ///
  /// @param offset characters of the value before it
  void error(ScalarNode scalar, int offset, String message) {
    error(place(scalar, offset), message);
  }

  private void error(Place place, String message) {
    errors.add(new RulebookError(place.line(), place.column(), message));
  }

  /// Where a mark stands.
  static Place place(Mark mark) {
    return new Place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  /// Where a character of a scalar's value stands.
  ///
  /// @param offset characters of the value before it
  Place place(ScalarNode scalar, int offset) {
    int index = indexOf(scalar, offset);
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < index; i++) {
      if (characters[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new Place(line, index - lineStart + 1);
  }

  /// All errors in the order of the document, not more than a reader can use.
  public List<RulebookError> errors() {
    List<RulebookError> sorted = errors.stream().sorted().distinct().toList();
    return sorted.size() <= MOST_ERRORS ? sorted : sorted.subList(0, MOST_ERRORS);
  }

  /// Where a character of a scalar's value stands in the document. YAML folds and indents white
  /// space only, so the same number of other characters stands before it in both.
  private int indexOf(ScalarNode scalar, int offset) {
    int start = scalar.getStartMark().getIndex();
    int end = Math.min(scalar.getEndMark().getIndex(), characters.length);
    int[] value = scalar.getValue().codePoints().toArray();
    int wanted = 0;
    for (int i = 0; i < Math.min(offset, value.length); i++) {
      wanted += Character.isWhitespace(value[i]) ? 0 : 1;
    }
    int index = contentStart(scalar, start, end);
    if (scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED && has('\\', index, end)) {
      return start; // Escapes take more characters than they make.
    }
    boolean doubled = scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED;
    int seen = 0;
    while (index < end) {
      if (!Character.isWhitespace(characters[index])) {
        if (seen == wanted) {
          return index;
        }
        seen++;
        if (doubled && characters[index] == '\'') {
          index++; // '' makes one '.
        }
      }
      index++;
    }
    return Math.min(index, characters.length);
  }

  private int contentStart(ScalarNode scalar, int start, int end) {
    return switch (scalar.getScalarStyle()) {
      case PLAIN, JSON_SCALAR_STYLE -> start;
      case SINGLE_QUOTED, DOUBLE_QUOTED -> start + 1;
      case LITERAL, FOLDED -> {
        int index = start;
        while (index < end && characters[index] != '\n') {
          index++;
        }
        yield index;
      }
    };
  }

  private boolean has(char wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (characters[i] == wanted) {
        return true;
      }
    }
    return false;
  }
}
