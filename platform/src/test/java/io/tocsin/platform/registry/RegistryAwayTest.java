package io.tocsin.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.platform.StreamsRunner;
import io.tocsin.schemas.SiteEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The default deserializer and serializer against a registry that fails in every way seen: what is
/// a bad record, and what an outage. Only a clear answer lets a record be called unreadable.
final class RegistryAwayTest {
  private static final String TOPIC = "config.sites";
  private static final SiteEntry ENTRY = new SiteEntry("a", "b", "c", "d", "e", "f");

  private AnsweringRegistry registry;
  private RecordReader<SiteEntry> reader;
  private OutageAwareSerializer<SiteEntry> serializer;

  @BeforeEach
  void start() throws IOException {
    registry = new AnsweringRegistry(SiteEntry.getClassSchema());
    reader = RecordReader.of(registry.settings(), SiteEntry.class);
    serializer = OutageAwareSerializer.of(registry.settings());
  }

  @AfterEach
  void stop() {
    reader.close();
    serializer.close();
    registry.close();
  }

  @Test
  void aGoodValueIsRead() throws IOException {
    assertThat(reader.read(TOPIC, value(7))).isEqualTo(new Reading.Value<>(ENTRY));
    assertThat(reader.read(TOPIC, new RecordHeaders(), value(7)))
        .isEqualTo(new Reading.Value<>(ENTRY));
  }

  @Test
  void aValueThatIsNotInTheWireFormatIsBadWithoutAnyQuestion() {
    registry.answers(503, "{}");

    assertThat(reader.read(TOPIC, "hello".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(Reading.Unreadable.class);
    assertThat(reader.read(TOPIC, new byte[] {0, 0, 0})).isInstanceOf(Reading.Unreadable.class);
    assertThat(reader.read(TOPIC, new byte[] {1, 2, 3, 4, 5, 6}))
        .isInstanceOf(Reading.Unreadable.class);
    assertThat(reader.read(TOPIC, new byte[0])).isInstanceOf(Reading.Unreadable.class);
    assertThat(reader.read(TOPIC, null)).isInstanceOf(Reading.Nothing.class);
  }

  @Test
  void aValueCutShortIsBad() throws IOException {
    byte[] whole = value(7);

    assertThat(reader.read(TOPIC, Arrays.copyOf(whole, 8)))
        .isEqualTo(
            new Reading.Unreadable<>("the value does not fit its schema (id 7): EOFException"));
  }

  @Test
  void anIdThatTheRegistryDoesNotKnowIsBad() throws IOException {
    registry.answers(404, "{\"error_code\":40403,\"message\":\"No schema\"}");

    assertThat(reader.read(TOPIC, value(7)))
        .isEqualTo(new Reading.Unreadable<>("the registry knows no schema with the id 7"));
    assertThat(reader.read(TOPIC, value(-1)))
        .as("an id is unsigned")
        .isEqualTo(new Reading.Unreadable<>("the registry knows no schema with the id 4294967295"));
  }

  private static Stream<Arguments> unclearAnswers() {
    return Stream.of(401, 403, 404, 429, 500, 502, 503, AnsweringRegistry.CUT_OFF)
        .flatMap(
            status ->
                Stream.of("{}", "{\"error_code\":50001,\"message\":\"x\"}")
                    .map(body -> Arguments.of(status, body)));
  }

  @ParameterizedTest
  @MethodSource("unclearAnswers")
  void anyOtherAnswerIsAnOutage(int status, String body) throws IOException {
    registry.answers(status, body);
    byte[] value = value(7);

    assertThatThrownBy(() -> reader.read(TOPIC, value))
        .isInstanceOf(RegistryAwayException.class)
        .satisfies(failure -> assertThat(StreamsRunner.isOutage(failure)).isTrue());
    assertThatThrownBy(() -> serializer.serialize(TOPIC, ENTRY))
        .isInstanceOf(RegistryAwayException.class)
        .satisfies(failure -> assertThat(StreamsRunner.isOutage(failure)).isTrue());
    assertThatThrownBy(() -> serializer.serialize(TOPIC, new RecordHeaders(), ENTRY))
        .isInstanceOf(RegistryAwayException.class);

    registry.answersWell();
    assertThat(reader.read(TOPIC, value)).isEqualTo(new Reading.Value<>(ENTRY));
  }

  @Test
  void noRegistryAtAllIsAnOutage() throws IOException {
    byte[] value = value(7);
    registry.close();

    assertThatThrownBy(() -> reader.read(TOPIC, value))
        .isInstanceOf(RegistryAwayException.class)
        .satisfies(failure -> assertThat(StreamsRunner.isOutage(failure)).isTrue());
    assertThatThrownBy(() -> serializer.serialize(TOPIC, ENTRY))
        .isInstanceOf(RegistryAwayException.class)
        .satisfies(failure -> assertThat(StreamsRunner.isOutage(failure)).isTrue());
  }

  @Test
  void aSchemaOnceReadNeedsNoRegistry() throws IOException {
    byte[] value = value(7);
    reader.read(TOPIC, value);
    registry.close();

    assertThat(reader.read(TOPIC, value)).isEqualTo(new Reading.Value<>(ENTRY));
  }

  private static byte[] value(int id) throws IOException {
    var out = new ByteArrayOutputStream();
    out.write(0);
    out.write(ByteBuffer.allocate(4).putInt(id).array());
    var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new SpecificDatumWriter<>(SiteEntry.class).write(ENTRY, encoder);
    return out.toByteArray();
  }
}
