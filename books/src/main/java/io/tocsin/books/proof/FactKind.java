package io.tocsin.books.proof;

import java.util.Arrays;
import java.util.Optional;

/// Which table of facts a leaf is of. In the order in which leaves are sorted.
public enum FactKind {
  /// A row of `audit`: a command through the API.
  AUDIT("audit"),
  /// A row of `operator_commands`: a test window, a ruling, a rulebook.
  COMMAND("command"),
  /// A row of `charge_conflicts`.
  CONFLICT("conflict"),
  /// A row of `decisions`.
  DECISION("decision"),
  /// A row of `deliveries`: what became of a raw record when it arrived.
  DELIVERY("delivery"),
  /// A row of `events`: one revision.
  EVENT("event"),
  /// A row of `charge_lines`: a charge or a reversal.
  LINE("line"),
  /// A row of `replayed_deliveries`: what became of a raw record in a replay.
  REPLAYED("replayed");

  private final String word;

  FactKind(String word) {
    this.word = word;
  }

  /// How a leaf names it.
  public String word() {
    return word;
  }

  /// The kind that a leaf names.
  public static Optional<FactKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }
}
