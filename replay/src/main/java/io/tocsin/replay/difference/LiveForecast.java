package io.tocsin.replay.difference;

import io.tocsin.books.db.Database;
import io.tocsin.books.db.Sql;
import io.tocsin.normalizer.rehearsal.Rehearsal;
import io.tocsin.platform.App;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.policy.backtest.HistoryReader;
import io.tocsin.policy.backtest.Progress;
import io.tocsin.replay.job.DryRun;
import io.tocsin.replay.job.MoneyDifference;
import io.tocsin.replay.job.RawRecords;
import io.tocsin.replay.job.ReplayException;
import io.tocsin.replay.job.ReplayException.Kind;
import io.tocsin.replay.job.Selection;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The forecast of a running installation: with the settings of its normalizer, the topics of its
/// Kafka and its books.
public final class LiveForecast implements DryRun {
  private static final Logger LOG = LoggerFactory.getLogger(LiveForecast.class);

  private final Setting setting;
  private final Database database;

  /// Where an installation keeps what decides.
  ///
  /// @param kafka its Kafka
  /// @param registry its registry
  /// @param normalizerFile the settings file of its normalizer; null = not known, and then nothing
  /// can be said
  /// @param normalizerSettings settings of its normalizer that win over that file
  /// @param policyHorizon how long its policy stream decides an event again
  /// @param mostEvents how many events may be held in memory
  public record Setting(
      KafkaSettings kafka,
      RegistrySettings registry,
      @Nullable Path normalizerFile,
      Map<String, Object> normalizerSettings,
      Duration policyHorizon,
      int mostEvents) {
    public Setting {
      normalizerSettings = Map.copyOf(normalizerSettings);
    }
  }

  /// @param database its books
  public LiveForecast(Setting setting, Database database) {
    this.setting = setting;
    this.database = database;
  }

  @Override
  public MoneyDifference of(Selection selection, RawRecords records) {
    Path file = setting.normalizerFile();
    if (file == null) {
      throw new ReplayException(
          Kind.UNAVAILABLE,
          "What a replay would change cannot be said, so nothing is replayed: name the normalizer's"
              + " settings file in TOCSIN_REPLAY_NORMALIZER_FILE of the console.");
    }
    Optional<LocalDate> closed = lastClosedDay();
    var past =
        Past.in(new HistoryReader(setting.kafka(), setting.registry(), new Progress(LOG::debug)));
    return new Forecast(
            () -> rehearsal(file),
            past,
            LiveCharges.in(database),
            day -> closed.filter(last -> !day.isAfter(last)).isPresent(),
            setting.policyHorizon(),
            setting.mostEvents(),
            Clock.systemUTC())
        .of(selection, records);
  }

  private Rehearsal rehearsal(Path file) {
    Map<String, Object> settings = new HashMap<>(setting.normalizerSettings());
    settings.putAll(setting.kafka().named());
    settings.putAll(setting.registry().named());
    try {
      return Rehearsal.open(List.of(file), settings);
    } catch (RuntimeException e) { // Whatever refuses a start.
      LOG.warn("file={} no rehearsal: {}", file, App.rootMessage(e), e);
      throw new ReplayException(
          Kind.UNAVAILABLE,
          "What a replay would change cannot be said, so nothing is replayed: the console's log"
              + " says what of the normalizer could not be read.");
    }
  }

  private Optional<LocalDate> lastClosedDay() {
    return database.read(
        connection ->
            Sql.first(
                connection,
                "select day from day_closes order by day desc limit 1",
                row -> row.day("day")));
  }
}
