package io.tocsin.sinks;

import io.tocsin.platform.Section;
import io.tocsin.sinks.outward.Destination;
import io.tocsin.sinks.outward.Kind;
import io.tocsin.sinks.outward.Outside;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/// A sink's page in `docs/reference/sinks`: its example is what the sink's tests run with.
public final class SinkPage {
  private static final Pattern EXAMPLE =
      Pattern.compile("```yaml\n(tocsin:.*?)```", Pattern.DOTALL);
  private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+)` \\|", Pattern.MULTILINE);

  private final String text;

  private SinkPage(String text) {
    this.text = text;
  }

  /// The page of a kind.
  public static SinkPage of(String kind) {
    try {
      return new SinkPage(
          Files.readString(
              Path.of(System.getProperty("house", ".."))
                  .resolve("docs/reference/sinks/%s.md".formatted(kind))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The example's block of its one sink.
  public Map<String, Object> example() {
    Matcher block = EXAMPLE.matcher(text);
    if (!block.find()) {
      throw new IllegalStateException("the page has no example");
    }
    Map<String, Object> node = new Yaml().load(block.group(1));
    for (String name : new String[] {"tocsin", "sinks", "outward"}) {
      node = section(node, name);
    }
    return section(node, node.keySet().iterator().next());
  }

  /// What the table of the kind's own settings names.
  public Set<String> settings() {
    var names = new TreeSet<String>();
    Matcher row =
        ROW.matcher(text.substring(text.indexOf("## Settings"), text.indexOf("## Class")));
    while (row.find()) {
      names.add(row.group(1));
    }
    return names;
  }

  /// Opens the example with an address of its own, and what else a test wants otherwise.
  ///
  /// @param changes by full name below the sink, for example `quickbooks.realm`
  public Destination open(Kind kind, String url, Map<String, Object> changes) {
    var settings = new LinkedHashMap<String, Object>(example());
    settings.put("url", url);
    settings.put("auth.token", "test");
    settings.putAll(changes);
    Section sink = Section.of("tocsin.sinks.outward.test", settings);
    Section own = sink.section(kind.name());
    Destination destination = kind.open(own, new Outside("test", sink, Clock.systemUTC()));
    own.refuseUnknown();
    return destination;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(Map<String, Object> node, String name) {
    return (Map<String, Object>) node.get(name);
  }
}
