package io.tocsin.sinks.outward;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import io.tocsin.platform.Section;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The reference page of a kind of sink.
public final class ReferencePage {
  private static final String PREFIX = "tocsin.sinks.outward.";
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ((?:`[a-z-]+`(?:, )?)+) \\| (?:yes|no) \\|");
  private static final Pattern NAME = Pattern.compile("`([a-z-]+)`");

  private ReferencePage() {}

  /// The page's example opens, nothing in it is unknown, and the page's table names the settings
  /// that the example has: no other and no fewer.
  public static void isTrueOf(Kind kind) throws IOException {
    String page = Files.readString(Path.of("../docs/reference/sinks/%s.md".formatted(kind.name())));
    Section sink = example(page);
    Section own = sink.section(kind.name());

    assertThat(sink.required("kind")).isEqualTo(kind.name());
    assertThat(sink.text("from")).isPresent();
    assertThat(sink.text("route")).isPresent();
    try (Destination destination = kind.open(own, new Outside("x", sink, Clock.systemUTC()))) {
      own.refuseUnknown();
      sink.refuseUnknown();
      assertThat(destination).isNotInstanceOf(Paused.class);
    }
    assertThat(named(page)).isEqualTo(new TreeSet<>(own.keys()));
  }

  private static Section example(String page) throws IOException {
    Matcher block = YAML.matcher(page);
    assertThat(block.find()).isTrue();
    // Every secret of an example is a placeholder; one of the form that webhooks want fits all.
    String yaml =
        block.group(1).replaceAll("\\$\\{[A-Z_]+}", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3");
    Map<String, Object> settings =
        new YamlPropertySourceLoader()
            .read("example", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    String name =
        settings.keySet().iterator().next().substring(PREFIX.length()).replaceAll("[.\\[].*", "");
    String path = PREFIX + name;
    return Section.of(
        path,
        settings.entrySet().stream()
            .collect(
                Collectors.toMap(
                    e -> e.getKey().substring(path.length() + 1), Map.Entry::getValue)));
  }

  private static Set<String> named(String page) {
    return ROW.matcher(page)
        .results()
        .flatMap(row -> NAME.matcher(row.group(1)).results())
        .map(name -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
