package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.platform.StreamsRunner;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificDatumWriter;
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
  /// `SeenEvents.EARLIER_SCHEMAS` and to the test below first, then change the fingerprint here.
  @Test
  void namesTheSchemaItWasWrittenWith() throws Exception {
    byte[] bytes = serde.serializer().serialize("seen", seen());

    byte[] fingerprint =
        SchemaNormalization.parsingFingerprint("CRC-64-AVRO", SeenEvent.getClassSchema());
    assertThat(HexFormat.of().formatHex(bytes, 0, 10))
        .isEqualTo("c301" + HexFormat.of().formatHex(fingerprint))
        .isEqualTo("c3010f0fc68d743550c8");
  }

  /// Schema 1 had no moves.
  @Test
  void whatAnEarlierBuildWroteIsRead() throws Exception {
    Schema earlier = SeenEvents.schema("/seen-event/1.avsc");
    assertThat(
            HexFormat.of()
                .formatHex(SchemaNormalization.parsingFingerprint("CRC-64-AVRO", earlier)))
        .isEqualTo("afdabfa1f8da54e7");
    SeenEvent seen = seen();
    var buffer = new ByteArrayOutputStream();
    EncoderFactory encoders = EncoderFactory.get();
    var encoder = encoders.directBinaryEncoder(buffer, null);
    new SpecificDatumWriter<SeenEvent>(SeenEvent.getClassSchema()).write(seen, encoder);
    GenericRecord written =
        new GenericDatumReader<GenericRecord>(SeenEvent.getClassSchema(), earlier)
            .read(null, DecoderFactory.get().binaryDecoder(buffer.toByteArray(), null));

    ByteBuffer bytes =
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), earlier).encode(written);

    assertThat(serde.deserializer().deserialize("seen", bytes.array())).isEqualTo(seen);
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
    return SeenEvents.after(
        met, new Judgement(Outcome.NEW, 1, 1, null), layers, at, "hash", "northgate");
  }
}
