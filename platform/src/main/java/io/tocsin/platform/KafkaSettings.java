package io.tocsin.platform;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import io.tocsin.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where Kafka is and how topics are made there: `tocsin.kafka.*`.
///
/// @param bootstrapServers host:port list
/// @param createTopics whether missing topics are created at start; false where operators create
/// them
/// @param eventPartitions partitions of the topics that carry events
/// @param replicationFactor replicas of every topic
/// @param minInsyncReplicas replicas that must have a record before it counts as written
/// @param properties further client settings, for example `security.protocol`, under their Kafka
/// names
@ConfigurationProperties("tocsin.kafka")
public record KafkaSettings(
    String bootstrapServers,
    @Bindable(defaultValue = "true") boolean createTopics,
    @Bindable(defaultValue = "12") int eventPartitions,
    @Bindable(defaultValue = "3") int replicationFactor,
    @Bindable(defaultValue = "2") int minInsyncReplicas,
    @Nullable
        @MapFormat(
            transformation = MapFormat.MapTransformation.FLAT,
            keyFormat = StringConvention.RAW)
        Map<String, String> properties) {
  public KafkaSettings {
    properties = properties == null ? Map.of() : Map.copyOf(properties);
  }

  /// The partitions and replicas of every topic.
  public Topics.Scale scale() {
    return new Topics.Scale(eventPartitions, replicationFactor, minInsyncReplicas);
  }

  /// Settings that every client starts from.
  public Map<String, Object> clientConfig() {
    var config = new HashMap<String, Object>(properties == null ? Map.of() : properties);
    config.put("bootstrap.servers", bootstrapServers);
    return config;
  }

  /// These settings under their names, for an app that is started beside this one.
  public Map<String, Object> named() {
    var named = new HashMap<String, Object>();
    named.put("tocsin.kafka.bootstrap-servers", bootstrapServers);
    named.put("tocsin.kafka.create-topics", createTopics);
    named.put("tocsin.kafka.event-partitions", eventPartitions);
    named.put("tocsin.kafka.replication-factor", replicationFactor);
    named.put("tocsin.kafka.min-insync-replicas", minInsyncReplicas);
    if (properties != null) {
      properties.forEach((name, value) -> named.put("tocsin.kafka.properties." + name, value));
    }
    return named;
  }
}
