package io.tocsin.sinks.runtime;

import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;

/// Runs one sink: two consumers, one of the pipeline's topics and one of the sink's own retry
/// topics, with one breaker between them.
public final class SinkRunner implements AutoCloseable {
  /// What differs between sinks.
  ///
  /// @param name of the sink
  /// @param reads its topics and what each carries
  /// @param withdrawals those on which a record without a value says something
  /// @param from where it begins when it has never read; empty = at the beginning
  /// @param mostAtOnce most records of a poll
  /// @param writers makes the writer of a road
  /// @param notes where it keeps how it stands
  /// @param closes what is closed after the consumers have stopped
  public record Part(
      String name,
      Map<String, Class<? extends SpecificRecord>> reads,
      Set<String> withdrawals,
      Optional<Instant> from,
      int mostAtOnce,
      Writers writers,
      Notes notes,
      Runnable closes) {}

  /// Makes the writer of a road.
  @FunctionalInterface
  public interface Writers {
    /// A writer that is used by one thread.
    ///
    /// @param retries whether the road is that of the retry topics
    RecordWriter of(Intake intake, boolean retries);
  }

  private final SinkStatus status;
  private final Part part;
  private final SinkConsumer main;
  private final SinkConsumer retry;
  private volatile boolean open;

  SinkRunner(
      Part part,
      SideTopics topics,
      SinkSettings settings,
      RegistrySettings registry,
      ConsumerFactory consumers,
      SinkMeters meters) {
    InstantSource clock = InstantSource.system();
    this.part = part;
    this.status = new SinkStatus(part.name(), clock, meters);
    var breaker = new Breaker(backoff(settings), clock);
    meters.breaker(part.name(), breaker);
    var plan = new RetryPlan(part.name(), settings.retryDelays(), RandomGenerator.getDefault());
    var roads =
        List.of(SinkStatus.Road.values()).stream()
            .map(
                road -> {
                  var intake =
                      new Intake(
                          part.reads(),
                          part.withdrawals(),
                          new RecordDecoder(registry),
                          road == SinkStatus.Road.RETRY);
                  var lane =
                      new Lane(
                          status,
                          road,
                          part.writers().of(intake, road == SinkStatus.Road.RETRY),
                          new Departures(plan, topics, part.notes(), meters, clock),
                          breaker,
                          clock,
                          () -> open);
                  return new SinkConsumer(
                      status,
                      road,
                      () -> consumers.make(part.name(), road, part.mostAtOnce()),
                      switch (road) {
                        case MAIN -> consumer -> subscribe(consumer, part);
                        // By pattern: what waits in the topic of a delay that is no longer
                        // configured is read too.
                        case RETRY ->
                            consumer -> consumer.subscribe(Topics.retryTopics(part.name()));
                      },
                      lane,
                      backoff(settings),
                      clock);
                })
            .toList();
    this.main = roads.getFirst();
    this.retry = roads.getLast();
  }

  private static void subscribe(Consumer<byte[], byte[]> consumer, Part part) {
    Set<String> topics = part.reads().keySet();
    part.from()
        .ifPresentOrElse(
            from -> consumer.subscribe(topics, new FirstOffsets(consumer, from)),
            () -> consumer.subscribe(topics));
  }

  private static Backoff backoff(SinkSettings settings) {
    return new Backoff(
        settings.outagePauseFirst(), settings.outagePauseLongest(), RandomGenerator.getDefault());
  }

  /// How the sink is.
  SinkStatus status() {
    return status;
  }

  /// From now on the sink reads and writes.
  void open() {
    status.started();
    open = true;
    main.start();
    retry.start();
  }

  /// Lets both finish what is under way.
  @Override
  public void close() {
    main.close();
    retry.close();
    part.closes().run();
  }
}
