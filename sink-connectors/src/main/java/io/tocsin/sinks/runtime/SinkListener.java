package io.tocsin.sinks.runtime;

import io.micronaut.configuration.kafka.annotation.KafkaListener;
import io.micronaut.configuration.kafka.annotation.OffsetReset;
import io.micronaut.configuration.kafka.annotation.OffsetStrategy;
import io.micronaut.context.annotation.AliasFor;
import io.micronaut.context.annotation.Property;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;

/// The consumers of one sink: the settings that all sinks share.
///
/// - Records come as bytes and are decoded by us: the framework would step over what it cannot
///   decode.
/// - Offsets are committed by us, after the effect; a new group reads from the beginning of the
///   log.
/// - What an aborted transaction of the streams wrote is not read.
/// - `session.timeout.ms` 10 s: how long a killed instance keeps its partitions. Shorter means a
///   faster take-over, but a long pause looks like a death.
/// - `allow.auto.create.topics` false: the consumers subscribe before the topics are made, and a
///   broker would make them with one partition.
@KafkaListener(
    batch = true,
    autoStartup = false,
    offsetReset = OffsetReset.EARLIEST,
    offsetStrategy = OffsetStrategy.DISABLED,
    isolation = IsolationLevel.READ_COMMITTED,
    sessionTimeout = "10s",
    heartbeatInterval = "3s",
    properties = {
      @Property(name = ConsumerConfig.MAX_POLL_RECORDS_CONFIG, value = "500"),
      @Property(name = ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, value = "false")
    })
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface SinkListener {
  /// The consumer group: `tocsin-sink-` and the sink's name. Never changed without moving its
  /// offsets.
  @AliasFor(annotation = KafkaListener.class, member = "groupId")
  String groupId();

  /// Client id of the main consumer; the retry consumer's has a number behind it.
  @AliasFor(annotation = KafkaListener.class, member = "clientId")
  String clientId();
}
