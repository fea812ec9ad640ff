package io.tocsin.sinks.runtime;

import io.micronaut.configuration.kafka.ConsumerRegistry;
import io.micronaut.context.BeanProvider;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/// Holds partitions back through Micronaut's registry of consumers.
@Singleton
final class RegistryValve implements Valve {
  private final BeanProvider<ConsumerRegistry> registry;
  private final TaskScheduler scheduler;

  RegistryValve(
      BeanProvider<ConsumerRegistry> registry,
      @Named(TaskExecutors.SCHEDULED) TaskScheduler scheduler) {
    // Asked for late: the registry makes the listeners, which make this.
    this.registry = registry;
    this.scheduler = scheduler;
  }

  @Override
  public void hold(
      Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Duration duration) {
    ConsumerRegistry consumers = registry.get();
    String id = id(consumers, consumer);
    List<TopicPartition> held = List.copyOf(partitions);
    consumers.pause(id, held);
    var _ = scheduler.schedule(duration, () -> resume(consumers, id, held));
  }

  private static void resume(ConsumerRegistry consumers, String id, List<TopicPartition> held) {
    // Gone when the app stops meanwhile.
    if (consumers.getConsumerIds().contains(id)) {
      consumers.resume(id, held);
    }
  }

  private static String id(ConsumerRegistry consumers, Consumer<?, ?> consumer) {
    return consumers.getConsumerIds().stream()
        .filter(id -> consumers.getConsumer(id).equals(consumer))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the consumer is not registered"));
  }
}
