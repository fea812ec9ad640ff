package io.tocsin.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads the cases of a Markdown page, so that what a finance person reads is what the tests run.
public final class Markdown {
  private static final Pattern SECTION = Pattern.compile("(?ms)^## (.+?)$(.*?)(?=^## |\\z)");

  /// One `##` section.
  public record Section(String title, String text) {
    /// The contents of its fenced blocks in one language, in order.
    public List<String> blocks(String language) {
      return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```")
          .matcher(text)
          .results()
          .map(m -> m.group(1))
          .toList();
    }

    /// The rows of its table: cell by column title.
    public List<Map<String, String>> rows() {
      List<String> lines = text.lines().filter(l -> l.startsWith("|")).toList();
      List<String> titles = cells(lines.getFirst());
      var rows = new ArrayList<Map<String, String>>();
      for (String line : lines.subList(2, lines.size())) {
        List<String> cells = cells(line);
        if (cells.size() != titles.size()) {
          throw new IllegalStateException("not as many cells as titles: " + line);
        }
        var row = new LinkedHashMap<String, String>();
        for (int i = 0; i < titles.size(); i++) {
          row.put(titles.get(i), cells.get(i));
        }
        rows.add(row);
      }
      return rows;
    }

    private static List<String> cells(String line) {
      return List.of(line.strip().replaceAll("^\\||\\|$", "").split("\\|", -1)).stream()
          .map(String::strip)
          .toList();
    }
  }

  private Markdown() {}

  /// The sections of a page on the class path, beside this class.
  public static List<Section> sections(String resource) {
    return SECTION
        .matcher(read(resource))
        .results()
        .map(m -> new Section(m.group(1).strip(), m.group(2)))
        .toList();
  }

  /// A text file on the class path, beside this class.
  public static String read(String resource) {
    try (InputStream in = Markdown.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
