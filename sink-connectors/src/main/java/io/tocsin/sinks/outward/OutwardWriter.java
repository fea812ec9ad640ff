package io.tocsin.sinks.outward;

import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;
import io.tocsin.sinks.runtime.Failure;
import io.tocsin.sinks.runtime.Failures;
import io.tocsin.sinks.runtime.Intake;
import io.tocsin.sinks.runtime.OutageException;
import io.tocsin.sinks.runtime.Progress;
import io.tocsin.sinks.runtime.RecordWriter;
import io.tocsin.sinks.runtime.Rejected;
import io.tocsin.sinks.runtime.Version;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns polled records into effects outside: groups side by side, each group in order, as many
/// requests at a time as the sink may have. Used by one thread; the permits are shared by the
/// sink's roads.
///
/// A request without a sure answer is the record's fault where the destination answered another one
/// since; then that record leaves to a retry topic. Where it answered none, it is an outage, and no
/// record leaves.
final class OutwardWriter implements RecordWriter {
  private static final Logger LOG = LoggerFactory.getLogger(OutwardWriter.class);
  private static final Duration BUDGET = Duration.ofSeconds(20);
  private static final int SLICE = 8;

  private final String sink;
  private final Intake intake;
  private final Effects effects;
  private final Courier courier;
  private final int mostAtOnce;
  private final int concurrency;
  private final Semaphore permits;
  private final boolean retries;
  private final InstantSource clock;
  private long answersAtOutage = -1;

  /// @param permits shared by all roads of the sink
  /// @param retries whether the records come from retry topics
  OutwardWriter(
      String sink,
      Intake intake,
      Effects effects,
      Courier courier,
      int mostAtOnce,
      int concurrency,
      Semaphore permits,
      boolean retries,
      InstantSource clock) {
    this.sink = sink;
    this.intake = intake;
    this.effects = effects;
    this.courier = courier;
    this.mostAtOnce = mostAtOnce;
    this.concurrency = concurrency;
    this.permits = permits;
    this.retries = retries;
    this.clock = clock;
  }

  @Override
  public Progress write(List<ConsumerRecord<byte[], byte[]>> records, boolean careful) {
    Intake.Taken taken = intake.take(records);
    var rejected = new ArrayList<Rejected>(taken.rejected());
    List<Job> jobs = jobs(taken.items(), rejected);
    Instant deadline = clock.instant().plus(BUDGET);
    int next = 0;
    Optional<Progress.Hold> hold = Optional.empty();
    Set<ConsumerRecord<byte[], byte[]>> unfinished =
        Collections.newSetFromMap(new IdentityHashMap<>());
    while (next < jobs.size() && hold.isEmpty() && clock.instant().isBefore(deadline)) {
      int size = careful && next == 0 ? concurrency : concurrency * mostAtOnce * SLICE;
      List<Job> slice = jobs.subList(next, Math.min(jobs.size(), next + size));
      hold = slice(slice, rejected, unfinished);
      next += slice.size();
    }
    jobs.subList(next, jobs.size()).forEach(job -> unfinished.add(job.item().record()));
    return new Progress(rejected, unfinished, hold);
  }

  private List<Job> jobs(List<Intake.Item> items, List<Rejected> rejected) {
    var jobs = new ArrayList<Job>();
    for (Intake.Item item : items) {
      try {
        effects
            .of(item.content().orElseThrow())
            .ifPresent(effect -> jobs.add(new Job(item, effect, retries)));
      } catch (RuntimeException e) {
        // A record that we ourselves cannot make into words: it alone leaves.
        rejected.add(
            item.rejected(
                new Failure(
                    FailureClass.POISON,
                    ReasonCode.UNDELIVERABLE,
                    "nothing can be made of the record: " + Failures.words(e))));
      }
    }
    return jobs;
  }

  private Optional<Progress.Hold> slice(
      List<Job> slice, List<Rejected> rejected, Set<ConsumerRecord<byte[], byte[]>> unfinished) {
    List<Job> wanted = wanted(slice);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    long answersBefore = answersAtOutage >= 0 ? answersAtOutage : courier.answers();
    Map<Job, Fate> fates = run(tasks(wanted), answersBefore);
    Optional<Progress.Hold> hold = held(fates);
    List<String> suspicions =
        fates.values().stream()
            .filter(Fate.Suspect.class::isInstance)
            .map(f -> ((Fate.Suspect) f).reason())
            .toList();
    boolean answered = courier.answers() > answersBefore;
    if (hold.isEmpty() && !suspicions.isEmpty() && !answered) {
      hold = Optional.of(new Progress.Hold(false, Optional.empty(), suspicions.getFirst()));
    }
    answersAtOutage = suspicions.isEmpty() || answered ? -1 : answersBefore;
    boolean stopped = hold.isPresent();
    for (Job job : wanted) {
      switch (fates.getOrDefault(job, new Fate.Untouched())) {
        case Fate.Done _ -> {
          // Dealt with.
        }
        case Fate.Untouched _, Fate.Held _ -> unfinished.add(job.item().record());
        case Fate.Leaves(Failure failure) -> leave(job, failure, stopped, rejected, unfinished);
        case Fate.Suspect(String reason) ->
            leave(
                job,
                new Failure(FailureClass.UNKNOWN_OUTCOME, ReasonCode.OUTCOME_UNKNOWN, reason),
                stopped,
                rejected,
                unfinished);
      }
    }
    return hold;
  }

