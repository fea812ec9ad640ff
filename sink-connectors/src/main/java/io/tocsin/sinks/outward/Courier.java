package io.tocsin.sinks.outward;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;
import io.tocsin.sinks.runtime.Failure;
import io.tocsin.sinks.runtime.Failures;
import io.tocsin.sinks.runtime.Progress;
import io.tocsin.sinks.runtime.SinkMeters;
import io.tocsin.sinks.runtime.SinkWrite;
import io.tocsin.sinks.runtime.Version;
import io.tocsin.sinks.runtime.WriteStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/// Makes effects outside, each exactly once as far as its destination allows. Safe for many threads
/// and many instances.
///
/// 1. In a first transaction the journal says what goes out and under which token.
/// 2. In a second one the row is locked, the token is checked, the request goes out, and the answer
///    is written. The lock is held as long as the request takes: an instance that sleeps in the
///    middle keeps all others from the row, and one that was overtaken finds another token.
///
/// A crash at any point leaves a row that says SENDING, and [Plan] says what follows from it.
final class Courier {
  private static final int STALE_TRIES = 3;

  private final Destination destination;
  private final Plan plan;
  private final Journal journal;
  private final DataSource connections;
  private final RateLimiter limiter;
  private final SinkMeters meters;
  private final InstantSource clock;
  private final AtomicLong answers = new AtomicLong();

  /// @param connections read committed, without auto-commit
  Courier(
      Destination destination,
      Plan plan,
      Journal journal,
      DataSource connections,
      RateLimiter limiter,
      SinkMeters meters,
      InstantSource clock) {
    this.destination = destination;
    this.plan = plan;
    this.journal = journal;
    this.connections = connections;
    this.limiter = limiter;
    this.meters = meters;
    this.clock = clock;
  }

  /// How often the destination has given a sure answer: grows while it works.
  long answers() {
    return answers.get();
  }

  /// What the journal knows of these effects.
  Map<String, Row> known(List<String> keys) throws SQLException {
    try (Connection connection = connections.getConnection()) {
      Map<String, Row> rows = journal.read(connection, keys);
      connection.commit();
      return rows;
    }
  }

  /// Whether a version may still have an effect: newer than what is known, or the same and not
  /// dealt with.
  static boolean admits(Optional<Row> row, Job job) {
    if (row.isEmpty()) {
      return true;
    }
    Version version = job.effect().subject().version();
    int order = version.compareTo(row.get().version());
    return order > 0
        || (order == 0
            && (!row.get().status().settled()
                || (job.again() && row.get().status() == WriteStatus.REFUSED)));
  }

