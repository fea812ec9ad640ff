package io.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.embedded.TestStack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is not carried, and what is there of the new id then: nothing. Each case ends with the same
/// stream carried once the reason is gone.
final class CarriedStateIT {
  private static final KafkaSettings KAFKA =
      new KafkaSettings(TestStack.kafka().bootstrapServers(), true, 1, 1, 1, Map.of());

  private Admin admin;

  @BeforeEach
  void connect() {
    admin = Admin.create(KAFKA.clientConfig());
  }

  @AfterEach
  void disconnect() {
    admin.close();
  }

  @Test
  void notWhileATransactionIsOpen() throws Exception {
    stream("opened", 1);
    try (KafkaProducer<String, String> killed = producer(Map.of("transactional.id", "opened"))) {
      killed.initTransactions();
      killed.beginTransaction();
      killed.send(new ProducerRecord<>("opened-memory-changelog", "key", "not committed")).get();

      refused(
          "opened",
          "opened2",
          "a transaction of opened is still open in opened-memory-changelog: wait a minute, until"
              + " Kafka has ended it");
      assertThat(ofId("opened2")).isEmpty();

      killed.abortTransaction();
    }
    assertThat(carried("opened", "opened2"))
        .startsWith("opened-memory-changelog: 1 records copied to opened2-memory-changelog");
  }

  @Test
  void notWhileSomethingIsOnItsWayWithinTheStream() throws Exception {
    stream("sends", 1);
    create("sends-drafts-repartition");
    var drafts = new TopicPartition("sends-drafts-repartition", 0);
    send(drafts.topic());
    send(drafts.topic());
    read("sends", drafts, 1);

    refused(
        "sends",
        "sends2",
        "sends-drafts-repartition is not drained: let sends run until it is, then stop it");
    assertThat(ofId("sends2")).isEmpty();

    read("sends", drafts, 2);
    assertThat(carried("sends", "sends2")).hasSize(2);
    assertThat(ofId("sends2"))
        .as("what is within the stream begins anew")
        .containsExactly("sends2-memory-changelog ends at 1", "events.sends-0 is read to 7");
  }

  @Test
  void notToAnIdThatHasATopic() throws Exception {
    stream("left", 1);
    create("left2-memory-changelog");

    refused(
        "left",
        "left2",
        "left2-memory-changelog is there already; delete the topics of left2 that an attempt before"
            + " has left, or use another id");
    assertThat(ofId("left2")).containsExactly("left2-memory-changelog ends at 0");

    admin.deleteTopics(List.of("left2-memory-changelog")).all().get();
    assertThat(carried("left", "left2")).hasSize(2);
  }

  @Test
  void notToAnIdThatHasRead() throws Exception {
    stream("known", 1);
    read("known2", input("known"), 3);

    refused("known", "known2", "known2 has read already: it is no new id");
    assertThat(ofId("known2")).containsExactly("events.known-0 is read to 3");

    admin.deleteConsumerGroups(List.of("known2")).all().get();
    assertThat(carried("known", "known2")).hasSize(2);
  }

  /// A stopped stream with a changelog, that has read seven records of a topic.
  private void stream(String id, int remembered) throws Exception {
    create(id + "-memory-changelog");
    for (int i = 0; i < remembered; i++) {
      send(id + "-memory-changelog");
    }
    create(input(id).topic());
    read(id, input(id), 7);
  }

  private static TopicPartition input(String id) {
    return new TopicPartition("events." + id, 0);
  }

  private void create(String topic) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
  }

  private void read(String id, TopicPartition partition, long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(id, Map.of(partition, new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  private static void send(String topic) throws Exception {
    try (KafkaProducer<String, String> producer = producer(Map.of())) {
      producer.send(new ProducerRecord<>(topic, "key", "value")).get();
    }
  }

  private static KafkaProducer<String, String> producer(Map<String, Object> settings) {
    var config = new HashMap<>(KAFKA.clientConfig());
    config.putAll(settings);
    return new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
  }

  private static void refused(String from, String to, String sentence) {
    assertThatThrownBy(() -> CarriedState.carry(KAFKA, from, to, _ -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(sentence);
  }

  private static List<String> carried(String from, String to) {
    var said = new ArrayList<String>();
    CarriedState.carry(KAFKA, from, to, said::add);
    return said;
  }

  /// All that there is of an id: its topics and its offsets.
  private List<String> ofId(String id) throws Exception {
    var found = new ArrayList<String>();
    for (String topic : admin.listTopics().names().get()) {
      if (topic.startsWith(id + "-")) {
        var partition = new TopicPartition(topic, 0);
        found.add(
            "%s ends at %d"
                .formatted(
                    topic,
                    admin
                        .listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get()
                        .offset()));
      }
    }
    found.addAll(offsets(id));
    return found;
  }

  private List<String> offsets(String id) throws Exception {
    return admin
        .listConsumerGroupOffsets(id)
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .map(read -> "%s is read to %d".formatted(read.getKey(), read.getValue().offset()))
        .toList();
  }
}
