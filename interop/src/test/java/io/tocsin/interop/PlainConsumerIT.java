package io.tocsin.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.pulsar.kafka.shade.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

/// A consumer with Confluent's deserializer and the settings of the document.
///
/// Confluent's class is here under the name to which its packager moved it; nothing else differs
/// from the document.
final class PlainConsumerIT {
  private static final String CONFLUENT = "io.confluent.";

  @Test
  void readsWhatWasCommittedWithTheSettingsOfTheDocument() throws Exception {
    Written.once();
    var settings = new Properties();
    settings.load(
        new StringReader(
            new Snippets(Written.BROKER, Written.REGISTRY)
                .of("properties")
                .getFirst()
                .replace(CONFLUENT, "org.apache.pulsar.kafka.shade." + CONFLUENT)));
    var read = new ArrayList<String>();

    try (var consumer = new KafkaConsumer<String, GenericRecord>(settings)) {
      consumer.subscribe(List.of("events.canonical"));
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                consumer
                    .poll(Duration.ofMillis(200))
                    .forEach(
                        event ->
                            read.add(
                                event.value().get("eventKey") + " " + event.value().get("type")));
                assertThat(read).hasSizeGreaterThanOrEqualTo(5);
              });
    }

    assertThat(read)
        .containsExactlyInAnyOrder(
            "tracktik:reports/1 alarm_dispatch",
            "tracktik:reports/1 false_alarm",
            "manitou:signal-1 alarm",
            "manitou:signal-2 alarm",
            "tracktik:reports/2 other");
  }
}
