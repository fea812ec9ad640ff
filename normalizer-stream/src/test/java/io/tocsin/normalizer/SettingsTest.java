package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.normalizer.vendor.Fact;
import io.tocsin.normalizer.vendor.Format;
import io.tocsin.normalizer.vendor.SeverityScale;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The settings as they are shipped, and each of them changed.
final class SettingsTest {
  @Test
  void theDefaultsAreAsShipped() {
    try (App app = start(Map.of())) {
      NormalizerSettings settings = app.context().getBean(NormalizerSettings.class);
      assertThat(settings)
          .isEqualTo(
              new NormalizerSettings(
                  "tocsin-normalizer",
                  "data/streams",
                  Duration.ofDays(90),
                  Duration.ofMinutes(5),
                  Duration.ofDays(1),
                  Duration.ofDays(730),
                  Map.of()));
      Map<String, Source> sources = sources(app);
      // The shipped names are there to be filled by environment variables; empty, they are none.
      assertThat(sources)
          .containsOnlyKeys("aura", "manitou", "sedonaoffice", "silvertrac", "tracktik")
          .allSatisfy((name, source) -> assertThat(source).isEqualTo(Source.unconfigured(name)));
      assertThat(app.context().getBean(KafkaSettings.class).eventPartitions()).isEqualTo(12);
    }
  }

  @Test
  void everySettingCanBeChanged() {
    try (App app =
        start(
            Map.ofEntries(
                Map.entry("tocsin.normalizer.application-id", "another-normalizer"),
                Map.entry("tocsin.normalizer.state-dir", "/var/lib/x"),
                Map.entry("tocsin.normalizer.horizon", "30d"),
                Map.entry("tocsin.normalizer.max-skew", "90s"),
                Map.entry("tocsin.normalizer.max-ahead", "2h"),
                Map.entry("tocsin.normalizer.max-behind", "10d"),
                Map.entry("tocsin.normalizer.streams.commit.interval.ms", "50")))) {
      NormalizerSettings settings = app.context().getBean(NormalizerSettings.class);
      assertThat(settings)
          .isEqualTo(
              new NormalizerSettings(
                  "another-normalizer",
                  "/var/lib/x",
                  Duration.ofDays(30),
                  Duration.ofSeconds(90),
                  Duration.ofHours(2),
                  Duration.ofDays(10),
                  Map.of("commit.interval.ms", "50")));
    }
  }

  @Test
  void anOperatorsFileAddsToWhatIsShipped(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("own.yml");
    Files.writeString(
        file,
        """
        tocsin:
          normalizer:
            sources:
              tracktik:
                time-zone: America/Chicago
                severity-scale:
                  Very High: 1
                  low.est: 5
                pointers:
                  status: [/status, /data/status]
              Silver-east: {code-scheme: x}
        """);
    assertThatThrownBy(() -> sources(start(List.of(file), Map.of())))
        .hasMessageStartingWith("tocsin.normalizer.sources.Silver-east: no legal name of a source");

    Files.writeString(file, Files.readString(file).replace("Silver", "silver"));
    try (App app =
        start(List.of(file), Map.of("tocsin.normalizer.sources.aura.code-scheme", "a"))) {
      Map<String, Source> sources = sources(app);
      Source trackTik = sources.get("tracktik");
      assertThat(trackTik.times().zone()).isEqualTo(ZoneId.of("America/Chicago"));
      assertThat(trackTik.severityScale())
          .isEqualTo(new SeverityScale(Map.of("very high", 1, "low.est", 5)));
      assertThat(trackTik.layout(Format.JSON).places(Fact.STATUS))
          .containsExactly("/status", "/data/status");
      assertThat(sources.get("aura").codeScheme()).isEqualTo("a");
    }
  }

  private static Map<String, Source> sources(App app) {
    return SourceSettings.sources(app.context().getEnvironment());
  }

  private static App start(Map<String, Object> overrides) {
    return start(List.of(), overrides);
  }

  private static App start(List<Path> files, Map<String, Object> overrides) {
    var all = new HashMap<String, Object>(overrides);
    all.put(NormalizerFactory.RUN_PROPERTY, false);
    all.put("micronaut.server.port", -1);
    return App.start("normalizer-stream", files, all);
  }
}
