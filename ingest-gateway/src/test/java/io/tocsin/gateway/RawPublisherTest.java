package io.tocsin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import io.tocsin.schemas.IdentityKind;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Transport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whatever goes wrong on the way into the log is "not acknowledged".
final class RawPublisherTest {
  private static final GatewaySettings SETTINGS =
      new GatewaySettings(
          1024,
          10,
          10,
          1024,
          10,
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          1024,
          null,
          Map.of());

  @Test
  void acknowledgedIsWhatTheBrokerAcknowledged() {
    var publisher = publisher(producer(true, (topic, event) -> new byte[0]));

    assertThat(publisher.publish(List.of(event("1"), event("2")))).containsExactly(true, true);
    assertThat(publisher.last()).hasValueSatisfying(l -> assertThat(l.acknowledged()).isTrue());
  }

  @Test
  void aRegistryThatIsAwayIsNotAcknowledged() {
    var publisher =
        publisher(
            producer(
                true,
                (topic, event) -> {
                  if ("2".equals(event.getSourceEventId())) {
                    throw new IllegalStateException("the registry does not answer");
                  }
                  return new byte[0];
                }));

    assertThat(publisher.publish(List.of(event("1"), event("2"), event("3"))))
        .containsExactly(true, false, true);
    assertThat(publisher.last()).hasValueSatisfying(l -> assertThat(l.acknowledged()).isFalse());
  }

  @Test
  void aRefusalOfTheBrokerIsNotAcknowledged() {
    var producer = producer(false, (topic, event) -> new byte[0]);
    producer.sendException = new NotEnoughReplicasException("one replica is left");

    assertThat(publisher(producer).publish(List.of(event("1")))).containsExactly(false);
  }

  @Test
  void noAnswerInTimeIsNotAcknowledged() {
    var publisher = publisher(producer(false, (topic, event) -> new byte[0]));

    assertThat(publisher.publish(List.of(event("1"), event("2")))).containsExactly(false, false);
  }

  @Test
  void aProducerThatCannotBeMadeIsNotAcknowledged() {
    var publisher =
        new RawPublisher(
            () -> {
              throw new IllegalStateException("no such host");
            },
            SETTINGS,
            InstantSource.system());

    assertThat(publisher.publish(List.of(event("1")))).containsExactly(false);
  }

  @Test
  void theKeyIsTheEventKeyAndNullWithoutIdentity() {
    var producer = producer(true, (topic, event) -> new byte[0]);

    publisher(producer).publish(List.of(event("a/1"), event(null)));

    assertThat(producer.history()).extracting(r -> r.key()).containsExactly("gate:a/1", null);
    assertThat(producer.history()).allSatisfy(r -> assertThat(r.topic()).isEqualTo("raw.gate"));
  }

  private static RawPublisher publisher(MockProducer<String, RawEvent> producer) {
    return new RawPublisher(() -> producer, SETTINGS, InstantSource.system());
  }

  private static MockProducer<String, RawEvent> producer(
      boolean answers, Serializer<RawEvent> values) {
    return new MockProducer<>(answers, null, new StringSerializer(), values);
  }

  private static RawEvent event(@Nullable String id) {
    return RawEvent.newBuilder()
        .setReceipt("r")
        .setTopic("raw.gate")
        .setSource("gate")
        .setVendor("tracktik")
        .setSourceEventId(id)
        .setIdentityRecipe("x/1")
        .setIdentityKind(IdentityKind.SOURCE_ID)
        .setTransport(Transport.WEBHOOK)
        .setReceivedAt(Instant.EPOCH)
        .setBody(ByteBuffer.allocate(0))
        .setMediaType("application/json")
        .setHeaders(List.of())
        .setAuth(new AuthVerdict(AuthScheme.NONE, null, null))
        .build();
  }
}
