package io.tocsin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.gateway.Reading.Element;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import io.tocsin.schemas.RawEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/// What a batch is answered: all stored, or one by one what became of each.
final class IntakeTest {
  /// Fails for the event named `lost`, as Kafka or the registry would.
  private static final Serializer<RawEvent> VALUES =
      (topic, event) -> {
        if ("lost".equals(event.getSourceEventId())) {
          throw new IllegalStateException("away");
        }
        return new byte[0];
      };

  @Test
  void aBatchThatIsStoredWholeGivesAReceiptForEach() {
    assertThat(take(event("a"), event("b")))
        .isInstanceOfSatisfying(
            Answer.AcceptedBatch.class,
            batch -> {
              assertThat(batch.receipts()).extracting(RecordOutcome::index).containsExactly(0, 1);
              assertThat(batch.receipts())
                  .extracting(RecordOutcome::receipt)
                  .doesNotContainNull()
                  .doesNotHaveDuplicates();
            });
  }

  @Test
  void whatWasNotAcknowledgedMakesItAnOutageWhateverElseIsWrong() {
    assertThat(take(event("a"), new Element.Unusable("no object"), event("lost"), event("b")))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              assertThat(refused.problem().status()).isEqualTo(503);
              assertThat(refused.problem().records())
                  .extracting(RecordOutcome::reason)
                  .containsExactly(
                      null,
                      "urn:tocsin:problem:malformed",
                      "urn:tocsin:problem:not-acknowledged",
                      null);
              assertThat(refused.problem().records())
                  .extracting(r -> r.receipt() != null)
                  .containsExactly(true, false, false, true);
            });
  }

  @Test
  void onlyUnusableElementsMakeItMalformed() {
    assertThat(take(event("a"), new Element.Unusable("no object")))
        .isInstanceOfSatisfying(
            Answer.Refused.class, r -> assertThat(r.problem().status()).isEqualTo(400));
    assertThat(take(new Element.Unusable("no object")))
        .isInstanceOfSatisfying(
            Answer.Refused.class, r -> assertThat(r.problem().status()).isEqualTo(400));
  }

  private static Element event(String id) {
    return new Element.Event(new byte[0], new EventFacts(id, "x/1", null, null, null));
  }

  private static Answer take(Element... elements) {
    Sources sources =
        SourcesFactory.read(
            Sections.of("gate.vendor", "fixed", "gate.auth.scheme", "none"),
            10,
            List.of(new Fixed(new Reading.Batch(List.of(elements)))));
    var settings =
        new GatewaySettings(
            1024,
            10,
            10,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Map.of());
    var producer = new MockProducer<>(true, null, new StringSerializer(), VALUES);
    var publisher = new RawPublisher(() -> producer, settings, InstantSource.system());
    return new Intake(publisher, sources)
        .take(
            sources.find("gate").orElseThrow(),
            new Delivery("application/json", new byte[0], Instant.EPOCH),
            new DeliveryHeaders(List.of()),
            new AuthVerdict(AuthScheme.NONE, null, null));
  }

  /// A vendor whose every body is the same.
  private record Fixed(Reading reading) implements VendorAdapterFactory, VendorAdapter {
    @Override
    public String vendor() {
      return "fixed";
    }

    @Override
    public VendorAdapter create(Section settings, int maxBatchElements) {
      return this;
    }

    @Override
    public Set<String> mediaTypes() {
      return Set.of("application/json");
    }

    @Override
    public Reading read(Delivery delivery) {
      return reading;
    }
  }
}
