package io.tocsin.policy.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.Events;
import io.tocsin.policy.Rulebooks;
import io.tocsin.policy.decision.Decider;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Decision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What stands in the stores is read by later builds.
final class StoredFormTest {
  private static final CanonicalEvent EVENT = Events.event("1").build();

  /// As every earlier build made it: without what came later.
  private static final Decision DECISION =
      Decision.newBuilder(
              Decider.decide(
                  EVENT, Optional.of(Rulebooks.read(Rulebooks.yaml(7, "2026-01-01", "85.00")))))
          .setNotify(List.of())
          .setRaw(null)
          .build();

  /// Avro's single-object encoding: a marker, then the fingerprint of the writer's schema. When
  /// this fails the schema has changed: stores out there hold values of the old one, so add it to
  /// `StoredForm.EARLIER_SCHEMAS` and to the test below first, then change the fingerprint here.
  @ParameterizedTest
  @CsvSource({
    "io.tocsin.schemas.CanonicalEvent, b88771403499f3e1",
    "io.tocsin.schemas.Charge, 272cc99b75b47caa",
    "io.tocsin.schemas.Decision, 45e1484c32c1298e",
    "io.tocsin.schemas.Ruling, c5ecb06734897f76",
    "io.tocsin.policy.stream.KeptEvent, f87dacad8b762228",
    "io.tocsin.policy.stream.PassedDraft, 1f788ddc43536536",
    "io.tocsin.policy.stream.PassedOn, 003cf122ef20ec30",
    "io.tocsin.policy.stream.Settled, 15d71acfb64c793f",
  })
  void everyFormThatStandsInAStoreIsTheOneThatWasMeant(String type, String fingerprint)
      throws ReflectiveOperationException {
    Schema schema = (Schema) Class.forName(type).getField("SCHEMA$").get(null);

    assertThat(fingerprint(schema)).isEqualTo(fingerprint);
  }

  @ParameterizedTest
  @CsvSource({
    "/stored-form/CanonicalEvent-1.avsc, ff9d41f2bc440241",
  })
  void anEventThatAnEarlierBuildWroteIsRead(String resource, String fingerprint) throws Exception {
    Schema earlier = StoredForm.schema(resource);
    assertThat(fingerprint(earlier)).isEqualTo(fingerprint);

    assertThat(new StoredForm<>(CanonicalEvent.class).read(written(EVENT, earlier)))
        .isEqualTo(EVENT);
  }

  @ParameterizedTest
  @CsvSource({
    "/stored-form/Decision-1.avsc, da8e36fe61f146c0",
    "/stored-form/Decision-2.avsc, 026a9081bb2612e0",
  })
  void aDecisionThatAnEarlierBuildWroteIsRead(String resource, String fingerprint)
      throws Exception {
    Schema earlier = StoredForm.schema(resource);
    assertThat(fingerprint(earlier)).isEqualTo(fingerprint);

    assertThat(new StoredForm<>(Decision.class).read(written(DECISION, earlier)))
        .isEqualTo(DECISION);
  }

  @Test
  void whatThisBuildWritesIsRead() {
    var form = new StoredForm<>(Decision.class);

    assertThat(form.read(form.bytes(DECISION))).isEqualTo(DECISION);
  }

  private static String fingerprint(Schema schema) throws ReflectiveOperationException {
    try {
      return HexFormat.of()
          .formatHex(SchemaNormalization.parsingFingerprint("CRC-64-AVRO", schema));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new ReflectiveOperationException(e);
    }
  }

  /// A record as a build wrote it that knew an earlier schema: marker, fingerprint, content.
  private static byte[] written(SpecificRecord record, Schema earlier)
      throws IOException, ReflectiveOperationException {
    Schema present = record.getSchema();
    var buffer = new ByteArrayOutputStream();
    var encoder = EncoderFactory.get().directBinaryEncoder(buffer, null);
    new SpecificDatumWriter<>(present).write(record, encoder);
    GenericRecord known =
        new GenericDatumReader<GenericRecord>(present, earlier)
            .read(null, DecoderFactory.get().binaryDecoder(buffer.toByteArray(), null));

    var written = new ByteArrayOutputStream();
    written.write(new byte[] {(byte) 0xC3, 0x01});
    written.write(HexFormat.of().parseHex(fingerprint(earlier)));
    new GenericDatumWriter<GenericRecord>(earlier)
        .write(known, EncoderFactory.get().directBinaryEncoder(written, null));
    return ByteBuffer.wrap(written.toByteArray()).array();
  }
}
