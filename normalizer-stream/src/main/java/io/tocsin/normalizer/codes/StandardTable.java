package io.tocsin.normalizer.codes;

import io.tocsin.schemas.EventType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One standard's code table, read from `code-tables/<name>.tsv`.
///
/// The file's first line names table, version and standard; its second names the columns; every
/// further line is a code. Columns are separated by a tab, `-` is no type. A table has either the
/// column `type`, or the columns `new`, `restore` and `status` where the standard writes a
/// qualifier beside the code. Rows whose column `standard` says `no` are codes that some panels
/// send and the standard does not have: they stand in the file so that nobody adds them again, and
/// match nothing.
///
/// @param name scheme of its codes, for example `contact-id`
/// @param version rises with every change of the file
/// @param standard which text it is taken from
/// @param codes by code
public record StandardTable(
    String name, int version, String standard, Map<String, StandardCode> codes) {
  private static final Pattern FIRST_LINE =
      Pattern.compile("#table=(\\S+) version=(\\d+) standard=(.+)");

  public StandardTable {
    codes = Map.copyOf(codes);
  }

  /// The row of a code, whatever the case of its letters.
  public Optional<StandardCode> find(String code) {
    return Optional.ofNullable(codes.get(code.toUpperCase(Locale.ROOT)));
  }

  /// Reads the table of that name that ships with this program.
  ///
  /// @throws IllegalStateException where the file is not as described: it is part of the program
  static StandardTable shipped(String name) {
    String file = "/code-tables/" + name + ".tsv";
    try (InputStream in = StandardTable.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not on the class path");
      }
      StandardTable table =
          read(
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                  .lines()
                  .toList());
      if (!table.name().equals(name)) {
        throw new IllegalStateException(file + " holds the table " + table.name());
      }
      return table;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /// The table that these lines write.
  ///
  /// @throws IllegalStateException where they are not as described
  static StandardTable read(List<String> lines) {
    Matcher first = FIRST_LINE.matcher(lines.getFirst());
    if (!first.matches()) {
      throw new IllegalStateException("no code table begins with: " + lines.getFirst());
    }
    List<String> columns = cells(lines.get(1));
    var codes = new HashMap<String, StandardCode>();
    for (String line : lines.subList(2, lines.size())) {
      List<String> cells = cells(line);
      if (cells.size() != columns.size()) {
        throw new IllegalStateException("a row has not as many cells as columns: " + line);
      }
      var row = new HashMap<String, String>();
      for (int i = 0; i < cells.size(); i++) {
        row.put(columns.get(i), cells.get(i));
      }
      if (yes(row, "standard", true)) {
        StandardCode code = code(row);
        if (codes.put(code.code(), code) != null) {
          throw new IllegalStateException("a code is there twice: " + line);
        }
      }
    }
    return new StandardTable(
        first.group(1), Integer.parseInt(first.group(2)), first.group(3), codes);
  }

  private static List<String> cells(String line) {
    return Arrays.asList(line.split("\t", -1));
  }

  private static StandardCode code(Map<String, String> row) {
    boolean qualified = !row.containsKey("type");
    return new StandardCode(
        cell(row, "code"),
        cell(row, "name"),
        type(row, qualified ? "new" : "type"),
        type(row, qualified ? "restore" : "type"),
        type(row, qualified ? "status" : "type"),
        yes(row, "life-safety", false),
        AddressKind.valueOf(cell(row, "address").toUpperCase(Locale.ROOT)));
  }

  private static @Nullable EventType type(Map<String, String> row, String column) {
    String type = cell(row, column);
    return type.equals("-") ? null : EventType.valueOf(type);
  }

  private static boolean yes(Map<String, String> row, String column, boolean absent) {
    return switch (row.get(column)) {
      case null -> absent;
      case "yes" -> true;
      case "no" -> false;
      default -> throw new IllegalStateException(column + " is neither yes nor no: " + row);
    };
  }

  private static String cell(Map<String, String> row, String column) {
    String cell = row.get(column);
    if (cell == null || cell.isBlank()) {
      throw new IllegalStateException("a row has no " + column + ": " + row);
    }
    return cell;
  }
}
