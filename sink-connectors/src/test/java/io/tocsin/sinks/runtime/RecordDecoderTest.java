package io.tocsin.sinks.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.avro.Schema;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a value is taken for, with the real deserializer and a registry that misbehaves.
final class RecordDecoderTest {
  private static final byte[] OF_SCHEMA_7 = {0, 0, 0, 0, 7, 1, 2, 3};

  /// Instead of a status: the connection is cut without an answer.
  private static final int CUT_OFF = -1;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer registry;
  private volatile Schema schema = Decision.getClassSchema();
  private volatile int status = 200;
  private volatile String body = "";

  /// A deserializer of another make, which fails in its own way whatever it is given.
  public static final class Odd implements Deserializer<Object> {
    @Override
    public Object deserialize(String topic, byte[] data) {
      throw new IllegalStateException("secret");
    }
  }

  @BeforeEach
  void startRegistry() throws IOException {
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.setExecutor(threads);
    registry.createContext("/", this::answer);
    registry.start();
  }

  /// With 200 it knows one schema, under every id.
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (status == CUT_OFF) {
        return;
      }
      String text = body;
      if (status == 200) {
        boolean references = exchange.getRequestURI().getPath().endsWith("references");
        text = references ? "[]" : schema.toString();
        exchange.getResponseHeaders().add("X-Registry-ArtifactType", "AVRO");
      }
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @AfterEach
  void stopRegistry() {
    registry.stop(0);
    threads.close();
  }

  private RecordDecoder decoder() {
    return decoder(AvroSerdes.DEFAULT_DESERIALIZER);
  }

  private RecordDecoder decoder(String deserializer) {
    return new RecordDecoder(
        new RegistrySettings(
            "http://127.0.0.1:" + registry.getAddress().getPort(),
            AvroSerdes.DEFAULT_SERIALIZER,
            deserializer,
            Map.of()));
  }

  private static RecordDecoder.Decoded decode(RecordDecoder decoder, byte[] bytes) {
    return decoder.decode(Topics.DECISIONS, new RecordHeaders(), bytes, Decision.class);
  }

  private static Failure failure(RecordDecoder.Decoded decoded) {
    assertThat(decoded).isInstanceOf(RecordDecoder.Decoded.Unreadable.class);
    return ((RecordDecoder.Decoded.Unreadable) decoded).failure();
  }

  private static byte[] bytes(SpecificRecord value) throws IOException {
    var out = new ByteArrayOutputStream();
    out.write(new byte[] {0, 0, 0, 0, 7});
    var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    new SpecificDatumWriter<SpecificRecord>(value.getSchema()).write(value, encoder);
    return out.toByteArray();
  }

  private static void assertUnreadable(Failure failure) {
    assertThat(failure.kind()).isEqualTo(FailureClass.POISON);
    assertThat(failure.code()).isEqualTo(ReasonCode.UNREADABLE_ENVELOPE);
  }

  @Test
  void aRecord() throws IOException {
    Decision decision = Sample.billable("event-1", 1, "35.00");

    assertThat(decode(decoder(), bytes(decision)))
        .isEqualTo(new RecordDecoder.Decoded.Value(decision));
  }

  @Test
  void noValue() {
    Failure failure = failure(decode(decoder(), null));

    assertThat(failure.kind()).isEqualTo(FailureClass.POISON);
    assertThat(failure.code()).isEqualTo(ReasonCode.NO_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"some\":\"json\"}"})
  void noSchemaId(String text) {
    Failure failure = failure(decode(decoder(), text.getBytes(StandardCharsets.UTF_8)));

    assertUnreadable(failure);
    assertThat(failure.reason()).contains("schema prefix").doesNotContain("json");
  }

  @Test
  void aValueThatEndsTooSoon() throws IOException {
    byte[] whole = bytes(Sample.billable("event-1", 1, "35.00"));

    Failure failure = failure(decode(decoder(), Arrays.copyOf(whole, whole.length - 20)));

    assertUnreadable(failure);
    assertThat(failure.reason()).contains("EOFException");
  }

  @Test
  void aValueOfAnotherType() throws IOException {
    SpecificRecord event = Sample.event("event-1", 1).build();
    schema = event.getSchema();

    assertUnreadable(failure(decode(decoder(), bytes(event))));
  }

  @Test
  void aFailureThatNobodyKnowsWhileTheRegistryAnswers() {
    Failure failure = failure(decode(decoder(Odd.class.getName()), OF_SCHEMA_7));

    assertUnreadable(failure);
    assertThat(failure.reason()).contains("IllegalStateException").doesNotContain("secret");
  }

  @Test
  void aFailureThatNobodyKnowsWhileTheRegistryIsInTrouble() {
    status = 503;

    assertThatThrownBy(() -> decode(decoder(Odd.class.getName()), OF_SCHEMA_7))
        .isInstanceOf(OutageException.class);
  }

  @Test
  void registryAway() {
    RecordDecoder decoder = decoder();
    registry.stop(0);

    assertThatThrownBy(() -> decode(decoder, OF_SCHEMA_7))
        .isInstanceOf(OutageException.class)
        .hasMessageContaining("schema registry");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429, 408, 401, 403, CUT_OFF})
  void registryInTrouble(int answer) throws IOException {
    RecordDecoder decoder = decoder();
    Decision decision = Sample.billable("event-1", 1, "35.00");
    byte[] value = bytes(decision);
    status = answer;
    body = "{\"title\":\"trouble\",\"status\":%d}".formatted(answer);

    assertThatThrownBy(() -> decode(decoder, value)).isInstanceOf(OutageException.class);

    status = 200;
    assertThat(decode(decoder, value)).isEqualTo(new RecordDecoder.Decoded.Value(decision));
  }

  @Test
  void schemaThatTheRegistryDoesNotKnow() {
    status = 404;
    body = "{\"error_code\":40403,\"message\":\"No content with id 7\"}";

    Failure failure = failure(decode(decoder(), OF_SCHEMA_7));

    assertUnreadable(failure);
    assertThat(failure.reason()).contains("no schema with the id 7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "not found", "{}", "{\"title\":\"No content with id 7\",\"status\":404}"})
  void aProxyThatFindsNoRegistry(String answer) {
    status = 404;
    body = answer;

    assertThatThrownBy(() -> decode(decoder(), OF_SCHEMA_7)).isInstanceOf(OutageException.class);
  }
}
