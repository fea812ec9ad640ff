package io.tocsin.policy.backtest;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a back-test found, for whoever asked.
public final class Report {
  private final String name;
  private final int version;
  private final TrialDays days;
  private final Comparison comparison;
  private final List<String> warnings;
  private final Unread unread;

  /// @param name what the candidate is called
  /// @param version its version
  /// @param warnings what in it is probably not meant so
  Report(
      String name,
      int version,
      TrialDays days,
      Comparison comparison,
      List<String> warnings,
      Unread unread) {
    this.name = name;
    this.version = version;
    this.days = days;
    this.comparison = comparison;
    this.warnings = List.copyOf(warnings);
    this.unread = unread;
  }

  String name() {
    return name;
  }

  int version() {
    return version;
  }

  TrialDays days() {
    return days;
  }

  Comparison comparison() {
    return comparison;
  }

  List<String> warnings() {
    return warnings;
  }

  Unread unread() {
    return unread;
  }

  /// In plain words and tables.
  ///
  /// @param csv name of the file that has all the lines; null where there is none
  public String text(@Nullable String csv) {
    return TextReport.text(this, csv);
  }

  /// As one JSON object.
  public String json() {
    return JsonReport.text(this);
  }

  /// Writes the lines that differ as CSV in UTF-8, in the place of what the file held.
  public void writeCsv(Path file) throws IOException {
    try (Writer to = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      CsvReport.write(comparison.changes(), to);
    }
  }
}
