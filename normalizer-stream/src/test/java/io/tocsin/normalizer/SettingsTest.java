package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import io.tocsin.normalizer.vendor.Pointer;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The settings as they are shipped, and each of them changed.
final class SettingsTest {
  @Test
  void theDefaultsAreAsShipped() {
    try (App app = start(Map.of())) {
      NormalizerSettings settings = app.context().getBean(NormalizerSettings.class);
      assertThat(settings)
          .isEqualTo(
              new NormalizerSettings(
                  "data/streams", Duration.ofDays(1), Duration.ofDays(730), Map.of()));
      Map<String, Source> sources = sources(app);
      assertThat(sources).containsOnlyKeys("tracktik", "manitou");
      assertThat(sources.get("tracktik"))
          .isEqualTo(
              new Source(
                  "tracktik",
                  null,
                  List.of(),
                  "report-template",
                  Map.of(Pointer.CUSTOM_ID, JsonPointer.compile("/customId"))));
      assertThat(sources.get("manitou")).isEqualTo(Source.unconfigured("manitou"));
      assertThat(app.context().getBean(KafkaSettings.class).eventPartitions()).isEqualTo(12);
    }
  }

  @Test
  void everySettingCanBeChanged() {
    try (App app =
        start(
            Map.ofEntries(
                Map.entry("tocsin.normalizer.state-dir", "/var/lib/x"),
                Map.entry("tocsin.normalizer.max-ahead", "2h"),
                Map.entry("tocsin.normalizer.max-behind", "10d"),
                Map.entry("tocsin.normalizer.streams.commit.interval.ms", "50"),
                Map.entry("tocsin.normalizer.sources.manitou-east.time-zone", "America/New_York"),
                Map.entry(
                    "tocsin.normalizer.sources.manitou-east.time-formats",
                    "yyyyMMddHHmmss,epoch-seconds"),
                Map.entry("tocsin.normalizer.sources.manitou-east.code-scheme", "sia"),
                Map.entry("tocsin.normalizer.sources.manitou-east.pointers.zone", "/signal/zone"),
                Map.entry("tocsin.normalizer.sources.manitou-east.pointers.custom-id", "/ref")))) {
      NormalizerSettings settings = app.context().getBean(NormalizerSettings.class);
      assertThat(settings)
          .isEqualTo(
              new NormalizerSettings(
                  "/var/lib/x",
                  Duration.ofHours(2),
                  Duration.ofDays(10),
                  Map.of("commit.interval.ms", "50")));
      Source east = sources(app).get("manitou-east");
      assertThat(east.timeZone()).isEqualTo(ZoneId.of("America/New_York"));
      assertThat(east.timeFormats()).hasSize(2);
      assertThat(east.codeScheme()).isEqualTo("sia");
      assertThat(east.pointers())
          .isEqualTo(
              Map.of(
                  Pointer.ZONE,
                  JsonPointer.compile("/signal/zone"),
                  Pointer.CUSTOM_ID,
                  JsonPointer.compile("/ref")));
    }
  }

  @Test
  void aWrongSettingIsNamed() {
    assertThatThrownBy(() -> settings("Mars/Olympus", null, Map.of()).source())
        .hasMessageStartingWith("tocsin.normalizer.sources.x.time-zone: ");
    assertThatThrownBy(() -> settings(null, "{{", Map.of()).source())
        .hasMessageStartingWith("tocsin.normalizer.sources.x.time-formats: ");
    assertThatThrownBy(() -> settings(null, null, Map.of("zone", "signal/zone")).source())
        .hasMessageStartingWith("tocsin.normalizer.sources.x.pointers.zone: ");
    assertThatThrownBy(() -> settings(null, null, Map.of("zones", "/z")).source())
        .hasMessage(
            "tocsin.normalizer.sources.x.pointers: pointer 'zones' is not one of severity,"
                + " category, status, custom-id, scheme, qualifier, zone, area");
  }

  private static SourceSettings settings(String zone, String format, Map<String, String> pointers) {
    return new SourceSettings("x", zone, format == null ? null : List.of(format), null, pointers);
  }

  private static Map<String, Source> sources(App app) {
    return app.context().getBeansOfType(SourceSettings.class).stream()
        .map(SourceSettings::source)
        .collect(Collectors.toMap(Source::name, Function.identity()));
  }

  private static App start(Map<String, Object> overrides) {
    var all = new HashMap<String, Object>(overrides);
    all.put(NormalizerFactory.RUN_PROPERTY, false);
    all.put("micronaut.server.port", -1);
    return App.start("normalizer-stream", all);
  }
}