  /// Delivers some jobs of different keys, by one request where the destination takes several.
  Map<Job, Fate> deliver(List<Job> jobs) throws InterruptedException {
    try (Connection connection = connections.getConnection()) {
      try {
        return deliver(connection, jobs);
      } catch (SQLException | RuntimeException | InterruptedException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      Failure failure = Failures.ofWrite(e);
      return switch (failure.kind()) {
        case OUTAGE, THROTTLED ->
            all(jobs, new Fate.Held(new Progress.Hold(false, Optional.empty(), failure.reason())));
        case POISON, UNCERTAIN, REFUSED, UNKNOWN_OUTCOME ->
            jobs.size() == 1 ? all(jobs, new Fate.Leaves(failure)) : oneByOne(jobs);
      };
    }
  }

  private Map<Job, Fate> oneByOne(List<Job> jobs) throws InterruptedException {
    var fates = new LinkedHashMap<Job, Fate>();
    for (Job job : jobs) {
      fates.putAll(deliver(List.of(job)));
    }
    return fates;
  }

  private static Map<Job, Fate> all(List<Job> jobs, Fate fate) {
    var fates = new LinkedHashMap<Job, Fate>();
    jobs.forEach(job -> fates.put(job, fate));
    return fates;
  }

  /// A job whose request is about to go out.
  ///
  /// @param delivery what is sent
  /// @param token names this request
  /// @param before how the effect stands if nothing happens; empty where an earlier request's
  /// outcome is still unknown
  private record Parcel(Job job, Delivery delivery, UUID token, Optional<Standing> before) {}

  /// How an effect stands.
  private record Standing(Row.State state, Optional<String> remoteId, Optional<String> content) {
    static Standing of(Row row) {
      return new Standing(row.state(), row.remoteId(), row.content());
    }

    static Standing absent() {
      return new Standing(Row.State.ABSENT, Optional.empty(), Optional.empty());
    }
  }

  private Map<Job, Fate> deliver(Connection connection, List<Job> jobs)
      throws SQLException, InterruptedException {
    var fates = new LinkedHashMap<Job, Fate>();
    List<Job> left = jobs;
    for (int i = 0; i < STALE_TRIES && !left.isEmpty(); i++) {
      List<Parcel> parcels = begin(connection, left, fates);
      connection.commit();
      left = parcels.isEmpty() ? List.of() : send(connection, parcels, fates);
      connection.commit();
    }
    for (Job job : left) {
      fates.put(
          job,
          leaves(
              FailureClass.UNCERTAIN,
              ReasonCode.RETRIES_EXHAUSTED,
              "what stands there changes faster than it can be read"));
    }
    return fates;
  }

  private List<Parcel> begin(Connection connection, List<Job> jobs, Map<Job, Fate> fates)
      throws SQLException, InterruptedException {
    var keys = new HashSet<String>();
    for (Job job : jobs) {
      journal.meet(connection, job.effect(), job.origin(), job.attempt());
      keys.add(job.effect().key());
      job.effect().undoes().ifPresent(keys::add);
    }
    Map<String, Row> rows = journal.lock(connection, keys);
    var parcels = new ArrayList<Parcel>();
    for (Job job : jobs) {
      Row row = rows.get(job.effect().key());
      if (row == null) {
        throw new IllegalStateException("the row that was just made is not there");
      }
      if (!admits(Optional.of(row), job)) {
        fates.put(job, new Fate.Done());
        continue;
      }
      Optional<Row> undone = job.effect().undoes().map(rows::get);
      begin(connection, job, row, undone, fates).ifPresent(parcels::add);
    }
    return parcels;
  }

  private Optional<Parcel> begin(
      Connection connection, Job job, Row row, Optional<Row> undone, Map<Job, Fate> fates)
      throws SQLException, InterruptedException {
    Effect effect = job.effect();
    Optional<String> undoneId = undone.flatMap(Row::remoteId);
    var delivery =
        new Delivery(
            effect,
            Effects.requestKey(effect, job.content(), row.refusals()),
            row.remoteId(),
            undoneId);
    Step step = plan.next(effect, Optional.of(row), undone, job.content(), clock.instant());
    boolean looked = false;
    Optional<String> seen = Optional.empty();
    if (step instanceof Step.LookUp lookUp) {
      if (!limiter.acquirePermission()) {
        fates.put(job, new Fate.Untouched());
        return Optional.empty();
      }
      Sighting sighting = destination.find(delivery);
      meters.request(journal.sink(), label(sighting));
      if (sighting instanceof Sighting.Failed(Answer answer)) {
        fates.put(job, ofFailedLookUp(answer));
        return Optional.empty();
      }
      answers.incrementAndGet();
      looked = true;
      if (sighting instanceof Sighting.Found(String id)) {
        seen = Optional.of(id);
      }
      step = plan.after(sighting, lookUp, effect, clock.instant());
    }
    switch (step) {
      case Step.Settle(Row.State state, boolean written, String words) -> {
        settle(connection, job, row, state, seen, written, words);
        fates.put(job, new Fate.Done());
        return Optional.empty();
      }
      case Step.Later(String reason) -> {
        fates.put(job, leaves(FailureClass.UNKNOWN_OUTCOME, ReasonCode.OUTCOME_UNKNOWN, reason));
        return Optional.empty();
      }
      case Step.Person(String words) -> {
        person(connection, job, row, words);
        fates.put(job, new Fate.Done());
        return Optional.empty();
      }
      case Step.Send(Optional<String> remoteId) -> {
        UUID token = UUID.randomUUID();
        journal.begin(
            connection,
            effect,
            job.origin(),
            job.attempt(),
            job.content(),
            remoteId,
            clock.instant(),
            token);
        Optional<Standing> before;
        if (looked) {
          before =
              Optional.of(
                  remoteId
                      .map(id -> new Standing(Row.State.STANDS, Optional.of(id), Optional.empty()))
                      .orElse(Standing.absent()));
        } else {
          before =
              row.state() == Row.State.SENDING ? Optional.empty() : Optional.of(Standing.of(row));
        }
        return Optional.of(
            new Parcel(
                job,
                new Delivery(effect, delivery.requestKey(), remoteId, undoneId),
                token,
                before));
      }
      case Step.LookUp _ -> throw new IllegalStateException("a look-up is not followed by another");
    }
  }

  private void settle(
      Connection connection,
      Job job,
      Row row,
      Row.State state,
      Optional<String> seen,
      boolean written,
      String words)
      throws SQLException {
    Optional<String> remoteId = seen.or(row::remoteId);
    journal.end(
        connection,
        job.effect(),
        job.origin(),
        state,
        remoteId,
        state == Row.State.STANDS ? row.content() : Optional.empty(),
        write(job, written ? WriteStatus.WRITTEN : WriteStatus.NOTHING_TO_DO, words));
    Optional<String> undoes = job.effect().undoes();
    if (state == Row.State.CANCELLED && undoes.isPresent()) {
      // The charge too, should it come by a retry topic later.
      var charge =
          new Effect(
              undoes.get(),
              job.effect().group(),
              job.effect().subject(),
              Effect.Action.PUT,
              Optional.empty(),
              Map.of());
      journal.meet(connection, charge, job.origin(), job.attempt());
      journal.end(
          connection,
          charge,
          job.origin(),
          Row.State.CANCELLED,
          Optional.empty(),
          Optional.empty(),
          write(job, WriteStatus.NOTHING_TO_DO, words));
    }
  }

  private void person(Connection connection, Job job, Row row, String words) throws SQLException {
    if (row.state() == Row.State.SENDING) {
      journal.leaves(connection, job.effect(), WriteStatus.UNKNOWN_OUTCOME, words, job.attempt());
    } else {
      end(connection, job, Standing.of(row), WriteStatus.REFUSED, words);
      meters.refused(journal.sink());
    }
  }

  /// @return those to be read and done again at once
  private List<Job> send(Connection connection, List<Parcel> parcels, Map<Job, Fate> fates)
      throws SQLException, InterruptedException {
    var mine = new ArrayList<Parcel>();
    for (Parcel parcel : parcels) {
      if (journal.isMine(connection, parcel.job().effect(), parcel.token())) {
        mine.add(parcel);
      } else {
        fates.put(parcel.job(), new Fate.Untouched());
      }
    }
    if (mine.isEmpty()) {
      return List.of();
    }
    List<Answer> given;
    if (limiter.acquirePermission()) {
      given = destination.send(mine.stream().map(Parcel::delivery).toList());
    } else {
      given = List.of();
    }
    var again = new ArrayList<Job>();
    for (int i = 0; i < mine.size(); i++) {
      Parcel parcel = mine.get(i);
      if (given.isEmpty()) {
        back(connection, parcel, "waits for its turn");
        fates.put(parcel.job(), new Fate.Untouched());
      } else {
        meters.request(journal.sink(), label(given.get(i)));
        judge(connection, parcel, given.get(i), fates, again);
      }
    }
    return again;
  }

  private void judge(
      Connection connection, Parcel parcel, Answer answer, Map<Job, Fate> fates, List<Job> again)
      throws SQLException {
    Job job = parcel.job();
    switch (answer) {
      case Answer.Stands(String remoteId, String words) -> {
        answers.incrementAndGet();
        end(
            connection,
            job,
            new Standing(Row.State.STANDS, Optional.of(remoteId), Optional.of(job.content())),
            WriteStatus.WRITTEN,
            words);
        fates.put(job, new Fate.Done());
      }
      case Answer.Refused(String words) -> {
        answers.incrementAndGet();
        end(connection, job, known(parcel), WriteStatus.REFUSED, words);
        meters.refused(journal.sink());
        fates.put(job, new Fate.Done());
      }
      case Answer.Poison(String reason) -> {
        answers.incrementAndGet();
        end(connection, job, known(parcel), WriteStatus.RETRYING, reason);
        fates.put(job, leaves(FailureClass.POISON, ReasonCode.UNDELIVERABLE, reason));
      }
      case Answer.Stale(String reason) -> {
        answers.incrementAndGet();
        back(connection, parcel, reason);
        again.add(job);
      }
      case Answer.Throttled throttled -> {
        back(connection, parcel, throttled.reason());
        fates.put(job, held(throttled));
      }
      case Answer.Away(String reason) -> {
        back(connection, parcel, reason);
        fates.put(job, new Fate.Held(new Progress.Hold(false, Optional.empty(), reason)));
      }
      case Answer.Unknown(String reason) -> fates.put(job, new Fate.Suspect(reason));
    }
  }

  /// Nothing happened: as before the request, and to be done again.
  private void back(Connection connection, Parcel parcel, String words) throws SQLException {
    if (parcel.before().isPresent()) {
      end(connection, parcel.job(), parcel.before().get(), WriteStatus.RETRYING, words);
    }
  }

  /// How it stands after a sure answer that made nothing.
  private static Standing known(Parcel parcel) {
    return parcel
        .before()
        .orElseGet(
            () ->
                parcel
                    .delivery()
                    .remoteId()
                    .map(id -> new Standing(Row.State.STANDS, Optional.of(id), Optional.empty()))
                    .orElse(Standing.absent()));
  }

  private void end(
      Connection connection, Job job, Standing standing, WriteStatus status, String words)
      throws SQLException {
    journal.end(
        connection,
        job.effect(),
        job.origin(),
        standing.state(),
        standing.remoteId(),
        standing.content(),
        write(job, status, words));
  }

  private static SinkWrite write(Job job, WriteStatus status, String words) {
    return new SinkWrite(
        job.effect().subject().eventKey(),
        job.effect().subject().version(),
        status,
        words,
        job.attempt());
  }

  private static Fate ofFailedLookUp(Answer answer) {
    return switch (answer) {
      case Answer.Throttled throttled -> held(throttled);
      case Answer.Away(String reason) ->
          new Fate.Held(new Progress.Hold(false, Optional.empty(), reason));
      case Answer.Unknown(String reason) -> new Fate.Suspect("the look-up " + reason);
      case Answer.Stale(String reason) -> new Fate.Suspect("the look-up " + reason);
      case Answer.Refused(String words) ->
          leaves(
              FailureClass.UNKNOWN_OUTCOME,
              ReasonCode.OUTCOME_UNKNOWN,
              "the look-up is declined: " + words);
      case Answer.Poison(String reason) ->
          leaves(FailureClass.POISON, ReasonCode.UNDELIVERABLE, "the look-up: " + reason);
      case Answer.Stands _ ->
          throw new IllegalStateException("a look-up that failed found something");
    };
  }

  private static Fate held(Answer.Throttled throttled) {
    return new Fate.Held(new Progress.Hold(true, throttled.delay(), throttled.reason()));
  }

  private static Fate leaves(FailureClass kind, ReasonCode code, String reason) {
    return new Fate.Leaves(new Failure(kind, code, reason));
  }

  private static String label(Object outcome) {
    return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