  /// In an outage nothing leaves: what would have is done again afterwards.
  private static void leave(
      Job job,
      Failure failure,
      boolean stopped,
      List<Rejected> rejected,
      Set<ConsumerRecord<byte[], byte[]>> unfinished) {
    if (stopped) {
      unfinished.add(job.item().record());
    } else {
      rejected.add(job.item().rejected(failure));
    }
  }

  /// Those that may still have an effect: of each key only the newest version, and none that would
  /// withdraw what was never met. What is left out needs no row and no request.
  private List<Job> wanted(List<Job> slice) {
    Map<String, Row> rows;
    try {
      rows = courier.known(slice.stream().map(job -> job.effect().key()).distinct().toList());
    } catch (SQLException e) {
      throw new OutageException(Failures.ofWrite(e).reason(), e);
    }
    var newest = new LinkedHashMap<String, Job>();
    for (Job job : slice) {
      Optional<Row> row = Optional.ofNullable(rows.get(job.effect().key()));
      boolean met = row.isPresent() || newest.containsKey(job.effect().key());
      if (Courier.admits(row, job) && (met || job.effect().action() == Effect.Action.PUT)) {
        newest.merge(
            job.effect().key(), job, (a, b) -> version(b).compareTo(version(a)) > 0 ? b : a);
      }
    }
    return List.copyOf(newest.values());
  }

  private static Version version(Job job) {
    return job.effect().subject().version();
  }

  /// What is done one after another; the lists side by side.
  private List<List<List<Job>>> tasks(List<Job> jobs) {
    var tasks = new ArrayList<List<List<Job>>>();
    if (mostAtOnce > 1) {
      for (int i = 0; i < jobs.size(); i += mostAtOnce) {
        tasks.add(List.of(jobs.subList(i, Math.min(jobs.size(), i + mostAtOnce))));
      }
      return tasks;
    }
    var groups = new LinkedHashMap<String, List<List<Job>>>();
    for (Job job : jobs) {
      groups.computeIfAbsent(job.effect().group(), g -> new ArrayList<>()).add(List.of(job));
    }
    tasks.addAll(groups.values());
    return tasks;
  }

  private Map<Job, Fate> run(List<List<List<Job>>> tasks, long answersBefore) {
    var fates = new ConcurrentHashMap<Job, Fate>();
    var stop = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (List<List<Job>> task : tasks) {
        var _ = threads.submit(() -> run(task, fates, stop, answersBefore));
      }
    }
    return fates;
  }

  private void run(
      List<List<Job>> task, Map<Job, Fate> fates, AtomicBoolean stop, long answersBefore) {
    try {
      permits.acquire();
      try {
        for (List<Job> jobs : task) {
          if (stop.get()) {
            return;
          }
          Map<Job, Fate> some = courier.deliver(jobs);
          fates.putAll(some);
          boolean silent = courier.answers() == answersBefore;
          if (some.values().stream()
              .anyMatch(f -> f instanceof Fate.Held || (silent && f instanceof Fate.Suspect))) {
            stop.set(true);
          }
        }
      } finally {
        permits.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The app stops: what has no fate is done again.
    } catch (RuntimeException e) {
      LOG.error("sink={} unexpected failure", sink, e);
      String words = Failures.words(e);
      task.forEach(
          jobs ->
              jobs.forEach(
                  job ->
                      fates.putIfAbsent(
                          job,
                          new Fate.Leaves(
                              new Failure(
                                  FailureClass.UNCERTAIN,
                                  ReasonCode.RETRIES_EXHAUSTED,
                                  "unexpected failure: " + words)))));
    }
  }

  /// The longest request to wait, else an outage.
  private static Optional<Progress.Hold> held(Map<Job, Fate> fates) {
    return fates.values().stream()
        .filter(Fate.Held.class::isInstance)
        .map(f -> ((Fate.Held) f).hold())
        .max(
            Comparator.comparing(Progress.Hold::throttled)
                .thenComparing(h -> h.delay().orElse(Duration.ZERO)));
  }
}
