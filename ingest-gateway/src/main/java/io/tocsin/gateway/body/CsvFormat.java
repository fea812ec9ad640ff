package io.tocsin.gateway.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.gateway.Bounds;
import io.tocsin.gateway.Delivery;
import io.tocsin.gateway.EventFields;
import io.tocsin.gateway.Reading;
import io.tocsin.gateway.Reading.Element;
import io.tocsin.platform.Section;
import io.tocsin.platform.reading.CsvFile;
import io.tocsin.platform.reading.CsvFile.Format;
import io.tocsin.platform.reading.FieldedBody;
import io.tocsin.schemas.Transport;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// A source's CSV files: every row is an event, whose body is the header line and the row.
///
/// No vendor documents its columns, so each is a setting, and a file whose header lacks one of them
/// is refused whole: a report whose columns were renamed must not turn into events without their
/// site or time.
public final class CsvFormat implements BodyFormat {
  /// The media type of CSV (RFC 7111).
  public static final String MEDIA_TYPE = "text/csv";

  private final String settings;
  private final Format format;
  private final Map<Field, String> columns;
  private final UnaryOperator<EventFields> completion;
  private final Set<String> fields;

  /// The CSV files of one source.
  ///
  /// @param settings its section: `delimiter` (`,`; `tab` for a tab), `charset` (`utf-8`), and a
  /// column for each field
  /// @param fields fields that may be set
  /// @param completion adds what the rows do not say
  CsvFormat(Section settings, List<Field> fields, UnaryOperator<EventFields> completion) {
    this.settings = settings.name();
    this.format = format(settings);
    this.columns = Exports.places(settings, fields);
    this.completion = completion;
    this.fields = Field.completed(Field.names(columns.keySet()), completion);
  }

  private static Format format(Section settings) {
    String delimiter = settings.text("delimiter").orElse(",");
    String charset = settings.text("charset").orElse("utf-8");
    if (!delimiter.equals("tab") && delimiter.length() != 1) {
      throw settings.refuse("delimiter", "is neither one character nor the word tab");
    }
    char between = delimiter.equals("tab") ? '\t' : delimiter.charAt(0);
    try {
      new Format(between, UTF_8);
    } catch (IllegalArgumentException e) {
      throw settings.refuse(
          "delimiter", "is no delimiter: one ASCII character, neither a quote nor a line end");
    }
    try {
      return new Format(between, Charset.forName(charset));
    } catch (IllegalArgumentException e) {
      throw settings.refuse(
          "charset",
          "is no charset that CSV can be cut in: UTF-8, US-ASCII, ISO-8859-x or windows-125x");
    }
  }

  @Override
  public String settings() {
    return settings;
  }

  @Override
  public Set<String> mediaTypes() {
    return Set.of(MEDIA_TYPE);
  }

  @Override
  public Transport pushed() {
    return Transport.EXPORT;
  }

  @Override
  public Set<String> fields() {
    return fields;
  }

  @Override
  public Reading read(Delivery delivery) {
    return CsvFile.lines(delivery.body(), format).isEmpty()
        ? new Reading.Malformed("The file is empty: it has no header line either.")
        : read(delivery.body(), delivery.bounds());
  }

  /// Reads a file; one without rows, or without anything, is an empty report.
  Reading read(byte[] file, Bounds bounds) {
    List<byte[]> lines = CsvFile.lines(file, format);
    if (lines.isEmpty()) {
      return new Reading.EmptyReport();
    }
    byte[] header = lines.getFirst();
    Optional<List<String>> names = CsvFile.columns(header, format);
    if (names.isEmpty()) {
      return new Reading.Malformed(
          "The header line is no CSV in the charset %s.".formatted(format.charset()));
    }
    for (Map.Entry<Field, String> column : columns.entrySet()) {
      int times = Collections.frequency(names.get(), column.getValue());
      if (times != 1) {
        return new Reading.Malformed(
            "The file has %s column named \"%s\", which the settings of this source name for %s."
                .formatted(
                    times == 0 ? "no" : "more than one",
                    column.getValue(),
                    column.getKey().setting()));
      }
    }
    List<byte[]> rows = lines.subList(1, lines.size());
    if (rows.isEmpty()) {
      return new Reading.EmptyReport();
    }
    // Each row is kept with the header.
    long total = (long) rows.size() * header.length + file.length;
    if (rows.size() > bounds.events() || total > bounds.totalBytes()) {
      return new Reading.TooMany(
          "The file holds more rows than it may (%d, and %d bytes with the header line counted for"
                  .formatted(bounds.events(), bounds.totalBytes())
              + " each). Send it in parts.");
    }
    return new Reading.Batch(rows.stream().map(row -> element(header, row)).toList());
  }

  private Element element(byte[] header, byte[] row) {
    byte[] body = CsvFile.withHeader(header, row);
    return CsvFile.row(body, format)
        .<Element>map(cells -> new Element.Event(body, MEDIA_TYPE, event(cells)))
        .orElseGet(
            () ->
                new Element.Unusable(
                    "This row has fewer or more cells than the header, an open quote, or bytes that"
                        + " are not %s.".formatted(format.charset())));
  }

  private EventFields event(FieldedBody cells) {
    return completion.apply(Exports.read(cells, columns));
  }

  /// The readings of several files as one.
  Reading joined(List<byte[]> files, Bounds bounds) {
    var elements = new ArrayList<Element>();
    for (byte[] file : files) {
      switch (read(file, bounds)) {
        case Reading.Batch(List<Element> more) -> elements.addAll(more);
        case Reading.EmptyReport() -> {}
        case Reading other -> {
          return other;
        }
      }
    }
    if (elements.size() > bounds.events()) {
      return new Reading.TooMany(
          "The files hold more than %d rows together. Send them one by one."
              .formatted(bounds.events()));
    }
    return elements.isEmpty()
        ? new Reading.EmptyReport()
        : new Reading.Batch(List.copyOf(elements));
  }
}
