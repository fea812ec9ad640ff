package io.tocsin.sinks.outward;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import io.micronaut.core.naming.conventions.StringConvention;
import io.tocsin.platform.Section;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/// A page of the documents about one kind of sink: its example is what its tests run with.
public final class Page {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");

  private final Kind kind;
  private final String text;
  private final String sink;
  private final Map<String, Object> settings;

  private Page(Kind kind, String text, String sink, Map<String, Object> settings) {
    this.kind = kind;
    this.text = text;
    this.sink = sink;
    this.settings = settings;
  }

  /// The reference page of a kind.
  public static Page of(Kind kind) {
    return of(kind, "reference/sinks/%s.md".formatted(kind.name()));
  }

  /// A page with an example of a kind.
  public static Page of(Kind kind, String path) {
    String text = read(path);
    Matcher example = EXAMPLE.matcher(text);
    while (example.find()) {
      Map<String, Object> sinks =
          in(in(in(new Yaml().load(example.group(1)), "tocsin"), "sinks"), "outward");
      String sink = sinks.keySet().iterator().next();
      Map<String, Object> settings = in(sinks, sink);
      if (kind.name().equals(settings.get("kind"))) {
        return new Page(kind, text, sink, settings);
      }
    }
    throw new AssertionError("%s has no example of kind %s".formatted(path, kind.name()));
  }

  /// A page as text.
  public static String read(String path) {
    try {
      return Files.readString(DOCS.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked") // The examples are made of names and values.
  private static Map<String, Object> in(Map<String, Object> settings, String name) {
    return (Map<String, Object>) settings.get(name);
  }

  /// Opens the example at another address.
  ///
  /// @param more settings of the kind's own section in place of the example's; an empty one is as
  /// if it were not set
  public Opened open(String url, Map<String, Object> more) {
    var outward = new LinkedHashMap<String, Object>(settings);
    outward.put("url", url);
    outward.put("answer-within", "2s");
    outward.put("auth", Map.of("type", "bearer", "token", "t0ken"));
    String path = "tocsin.sinks.outward." + sink;
    var own = new LinkedHashMap<>(in(settings, kind.name()));
    own.putAll(more);
    own.values().removeIf(""::equals);
    Section section = Section.of(path + "." + kind.name(), own);
    Outside outside = new Outside(sink, Section.of(path, outward), Clock.systemUTC());
    Destination destination = kind.open(section, outside);
    section.refuseUnknown();
    return new Opened(destination, outside);
  }

  /// A section of the kind's own section, with more in it.
  public Map<String, Object> with(String name, Map<String, Object> more) {
    var section = new LinkedHashMap<>(in(in(settings, kind.name()), name));
    section.putAll(more);
    return section;
  }

  /// The example, opened at another address.
  public Opened open(String url) {
    return open(url, Map.of());
  }

  /// The example, read through the environment as the app reads it. Its credentials must be a
  /// bearer token.
  public Opened openAsTheAppDoes(String url) throws IOException {
    Matcher example = EXAMPLE.matcher(text);
    assertThat(example.find()).isTrue();
    String path = "tocsin.sinks.outward." + sink;
    Environment environment = ApplicationContext.builder().build().getEnvironment();
    environment.addPropertySource(
        PropertySource.of(
            "page",
            new YamlPropertySourceLoader()
                .read("page", example.group(1).getBytes(StandardCharsets.UTF_8))));
    environment.addPropertySource(
        PropertySource.of(
            "test", Map.of(path + ".url", url, path + ".auth.token", "t0ken"), Integer.MAX_VALUE));
    environment.start();
    Section section = Section.of(path, environment.getProperties(path, StringConvention.RAW));
    Outside outside = new Outside(sink, section, Clock.systemUTC());
    Section own = section.section(kind.name());
    Destination destination = kind.open(own, outside);
    own.refuseUnknown();
    return new Opened(destination, outside);
  }

  /// The settings that its table names.
  public List<String> documented() {
    return Pattern.compile("(?m)^\\| `([a-z-]+)` \\|[^|]*\\|[^|]*\\|$")
        .matcher(text.substring(text.indexOf("| setting below")).split("\n\n", 2)[0])
        .results()
        .map(row -> row.group(1))
        .toList();
  }

  /// Whether a setting of the kind's section is read at all.
  public boolean knows(String setting) {
    try {
      open("http://127.0.0.1:1", Map.of(setting, "x")).close();
      return true;
    } catch (IllegalArgumentException e) {
      return !String.valueOf(e.getMessage()).endsWith("is its name mistyped?");
    }
  }

  /// The settings that source files name.
  ///
  /// @param files below the package of all sinks, without `.java`
  public static List<String> named(String... files) {
    return Stream.of(files)
        .map(file -> source(file + ".java"))
        .flatMap(
            source ->
                Pattern.compile("(?:settings|section)(?:\\.\\w+\\(|,)\\s*\"([a-z-]+)\"")
                    .matcher(source)
                    .results()
                    .map((MatchResult found) -> found.group(1)))
        .distinct()
        .toList();
  }

  private static String source(String path) {
    try {
      return Files.readString(Path.of("src/main/java/io/tocsin/sinks").resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// An open destination.
  public record Opened(Destination destination, Outside outside) implements AutoCloseable {
    /// Sends one.
    public Answer send(Delivery delivery) throws InterruptedException {
      return destination.send(List.of(delivery)).getFirst();
    }

    @Override
    public void close() {
      destination.close();
      outside.close();
    }
  }
}
