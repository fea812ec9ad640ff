package io.tocsin.sinks.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/// The page of metrics names what is exposed, with its type and its labels, and nothing else.
final class MetricsTest {
  private static final Path PAGE = Path.of("../docs/reference/metrics.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| `(tocsin_sink_[a-z_]+)` \\| (gauge|counter) \\| ([^|]*) \\|");
  private static final Pattern TYPE = Pattern.compile("^# TYPE (tocsin_[a-z_]+) (\\w+)");
  private static final Pattern SAMPLE = Pattern.compile("^(tocsin_[a-z_]+)\\{([^}]*)}");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void thePageNamesWhatIsExposed() throws Exception {
    everythingOnce();
    var exposed = new TreeMap<String, String>();
    registry
        .scrape()
        .lines()
        .forEach(
            line -> {
              var type = TYPE.matcher(line);
              if (type.find()) {
                exposed.put(type.group(1), type.group(2));
              }
              var sample = SAMPLE.matcher(line);
              if (sample.find()) {
                exposed.merge(
                    sample.group(1),
                    labels(sample.group(2).replaceAll("=\"[^\"]*\"", "")),
                    (known, labels) -> known.endsWith(labels) ? known : known + labels);
              }
            });
    var inPage = new TreeMap<String, String>();
    for (String line : Files.readAllLines(PAGE)) {
      var row = ROW.matcher(line);
      if (row.find()) {
        inPage.put(row.group(1), row.group(2) + labels(row.group(3).replace("`", "")));
      }
    }
    assertThat(exposed).isNotEmpty().isEqualTo(inPage);
  }

  @Test
  void nothingIsCountedThatThisTestDoesNotCount() {
    everythingOnce();
    assertThat(
            registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toSet()))
        .isEqualTo(
            Arrays.stream(SinkMeters.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(MetricsTest::text)
                .collect(Collectors.toSet()));
  }

  @Test
  void whatLabelsMaySayIsInThePage() throws Exception {
    String page = Files.readString(PAGE);
    Set<String> said = new TreeSet<>();
    Pattern.compile("`([A-Z_]+)`").matcher(page).results().forEach(m -> said.add(m.group(1)));
    assertThat(said)
        .as("classes that leave for a retry topic, and codes of sinks' dead letters")
        .contains(
            FailureClass.UNCERTAIN.name(),
            FailureClass.UNKNOWN_OUTCOME.name(),
            ReasonCode.REFUSED_ROW.name(),
            ReasonCode.UNDELIVERABLE.name(),
            ReasonCode.OUTCOME_UNKNOWN.name(),
            ReasonCode.RETRIES_EXHAUSTED.name(),
            ReasonCode.UNREADABLE_ENVELOPE.name(),
            ReasonCode.NO_VALUE.name())
        .allSatisfy(
            word ->
                assertThat(
                        Arrays.stream(FailureClass.values()).anyMatch(c -> c.name().equals(word))
                            || Arrays.stream(ReasonCode.values())
                                .anyMatch(c -> c.name().equals(word))
                            || Arrays.stream(SinkState.Kind.values())
                                .anyMatch(c -> c.name().equals(word)))
                    .as(word)
                    .isTrue());
  }

  /// Through the same methods as the sinks.
  private void everythingOnce() {
    var meters = new SinkMeters(registry);
    var status = new SinkStatus("told", InstantSource.system(), meters);
    meters.breaker(
        "told",
        new Breaker(
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1)),
            InstantSource.system()));
    status.done(1);
    meters.refused("told");
    meters.request("told", "stands");
    meters.departed(
        "told",
        rejected(FailureClass.UNCERTAIN),
        new Departure.Retry("retry.told.10s", Duration.ofSeconds(10), Instant.EPOCH));
    meters.departed(
        "told",
        rejected(FailureClass.POISON),
        new Departure.Dead("dlq.told", ReasonCode.UNDELIVERABLE));
  }

  private static Rejected rejected(FailureClass kind) {
    return new Rejected(
        new ConsumerRecord<>("decisions", 0, 0, new byte[0], new byte[0]),
        Optional.empty(),
        new Failure(kind, ReasonCode.UNDELIVERABLE, "a reason"),
        Optional.empty());
  }

  private static String text(java.lang.reflect.Field field) {
    try {
      return (String) field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String labels(String list) {
    return " "
        + Arrays.stream(list.split(",", -1))
            .map(String::strip)
            .filter(label -> !label.isEmpty())
            .sorted()
            .toList();
  }
}
