package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.tocsin.normalizer.attach.AttachmentKeeper;
import io.tocsin.normalizer.attach.FakeObjectStore;
import io.tocsin.normalizer.redact.RedactionRules;
import io.tocsin.normalizer.redact.Redactor;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.platform.objects.ObjectStoreAwayException;
import io.tocsin.schemas.AttachmentKind;
import io.tocsin.schemas.AttachmentState;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.RawEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;

/// What is personal in a delivery, followed through the whole topology.
final class PersonalDataTest {
  private static final Source SOURCE =
      SettingsOf.source(
          """
          pointers:
            category: /reportFlags/0/name
            status: /status
            note: /note
            photo: /photo
            personal: /contact/people/*/name
            attributes: {told: /told}
          confidential: {fields: /reportFields, value: /value, flags: /field/confidential}
          """);

  private static final String BODY =
      """
      {
        "customId": "dana@example.com",
        "status": "call 3125550143",
        "told": "gate 4471-B by DANA  EXAMPLE",
        "note": "Dana Example has the key",
        "photo": "/9j/4A==",
        "reportFlags": [{"name": "met Dana Example, +44 20 7946 0958"}],
        "contact": {"people": [{"name": "Dana Example"}]},
        "reportFields": [{"field": {"confidential": true}, "value": "gate 4471-B"}]
      }
      """;

  private final FakeObjectStore objects = new FakeObjectStore();
  private final Refiner refiner =
      new Refinement(
          new Redactor(RedactionRules.shipped()), new AttachmentKeeper(objects, 1_000_000));

  @Test
  void itReachesNeitherStoreNorTopicsNorHeaders() {
    try (var stream = stream()) {
      stream.pipe(delivery());

      var canonical = stream.canonical();
      var deliveries = stream.deliveries();
      CanonicalEvent event = canonical.getFirst().value();
      assertThat(event.getCategory()).isEqualTo("met [personal], [phone]");
      assertThat(event.getStatus()).isEqualTo("call [phone-named]");
      assertThat(event.getAttributes())
          .containsExactly(Map.entry("told", "[confidential] by [personal]"));
      assertThat(event.getReferences()).isEmpty();
      assertThat(event.getRedactions())
          .containsExactly("confidential", "e-mail", "personal", "phone", "phone-named");
      String everything =
          canonical.toString()
              + headers(canonical.getFirst().getHeaders())
              + deliveries
              + stream.seen("tracktik:reports/1");
      for (String personal : List.of("dana", "Dana", "DANA", "4471", "3125550143", "7946")) {
        assertThat(everything).doesNotContain(personal);
      }
    }
  }

  @Test
  void notesAndPhotosAreOnlyInTheObjectStore() {
    try (var stream = stream()) {
      stream.pipe(delivery());

      assertThat(stream.onlyEvent().getAttachments())
          .extracting(a -> a.getKind() + " " + a.getState() + " " + a.getMediaType())
          .containsExactly(
              AttachmentKind.NOTE + " " + AttachmentState.STORED + " text/plain",
              AttachmentKind.PHOTO + " " + AttachmentState.STORED + " image/jpeg");
      assertThat(objects.objects.values())
          .extracting(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
          .containsExactly("Dana Example has the key", "\u00FF\u00D8\u00FF\u00E0");
    }
  }

  @Test
  void theSameDeliveryAgainIsADuplicate() {
    try (var stream = stream()) {
      stream.pipe(delivery());
      stream.pipe(delivery());

      assertThat(stream.deliveries())
          .extracting(record -> record.value().getOutcome())
          .containsExactly(Outcome.NEW, Outcome.DUPLICATE);
    }
  }

  @Test
  void anObjectStoreThatIsAwayIsWaitedFor() {
    objects.away = true;
    try (var stream = stream()) {
      assertThatThrownBy(() -> stream.pipe(delivery()))
          .satisfies(
              thrown ->
                  assertThat(causes(thrown))
                      .hasAtLeastOneElementOfType(ObjectStoreAwayException.class));
    }
  }

  @Test
  void withoutAnObjectStoreItDoesNotStart() {
    try (var context = ApplicationContext.run()) {
      assertThatThrownBy(
              () ->
                  new VendorsFactory()
                      .vendors(context.getBean(Environment.class), List.of(), null, "", 1, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("no object store is configured");
    }
  }

  private static String headers(Headers headers) {
    var text = new StringBuilder();
    headers.forEach(
        header ->
            text.append(header.key()).append(new String(header.value(), StandardCharsets.UTF_8)));
    return text.toString();
  }

  private static List<Throwable> causes(Throwable thrown) {
    return java.util.stream.Stream.iterate(thrown, t -> t != null, Throwable::getCause).toList();
  }

  private Harness stream() {
    return new Harness(
        new Harness.Setup().sources(Map.of("tracktik", SOURCE)).refiner(refiner).objects(objects));
  }

  private static RawEvent delivery() {
    return Raws.trackTik("reports/1", "r1")
        .setBody(ByteBuffer.wrap(BODY.getBytes(StandardCharsets.UTF_8)))
        .build();
  }
}
