package io.tocsin.replay.difference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.tocsin.normalizer.rehearsal.Rehearsal;
import io.tocsin.policy.backtest.History;
import io.tocsin.policy.backtest.TrialDays;
import io.tocsin.replay.job.RawRecords;
import io.tocsin.replay.job.ReplayException;
import io.tocsin.replay.job.Selection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/// A dry run that would not fit into memory is refused before it is there.
final class ForecastTest {
  private static final Selection SELECTION = new Selection("tracktik", List.of(), null, null, null);

  @Test
  void recordsOfMoreEventsThanMayBeHeldAreRefusedAndNothingIsLeftOpen() {
    var closed = new AtomicBoolean();
    var rehearsal =
        new Rehearsal(
            null,
            Duration.ofDays(90),
            new Rehearsal.Configured(Map.of(), Map.of(), Map.of()),
            _ -> fail("nothing is recalled"),
            () -> closed.set(true));
    RawRecords records =
        each -> {
          for (int n = 0; n < 6; n++) {
            byte[] key = ("tracktik:" + n / 2).getBytes(StandardCharsets.UTF_8);
            each.take(new ConsumerRecord<>("raw.tracktik", 0, n, key, new byte[0]));
          }
        };

    assertThatThrownBy(() -> forecast(rehearsal, 2).of(SELECTION, records))
        .isInstanceOf(ReplayException.class)
        .hasMessageStartingWith("What it would change cannot be said, so nothing is replayed")
        .hasMessageContaining("have more than 2 events")
        .hasMessageEndingWith("Name a shorter range, or give the console a larger heap.");
    assertThat(closed).isTrue();
  }

  private static Forecast forecast(Rehearsal rehearsal, int mostEvents) {
    var nowhere =
        new Past() {
          @Override
          public Optional<TrialDays> days(Set<String> eventKeys) {
            return fail("nothing is read");
          }

          @Override
          public History read(TrialDays days, int most) {
            return fail("nothing is read");
          }
        };
    return new Forecast(
        () -> rehearsal,
        nowhere,
        _ -> List.of(),
        _ -> false,
        Duration.ofDays(400),
        mostEvents,
        Clock.systemUTC());
  }
}
