package io.tocsin.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tocsin.embedded.EmbeddedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The three brokers do what the other tests here rely on.
final class EmbeddedClusterIT {
  @Test
  void clusterOutlivesANodeThatIsKilledAndTakesItBack(@TempDir Path directory) throws Exception {
    try (var cluster = EmbeddedCluster.start(directory);
        var producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new StringSerializer());
        var admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("kept", 1, (short) 3))).all().get();
      producer.send(new ProducerRecord<>("kept", "before")).get();

      cluster.kill(partition(admin).leader().id());
      producer.send(new ProducerRecord<>("kept", "while it is away")).get();
      int away =
          cluster.ids().stream()
              .filter(id -> !isIn(partition(admin).isr(), id))
              .findAny()
              .orElseThrow();
      cluster.restart(away);

      await().atMost(Duration.ofSeconds(30)).until(() -> partition(admin).isr().size() == 3);
      assertThat(producer.send(new ProducerRecord<>("kept", "after")).get().offset()).isEqualTo(2);
    }
  }

  private static boolean isIn(List<Node> replicas, int id) {
    return replicas.stream().anyMatch(replica -> replica.id() == id);
  }

  private static TopicPartitionInfo partition(Admin admin) {
    try {
      return admin
          .describeTopics(List.of("kept"))
          .allTopicNames()
          .get()
          .get("kept")
          .partitions()
          .getFirst();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
