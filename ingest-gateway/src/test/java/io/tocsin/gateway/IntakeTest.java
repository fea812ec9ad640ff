package io.tocsin.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tocsin.gateway.Reading.Element;
import io.tocsin.gateway.body.BodyFormat;
import io.tocsin.platform.Section;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import io.tocsin.schemas.IdentityKind;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a delivery is answered: all stored, or one by one what became of each; and where the bodies
/// are kept.
final class IntakeTest {
  private static final int LARGEST_INLINE = 64;
  private static final AuthVerdict NOBODY = new AuthVerdict(AuthScheme.NONE, null, null);
  private static final Delivery DELIVERY =
      new Delivery(Transport.EXPORT, "application/json", new byte[0], Instant.EPOCH, Gate.bounds());

  /// Fails for the event named `lost`, as Kafka or the registry would.
  private static final Serializer<RawEvent> VALUES =
      (topic, event) -> {
        if ("x/lost".equals(event.getSourceEventId())) {
          throw new IllegalStateException("away");
        }
        return new byte[0];
      };

  private final MockProducer<String, RawEvent> producer =
      new MockProducer<>(true, null, new StringSerializer(), VALUES);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MemoryStore store = new MemoryStore();

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

  @Test
  void aRowThatIsLargerThanADeliveryMayBeIsUnusable() {
    var row = event("large", new byte[Gate.bounds().bytes() + 1]);

    assertThat(take(event("a"), row))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused ->
                assertThat(refused.problem().records())
                    .extracting(r -> r.receipt() != null)
                    .containsExactly(true, false));
    assertThat(take(Transport.EXPORT, store, new Reading.Single(row)))
        .isInstanceOfSatisfying(
            Answer.Refused.class, r -> assertThat(r.problem().status()).isEqualTo(413));
    assertThat(published()).hasSize(1);
  }

  @Test
  void theRecordSaysRoadMediaTypeAndWhatItsIdentityRestsOn() {
    for (Transport road : Transport.values()) {
      producer.clear();
      take(road, store, new Reading.Single(event("a")));

      assertThat(published())
          .singleElement()
          .satisfies(
              raw -> {
                assertThat(raw.getTransport()).isEqualTo(road);
                assertThat(raw.getMediaType()).isEqualTo("text/csv");
                assertThat(raw.getIdentityKind()).isEqualTo(IdentityKind.SOURCE_ID);
                assertThat(raw.getIdentityRecipe()).isEqualTo("tracktik/entity-id/1");
                assertThat(raw.getBatchIndex()).isNull();
              });
    }
  }

  @Test
  void anEmptyReportIsNothingToRecordButIsCounted() {
    assertThat(take(Transport.MAILBOX, store, new Reading.EmptyReport()))
        .isInstanceOf(Answer.Nothing.class);
    assertThat(producer.history()).isEmpty();
    assertThat(
            meters
                .get("tocsin.gateway.reports.empty")
                .tags("source", "gate", "transport", "mailbox")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void aLargeBodyIsInTheStoreAndItsClaimCheckInTheRecord() {
    byte[] large = "x".repeat(LARGEST_INLINE + 1).getBytes(UTF_8);
    byte[] small = "x".repeat(LARGEST_INLINE).getBytes(UTF_8);

    assertThat(take(event("large", large), event("small", small)))
        .isInstanceOf(Answer.AcceptedBatch.class);

    RawEvent first = published().get(0);
    RawEvent second = published().get(1);
    assertThat(first.getBody().remaining()).isZero();
    assertThat(store.objects.get(first.getBodyObject().getSha256())).isEqualTo(large);
    assertThat(first.getBodyObject().getSize()).isEqualTo(large.length);
    assertThat(second.getBody().array()).isEqualTo(small);
    assertThat(second.getBodyObject()).isNull();
    assertThat(store.objects).hasSize(1);
  }

  @Test
  void thePacketOfSeveralSignalsIsStoredOnce() {
    byte[] packet = "x".repeat(1000).getBytes(UTF_8);

    take(event("a", packet), event("b", packet), event("c", packet.clone()));

    assertThat(store.puts).isEqualTo(2);
    assertThat(store.objects).hasSize(1);
    assertThat(published()).extracting(RawEvent::getBodyObject).doesNotContainNull();
  }

  @Test
  void aStoreThatIsAwayIsAnOutageOfTheLargeOnesOnly() {
    byte[] large = new byte[1000];
    store.away = true;

    assertThat(take(event("a", large), event("b"), event("c", new byte[2000])))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              assertThat(refused.problem().status()).isEqualTo(503);
              assertThat(refused.problem().records())
                  .extracting(r -> r.receipt() != null)
                  .containsExactly(false, true, false);
            });
    assertThat(published()).extracting(RawEvent::getSourceEventId).containsExactly("x/b");
    assertThat(store.puts).as("asked once, not for each").isEqualTo(1);
    assertThat(take(Transport.WEBHOOK, store, new Reading.Single(event("a", large))))
        .isInstanceOfSatisfying(
            Answer.Refused.class, r -> assertThat(r.problem().status()).isEqualTo(503));
  }

  @Test
  void aRecordThatKafkaDoesNotTakeIsNotAcknowledgedThoughItsBodyIsStored() {
    assertThat(take(Transport.WEBHOOK, store, new Reading.Single(event("lost", new byte[1000]))))
        .isInstanceOfSatisfying(
            Answer.Refused.class, r -> assertThat(r.problem().status()).isEqualTo(503));
    assertThat(store.objects).hasSize(1);
  }

  @Test
  void withoutAStoreEveryBodyStaysInItsRecord() {
    take(Transport.WEBHOOK, null, new Reading.Single(event("a", new byte[1000])));

    assertThat(published().getFirst().getBody().remaining()).isEqualTo(1000);
    assertThat(published().getFirst().getBodyObject()).isNull();
  }

  /// The second of two equal events has a name of its own, also where it is handed in alone.
  @Test
  void anEventThatIsTakenAloneHasTheNameThatReadingTheWholeGives(@TempDir Path folder)
      throws IOException {
    Path recipes =
        Files.writeString(
            folder.resolve("recipes.yml"),
            """
            vendors:
              tracktik:
                - name: tracktik/of-this-test/1
                  needs: [entity, id]
                  hash: [entity, id, arrival]
            """);
    var vendor = new Fixed(new Reading.Batch(List.of(event("a"), event("a"), event("b"))));
    Intake intake = intake(vendor, null, recipes.toString());
    Source source = source(vendor, recipes.toString());

    Answer read = intake.read(source, DELIVERY);

    assertThat(producer.history()).isEmpty();
    List<ExportRow> rows = ((Answer.Read) read).rows();
    assertThat(rows).extracting(ExportRow::eventKey).doesNotContainNull().doesNotHaveDuplicates();
    assertThat(intake.take(source, DELIVERY, new DeliveryHeaders(List.of()), NOBODY, i -> i == 1))
        .isInstanceOfSatisfying(
            Answer.AcceptedBatch.class,
            batch ->
                assertThat(batch.receipts()).extracting(RecordOutcome::index).containsExactly(1));
    assertThat(published())
        .singleElement()
        .satisfies(
            raw -> assertThat("gate:" + raw.getSourceEventId()).isEqualTo(rows.get(1).eventKey()));
  }

  private static Element.Event event(String id) {
    return event(id, new byte[0]);
  }

  private static Element.Event event(String id, byte[] body) {
    return new Element.Event(body, "text/csv", new EventFields(Map.of("entity", "x", "id", id)));
  }

  private List<RawEvent> published() {
    return producer.history().stream().map(ProducerRecord::value).toList();
  }

  private Answer take(Element... elements) {
    return take(Transport.WEBHOOK, store, new Reading.Batch(List.of(elements)));
  }

  private Answer take(Transport road, @Nullable MemoryStore objects, Reading reading) {
    var vendor = new Fixed(reading);
    return intake(vendor, objects, null)
        .take(
            source(vendor, null),
            new Delivery(road, "application/json", new byte[0], Instant.EPOCH, Gate.bounds()),
            new DeliveryHeaders(List.of()),
            NOBODY);
  }

  private Intake intake(Fixed vendor, @Nullable MemoryStore objects, @Nullable String recipes) {
    GatewaySettings settings = Gate.settings(LARGEST_INLINE, recipes);
    var publisher = new RawPublisher(() -> producer, settings, InstantSource.system());
    return new Intake(
        publisher, sources(vendor, recipes), new ClaimChecks(settings, objects), settings, meters);
  }

  private Sources sources(Fixed vendor, @Nullable String recipes) {
    return new SourcesFactory(Gate.settings(LARGEST_INLINE, recipes), List.of(vendor), meters)
        .read(Sections.of("gate.vendor", "tracktik", "gate.auth.scheme", "none"));
  }

  private Source source(Fixed vendor, @Nullable String recipes) {
    return sources(vendor, recipes).find("gate").orElseThrow();
  }

  /// A vendor whose every body is the same.
  private record Fixed(Reading reading) implements VendorAdapterFactory, BodyFormat {
    @Override
    public String vendor() {
      return "tracktik";
    }

    @Override
    public Set<String> fields() {
      return Set.of("entity", "id");
    }

    @Override
    public VendorAdapter create(Section settings) {
      return new VendorAdapter(List.of(this));
    }

    @Override
    public String settings() {
      return "s.gate.tracktik";
    }

    @Override
    public Set<String> mediaTypes() {
      return Set.of("application/json");
    }

    @Override
    public Transport pushed() {
      return Transport.WEBHOOK;
    }

    @Override
    public Reading read(Delivery delivery) {
      return reading;
    }
  }
}
