package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.platform.StreamsRunner;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.Transport;
import java.time.LocalDate;
import java.util.HexFormat;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

final class SeenEventsTest {
  private final Serde<SeenEvent> serde = SeenEvents.serde();

  @Test
  void isReadAsItWasWritten() {
    SeenEvent seen = seen();

    byte[] bytes = serde.serializer().serialize("seen", seen);

    assertThat(serde.deserializer().deserialize("seen", bytes)).isEqualTo(seen);
    assertThat(serde.serializer().serialize("seen", null)).isNull();
    assertThat(serde.deserializer().deserialize("seen", null)).isNull();
  }

  /// Avro's single-object encoding: a marker, then the fingerprint of the writer's schema. When
  /// this fails the schema has changed: stores out there hold values of the old one, so add it to
  /// the decoder first (`SeenEvent.getDecoder().addSchema`), then change the fingerprint here.
  @Test
  void namesTheSchemaItWasWrittenWith() throws Exception {
    byte[] bytes = serde.serializer().serialize("seen", seen());

    byte[] fingerprint =
        SchemaNormalization.parsingFingerprint("CRC-64-AVRO", SeenEvent.getClassSchema());
    assertThat(HexFormat.of().formatHex(bytes, 0, 10))
        .isEqualTo("c301" + HexFormat.of().formatHex(fingerprint))
        .isEqualTo("c301afdabfa1f8da54e7");
  }

  @Test
  void aForeignValueIsAFaultAndNoOutage() {
    assertThatThrownBy(() -> serde.deserializer().deserialize("seen", new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalStateException.class)
        .satisfies(failure -> assertThat(StreamsRunner.isOutage(failure)).isFalse());
  }

  private static SeenEvent seen() {
    var at = new Position("raw.tracktik", 3, 42L);
    Layers layers =
        Layers.NONE.told(Transport.WEBHOOK, Raws.statement().setZone("7").build(), at).layers();
    SeenEvent met =
        SeenEvents.first(
            "receipt",
            Raws.RECEIVED,
            Raws.RECEIVED.toEpochMilli(),
            LocalDate.of(2026, 11, 2),
            false,
            "northgate",
            at);
    return SeenEvents.after(met, new Judgement(Outcome.NEW, 1, 1), layers, at, "hash", "northgate");
  }
}
