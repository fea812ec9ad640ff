package io.tocsin.console;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// The console's own settings: `tocsin.console.*`.
///
/// @param token the operator token, or `file:<path>` of it; empty refuses to start
/// @param operatorsDirectory folder with a file `operator-<name>.secret` for each further operator,
/// which holds that operator's token; empty = none
/// @param maxRows the longest list in a report, 1 to 100000
/// @param maxExportBytes the largest export that is reconciled, in bytes; a larger one is answered
/// 413
@ConfigurationProperties("tocsin.console")
public record ConsoleSettings(
    @Bindable(defaultValue = "") String token,
    @Bindable(defaultValue = "") String operatorsDirectory,
    @Bindable(defaultValue = "1000") int maxRows,
    @Bindable(defaultValue = "33554432") int maxExportBytes) {
  private static final int MOST_ROWS = 100_000;
  private static final int MOST_BYTES = 256 * 1024 * 1024;

  public ConsoleSettings {
    if (maxRows < 1 || maxRows > MOST_ROWS) {
      throw new IllegalArgumentException(
          "TOCSIN_CONSOLE_MAX_ROWS is %d; it must be 1 to %d".formatted(maxRows, MOST_ROWS));
    }
    if (maxExportBytes < 1 || maxExportBytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "TOCSIN_CONSOLE_MAX_EXPORT_BYTES is %d; it must be 1 to %d"
              .formatted(maxExportBytes, MOST_BYTES));
    }
  }

  /// Without the token.
  @Override
  public String toString() {
    return "ConsoleSettings[maxRows=%d]".formatted(maxRows);
  }
}
