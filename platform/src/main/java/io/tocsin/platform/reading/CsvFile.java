package io.tocsin.platform.reading;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A CSV file (RFC 4180) with a header line, cut into its rows without changing a byte.
///
/// Cutting needs only the delimiter, quotes and line ends, which are the same single bytes in every
/// charset that [Format] allows. Lines end with CRLF, LF or CR.
public final class CsvFile {
  private static final byte[] BOM = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /// How a source writes its files.
  ///
  /// @param delimiter between two cells, for example `,` or `;`; one ASCII character
  /// @param charset of the text: UTF-8, US-ASCII, or one of the ISO 8859 and Windows families
  public record Format(char delimiter, Charset charset) {
    private static final Pattern CHARSETS =
        Pattern.compile("UTF-8|US-ASCII|ISO-8859-\\d+|windows-125\\d");

    /// @throws IllegalArgumentException where files could not be cut by it, saying why
    public Format {
      if (delimiter > 0x7E || "\"\r\n".indexOf(delimiter) >= 0 || delimiter == 0) {
        throw new IllegalArgumentException(
            "is no delimiter: one ASCII character, neither a quote nor a line end");
      }
      if (!CHARSETS.matcher(charset.name()).matches()) {
        throw new IllegalArgumentException(
            "is no charset that CSV can be cut in: UTF-8, US-ASCII, ISO-8859-x or windows-125x");
      }
    }
  }

  /// One row with its header.
  ///
  /// @param cells by column name; a column that stands more than once in the header is not there
  public record Row(Map<String, String> cells) implements FieldedBody {
    public Row {
      cells = Map.copyOf(cells);
    }

    /// The words of a column, without space around them.
    @Override
    public Optional<String> text(String place) {
      return Optional.ofNullable(cells.get(place)).map(String::strip).filter(c -> !c.isEmpty());
    }

    /// Whether the file has exactly one column of this name.
    public boolean hasColumn(String name) {
      return cells.containsKey(name);
    }
  }

  private CsvFile() {}

  /// The lines of a file, each with its line end, the header first; a row whose cells hold line
  /// ends is one of them. Lines without any word and a byte order mark are left out; nothing else
  /// is, so a file that is cut off inside a quoted cell ends with one line that [#row] refuses.
  public static List<byte[]> lines(byte[] file, Format format) {
    var lines = new ArrayList<byte[]>();
    var place = Place.CELL_START;
    int start = afterBom(file);
    for (int i = start; i < file.length; i++) {
      place = place.after(file[i], (byte) format.delimiter());
      boolean ends = file[i] == '\n' || (file[i] == '\r' && !followedByLf(file, i));
      if (ends && place != Place.QUOTED) {
        add(lines, file, start, i + 1, format);
        start = i + 1;
        place = Place.CELL_START;
      }
    }
    add(lines, file, start, file.length, format);
    return lines;
  }

  /// Where in a line a byte stands. A quote has a meaning only where a cell begins and inside a
  /// quoted cell: in `12" pipe` it is a character like any other.
  private enum Place {
    CELL_START,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED;

    Place after(byte b, byte delimiter) {
      return switch (this) {
        case QUOTED -> b == '"' ? QUOTE_IN_QUOTED : QUOTED;
        case QUOTE_IN_QUOTED -> b == '"' ? QUOTED : b == delimiter ? CELL_START : PLAIN;
        case CELL_START -> b == '"' ? QUOTED : b == delimiter ? CELL_START : PLAIN;
        case PLAIN -> b == delimiter ? CELL_START : PLAIN;
      };
    }
  }

  private static boolean followedByLf(byte[] file, int i) {
    return i + 1 < file.length && file[i + 1] == '\n';
  }

  private static int afterBom(byte[] file) {
    return file.length >= BOM.length && Arrays.equals(file, 0, BOM.length, BOM, 0, BOM.length)
        ? BOM.length
        : 0;
  }

  private static void add(List<byte[]> lines, byte[] file, int from, int to, Format format) {
    for (int i = from; i < to; i++) {
      // Spreadsheets fill up their files with rows of nothing but delimiters.
      if (file[i] != '\r' && file[i] != '\n' && file[i] != ' ' && file[i] != format.delimiter()) {
        lines.add(Arrays.copyOfRange(file, from, to));
        return;
      }
    }
  }

  /// One row as a file of its own: the header line and the row.
  public static byte[] withHeader(byte[] header, byte[] row) {
    boolean ended =
        header.length > 0
            && (header[header.length - 1] == '\n' || header[header.length - 1] == '\r');
    ByteBuffer both = ByteBuffer.allocate(header.length + (ended ? 0 : 1) + row.length).put(header);
    if (!ended) {
      both.put((byte) '\n');
    }
    return both.put(row).array();
  }

  /// The column names of a header line, in their order, without space around them; empty where it
  /// cannot be read: an open quote, or bytes that are not of the charset.
  public static Optional<List<String>> columns(byte[] header, Format format) {
    return records(header, format)
        .filter(records -> records.size() == 1)
        .map(records -> columns(records.getFirst()));
  }

  private static List<String> columns(CsvRecord header) {
    return header.getFields().stream().map(String::strip).toList();
  }

  /// The one row of a file that has one; empty where it is no such file: fewer cells than columns,
  /// words beyond the last column, an open quote, or bytes that are not of the charset.
  public static Optional<Row> row(byte[] headerAndRow, Format format) {
    return records(headerAndRow, format)
        .filter(records -> records.size() == 2)
        .flatMap(records -> row(columns(records.getFirst()), records.getLast().getFields()));
  }

  private static Optional<Row> row(List<String> columns, List<String> row) {
    if (row.size() < columns.size()
        || !row.subList(columns.size(), row.size()).stream().allMatch(String::isBlank)) {
      return Optional.empty();
    }
    var cells = new HashMap<String, String>();
    var twice = new HashSet<String>();
    for (int i = 0; i < columns.size(); i++) {
      if (cells.put(columns.get(i), row.get(i)) != null) {
        twice.add(columns.get(i));
      }
    }
    cells.keySet().removeAll(twice);
    return Optional.of(new Row(cells));
  }

  /// At most three records of a file; empty where it cannot be read.
  private static Optional<List<CsvRecord>> records(byte[] file, Format format) {
    int start = afterBom(file);
    try {
      String text =
          format
              .charset()
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(file, start, file.length - start))
              .toString();
      try (CsvReader<CsvRecord> reader =
          CsvReader.builder()
              .fieldSeparator(format.delimiter())
              .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
              .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
              .allowUnclosedQuote(false)
              .ofCsvRecord(text)) {
        return Optional.of(reader.stream().limit(3).toList());
      }
    } catch (CharacterCodingException | CsvParseException e) {
      return Optional.empty(); // The answer, not a failure.
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot be read", e);
    }
  }
}
