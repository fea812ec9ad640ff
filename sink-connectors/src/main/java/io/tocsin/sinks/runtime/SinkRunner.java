package io.tocsin.sinks.runtime;

import io.micronaut.context.annotation.EachBean;
import io.tocsin.platform.RegistrySettings;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/// Runs one sink: what its two consumers poll goes through here.
@EachBean(Sink.class)
public final class SinkRunner {
  private final SinkStatus status;
  private final Lane main;
  private final Lane retry;
  private volatile boolean open;

  SinkRunner(
      Sink sink,
      Transactions transactions,
      SideTopics topics,
      Valve valve,
      SinkSettings settings,
      RegistrySettings registry) {
    InstantSource clock = InstantSource.system();
    this.status = new SinkStatus(sink.name(), clock);
    var plan = new RetryPlan(sink.name(), settings.retryDelays());
    this.main =
        new Lane(
            status,
            SinkStatus.Road.MAIN,
            new BatchWriter(sink, transactions, new RecordDecoder(registry), false),
            new Departures(plan, topics, transactions, clock),
            backoff(settings),
            valve,
            clock,
            () -> open);
    this.retry =
        new Lane(
            status,
            SinkStatus.Road.RETRY,
            new BatchWriter(sink, transactions, new RecordDecoder(registry), true),
            new Departures(plan, topics, transactions, clock),
            backoff(settings),
            valve,
            clock,
            () -> open);
  }

  private static Backoff backoff(SinkSettings settings) {
    return new Backoff(
        settings.outagePauseFirst(), settings.outagePauseLongest(), RandomGenerator.getDefault());
  }

  /// Deals with what was polled from the topics of the pipeline.
  public void main(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer) {
    main.accept(polled, consumer);
  }

  /// Deals with what was polled from the sink's retry topics.
  public void retry(ConsumerRecords<byte[], byte[]> polled, Consumer<byte[], byte[]> consumer) {
    retry.accept(polled, consumer);
  }

  /// How the sink is.
  SinkStatus status() {
    return status;
  }

  /// From now on the sink may write.
  void open() {
    status.started();
    open = true;
  }
}
