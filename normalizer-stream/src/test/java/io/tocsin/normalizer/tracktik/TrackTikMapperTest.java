package io.tocsin.normalizer.tracktik;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import io.tocsin.normalizer.Raws;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Pointer;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TrackTikMapperTest {
  private final TrackTikMapper mapper = new TrackTikMapper();

  @Test
  void takesWhatThePointersSay() {
    Mapped.Facts facts =
        map(
            Map.of(
                Pointer.CUSTOM_ID, "/customId",
                Pointer.STATUS, "/status",
                Pointer.CATEGORY, "/reportFlags/0/name",
                Pointer.SEVERITY, "/reportFlags/0/severity"));

    assertThat(facts)
        .isEqualTo(
            new Mapped.Facts(
                "28",
                "report-template",
                null,
                null,
                null,
                2,
                "After hours dispatch",
                "Approved",
                List.of(new Reference("tracktik-custom-id", "ABC-123")),
                Map.of()));
  }

  @Test
  void guessesNothingWithoutPointers() {
    Mapped.Facts facts = map(Map.of());

    assertThat(facts.severity()).isNull();
    assertThat(facts.category()).isNull();
    assertThat(facts.status()).isNull();
    assertThat(facts.references()).isEmpty();
  }

  @Test
  void pointersThatLeadNowhereOrToNoSingleValueGiveNothing() {
    Mapped.Facts facts =
        map(
            Map.of(
                Pointer.STATUS, "/nowhere/at/all",
                Pointer.CATEGORY, "/reportFlags",
                Pointer.SEVERITY, "/reportFlags/0"));

    assertThat(facts.status()).isNull();
    assertThat(facts.category()).isNull();
    assertThat(facts.severity()).isNull();
  }

  @Test
  void aSeverityInOtherWordsIsKeptBeside() {
    Mapped.Facts facts = map(Map.of(Pointer.SEVERITY, "/status"));

    assertThat(facts.severity()).isNull();
    assertThat(facts.attributes()).containsExactly(Map.entry("severity_as_received", "Approved"));
  }

  @Test
  void theCodeSchemeIsASetting() {
    RawEvent raw = Raws.trackTik("reports/1", "r1").build();

    Mapped mapped = mapper.map(raw, new Source("tracktik", null, List.of(), "task-type", Map.of()));

    assertThat(((Mapped.Facts) mapped).scheme()).isEqualTo("task-type");
  }

  private Mapped.Facts map(Map<Pointer, String> pointers) {
    RawEvent raw =
        Raws.trackTik("reports/9001", "r1")
            .setBody(ByteBuffer.wrap(Raws.file("tracktik/report.json")))
            .build();
    var places = new java.util.HashMap<Pointer, JsonPointer>();
    pointers.forEach((pointer, place) -> places.put(pointer, JsonPointer.compile(place)));
    return (Mapped.Facts) mapper.map(raw, new Source("tracktik", null, List.of(), null, places));
  }
}
