package io.tocsin.normalizer.vendor;

import io.tocsin.platform.reading.CsvFile;
import io.tocsin.platform.reading.Times;
import io.tocsin.schemas.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How one configured source is read.
///
/// @param name its name
/// @param times how it writes times
/// @param timesOf how it writes them on a road where that differs
/// @param codeScheme code table of codes that name none; null = the vendor's default
/// @param layouts places of facts, by the format of the body; they come before those that the
/// vendor documents
/// @param severityScale what its words of severity mean; null = the vendor's default
/// @param csv how it writes CSV files
/// @param confidential where its bodies hold fields that may be confidential; null = nowhere
public record Source(
    String name,
    Times times,
    Map<Transport, Times> timesOf,
    @Nullable String codeScheme,
    Map<Format, Layout> layouts,
    @Nullable SeverityScale severityScale,
    CsvFile.Format csv,
    @Nullable Confidential confidential) {
  /// CSV as RFC 4180 has it, in UTF-8.
  public static final CsvFile.Format PLAIN_CSV = new CsvFile.Format(',', StandardCharsets.UTF_8);

  public Source {
    timesOf = Map.copyOf(timesOf);
    layouts = Map.copyOf(layouts);
  }

  /// A source that says nothing of severities, CSV files and confidential fields.
  public Source(
      String name,
      Times times,
      Map<Transport, Times> timesOf,
      @Nullable String codeScheme,
      Map<Format, Layout> layouts) {
    this(name, times, timesOf, codeScheme, layouts, null, PLAIN_CSV, null);
  }

  /// A source without settings.
  public static Source unconfigured(String name) {
    return new Source(name, Times.ISO_ONLY, Map.of(), null, Map.of());
  }

  /// How it writes times on a road.
  public Times times(Transport road) {
    return timesOf.getOrDefault(road, times);
  }

  /// Places of facts in bodies of a format.
  public Layout layout(Format format) {
    return layouts.getOrDefault(format, Layout.NONE);
  }
}
