package io.tocsin.normalizer.publish;

import java.util.List;

/// The files are not fit to be published. Nothing was written; what was published before stays in
/// force.
public final class ConfigRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /// @param problems every problem found, each as `<file>:<line>: <what is wrong>`
  public ConfigRefusedException(List<String> problems) {
    super("nothing was published:\n" + String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /// Every problem found, each as `<file>:<line>: <what is wrong>`.
  public List<String> problems() {
    return problems;
  }
}
