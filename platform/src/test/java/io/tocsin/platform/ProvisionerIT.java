package io.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.embedded.TestStack;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

final class ProvisionerIT {
  private static final RegistrySettings REGISTRY =
      new RegistrySettings(
          TestStack.registry().url(),
          AvroSerdes.DEFAULT_SERIALIZER,
          AvroSerdes.DEFAULT_DESERIALIZER,
          null);

  @Test
  void makesEveryTopicOnceAndTheRegistryRefusesAnIncompatibleSchema() throws Exception {
    var provisioner = new Provisioner(kafka(2), REGISTRY);

    provisioner.provision(List.of("tracktik"), Topics.SINKS);
    provisioner.provision(List.of("tracktik"), Topics.SINKS); // A second app, or a second start.

    try (Admin admin = Admin.create(kafka(2).clientConfig())) {
      assertThat(admin.listTopics().names().get())
          .contains(
              Topics.raw("tracktik"),
              Topics.CANONICAL,
              Topics.retry("billing", Topics.RETRY_DELAYS.getFirst()));
    }
    assertThat(
            register(
                "{\"type\":\"record\",\"name\":\"Decision\",\"namespace\":\"io.tocsin.schemas\",\"fields\":[{\"name\":\"new\",\"type\":\"int\"}]}"))
        .as("a reader of this schema could not read what stands in the topic")
        .isEqualTo(409);
  }

  @Test
  void refusesATopicWithAnotherNumberOfPartitions() {
    new Provisioner(kafka(2), REGISTRY).provision(List.of());

    assertThatThrownBy(() -> new Provisioner(kafka(3), REGISTRY).provision(List.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has 2 partitions, the settings say 3: keys would move");
  }

  private static KafkaSettings kafka(int partitions) {
    return new KafkaSettings(
        TestStack.kafka().bootstrapServers(), true, partitions, 1, 1, Map.of());
  }

  private static int register(String schema) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(
                      URI.create(
                          TestStack.registry().url()
                              + "/apis/ccompat/v7/subjects/decisions-value/versions"))
                  .header("Content-Type", "application/json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          "{\"schema\":" + JsonText.quote(schema) + "}"))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }
}
