package io.tocsin.replay.job;

import io.tocsin.books.db.Database;
import io.tocsin.platform.registry.RegistryAwayException;
import io.tocsin.replay.job.ReplayException.Kind;
import io.tocsin.schemas.Topics;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/// What operators command of replays: plan, look, confirm, pause, resume, abort.
public final class Replays {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int LETTERS = 4;

  private final Database database;
  private final RawLog log;
  private final DryRun dryRun;
  private final Limits limits;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public Replays(Database database, RawLog log, DryRun dryRun, Limits limits, Clock clock) {
    this.database = database;
    this.log = log;
    this.dryRun = dryRun;
    this.limits = limits;
    this.clock = clock;
  }

  /// What a replay would do. Writes nothing.
  ///
  /// @throws ReplayException where it cannot be done as asked for
  public Plan dryRun(Asked asked) {
    return plan(newId(clock.instant()), asked);
  }

  /// Plans a replay after its dry run. It runs as soon as it may.
  ///
  /// @throws ReplayException where it cannot be done as asked for
  public Replay plan(Asked asked, String actor) {
    Instant now = clock.instant();
    String id = newId(now);
    int rate = rate(asked.rate());
    Plan plan = plan(id, asked);
    if (plan.difference().records() == 0) {
      throw ReplayException.wrong("Nothing would be replayed: no record of that range is chosen.");
    }
    var positions = new TreeMap<Integer, Long>();
    plan.selection().ranges().forEach(range -> positions.put(range.partition(), range.from()));
    var replay =
        new Replay(
            id,
            plan.confirmation() == null ? State.PLANNED : State.WAITING_FOR_CONFIRMATION,
            actor,
            now,
            asked.why(),
            plan,
            null,
            rate,
            positions,
            0,
            new Outcomes(0, 0, 0, 0),
            "");
    return database.write(
        connection -> {
          new ReplayTable(connection).add(replay);
          return replay;
        });
  }

  private int rate(@Nullable Integer asked) {
    if (asked == null) {
      return limits.rate();
    }
    if (asked < 1 || asked > Limits.HIGHEST_RATE) {
      throw ReplayException.wrong(
          "rate is %d records a second; it must be 1 to %d.".formatted(asked, Limits.HIGHEST_RATE));
    }
    return asked;
  }

  private Plan plan(String id, Asked asked) {
    List<Bound> from = asked.from().stream().map(Bound::of).toList();
    List<Bound> to = asked.to().stream().map(Bound::of).toList();
    topic(asked.source());
    try {
      Ranges ranges = ranges(asked.source(), from, to);
      if (ranges.ranges().isEmpty()) {
        throw ReplayException.wrong(
            "Nothing would be replayed: that range holds no record that the normalizer has taken.");
      }
      var selection =
          new Selection(
              asked.source(), ranges.ranges(), asked.site(), asked.code(), asked.reason());
      MoneyDifference difference = dryRun.of(selection, log.records(id, selection));
      return new Plan(selection, ranges.notes(), difference, confirmation(difference));
    } catch (RegistryAwayException e) {
      throw new ReplayException(
          Kind.UNAVAILABLE, "The schema registry does not answer; try again when it does.");
    } catch (KafkaException e) {
      throw new ReplayException(
          Kind.UNAVAILABLE,
          "Kafka does not give the records (%s); try again when it does."
              .formatted(e.getClass().getSimpleName()));
    }
  }

  private Ranges ranges(String source, List<Bound> from, List<Bound> to) {
    try (KafkaPositions positions = log.positions(source)) {
      return Ranges.of(from, to, positions, clock.instant().minus(limits.horizon()));
    }
  }

  private static void topic(String source) {
    try {
      Topics.raw(source);
    } catch (IllegalArgumentException e) {
      throw ReplayException.wrong("'%s' is no name of a source.".formatted(source));
    }
  }

  private @Nullable String confirmation(MoneyDifference difference) {
    if (!difference.complete()) {
      return "The dry run is not complete: " + String.join(" ", difference.warnings());
    }
    var sums = new HashMap<String, BigDecimal>();
    for (MoneyDifference.ClientDifference client : difference.clients()) {
      sums.merge(
          client.currency(),
          client.added().amount().add(client.reversed().amount()),
          BigDecimal::add);
    }
    return sums.entrySet().stream()
        .filter(sum -> sum.getValue().compareTo(limits.confirmAbove()) > 0)
        .sorted(Map.Entry.comparingByKey())
        .findFirst()
        .map(
            sum ->
                "It changes %s %s in all, more than %s."
                    .formatted(
                        sum.getValue().toPlainString(),
                        sum.getKey(),
                        limits.confirmAbove().toPlainString()))
        .orElse(null);
  }

  private String newId(Instant now) {
    var id = new StringBuilder("r").append(STAMP.format(now)).append('-');
    for (int i = 0; i < LETTERS; i++) {
      id.append((char) ('a' + random.nextInt(26)));
    }
    return id.toString();
  }

  /// The newest replays, the newest first.
  public List<Replay.Entry> newest(int limit) {
    return database.read(connection -> new ReplayTable(connection).newest(limit));
  }

  /// One replay.
  ///
  /// @throws ReplayException where there is none of that name
  public Replay get(String id) {
    return database.read(connection -> new ReplayTable(connection).get(id));
  }

  /// Carries out a command.
  ///
  /// @return the replay afterwards
  /// @throws ReplayException where there is no such replay, or it cannot be done
  public Replay command(String id, Command command, String actor) {
    return database.write(
        connection -> {
          var table = new ReplayTable(connection);
          table.command(id, command, actor);
          return table.get(id);
        });
  }
}
