package io.tocsin.sinks.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.sinks.SinksApp;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;

/// All sinks of this process: those of our database and those that configuration names.
@Singleton
@Requires(property = SinksApp.RUN, notEquals = "false")
public final class Sinks implements ApplicationEventListener<ShutdownEvent> {
  /// Most records that a sink of our database takes at once: one transaction.
  private static final int BATCH = 500;

  private final List<SinkRunner> runners;
  private final List<String> names;

  /// Where sinks come from that configuration names.
  public interface Configured {
    /// Those sinks, made ready; what is wrong with their settings refuses to start.
    List<SinkRunner.Part> parts(SinkMeters meters);
  }

  Sinks(
      List<Sink> tables,
      List<Configured> configured,
      SinkDatabase database,
      SideTopics topics,
      SinkSettings settings,
      RegistrySettings registry,
      ConsumerFactory consumers,
      MeterRegistry meterRegistry) {
    var meters = new SinkMeters(meterRegistry);
    var parts = new ArrayList<SinkRunner.Part>();
    tables.forEach(sink -> parts.add(table(sink, database)));
    List<SinkRunner.Part> further =
        configured.stream().flatMap(c -> c.parts(meters).stream()).toList();
    Set<String> taken = new HashSet<>(parts.stream().map(SinkRunner.Part::name).toList());
    for (SinkRunner.Part part : further) {
      if (!taken.add(part.name())) {
        throw new IllegalArgumentException(
            "tocsin.sinks.outward.%s has a name that another sink has already"
                .formatted(part.name()));
      }
    }
    parts.addAll(further);
    this.names = parts.stream().map(SinkRunner.Part::name).toList();
    this.runners =
        parts.stream()
            .map(part -> new SinkRunner(part, topics, settings, registry, consumers, meters))
            .toList();
  }

  private static SinkRunner.Part table(Sink sink, Transactions transactions) {
    return new SinkRunner.Part(
        sink.name(),
        sink.reads(),
        sink.withdrawals(),
        Optional.empty(),
        BATCH,
        (intake, retries) -> new BatchWriter(sink, transactions, intake),
        (subject, rejected, status, detail) -> {
          var write =
              new SinkWrite(
                  subject.eventKey(), subject.version(), status, detail, rejected.attempts());
          transactions.run(c -> SinkWrites.put(c, sink.name(), Map.of(write.eventKey(), write)));
        },
        () -> {});
  }

  /// Names of all sinks.
  public List<String> names() {
    return names;
  }

  List<SinkRunner> runners() {
    return runners;
  }

  /// Stops all before anything that they use is closed, so that a batch under way is finished.
  @Override
  public void onApplicationEvent(ShutdownEvent event) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      runners.forEach(
          runner -> {
            var _ = threads.submit(runner::close);
          });
    }
  }
}
