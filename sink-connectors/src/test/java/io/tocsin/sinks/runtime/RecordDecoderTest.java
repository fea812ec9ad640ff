package io.tocsin.sinks.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tocsin.platform.FailureClass;
import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.AvroSerdes;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a value is taken for, with the real deserializer and a registry that misbehaves.
final class RecordDecoderTest {
  private static final byte[] OF_SCHEMA_7 = {0, 0, 0, 0, 7, 1, 2, 3};

  private HttpServer registry;
  private volatile int status = 200;
  private volatile String body = "";

  @BeforeEach
  void startRegistry() throws IOException {
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
          }
          exchange.close();
        });
    registry.start();
  }

  @AfterEach
  void stopRegistry() {
    registry.stop(0);
  }

  private RecordDecoder decoder() {
    return new RecordDecoder(new AvroSerdes("http://127.0.0.1:" + registry.getAddress().getPort()));
  }

  private static RecordDecoder.Decoded decode(RecordDecoder decoder, byte[] bytes) {
    return decoder.decode(Topics.DECISIONS, new RecordHeaders(), bytes, Decision.class);
  }

  private static Failure failure(RecordDecoder.Decoded decoded) {
    assertThat(decoded).isInstanceOf(RecordDecoder.Decoded.Unreadable.class);
    return ((RecordDecoder.Decoded.Unreadable) decoded).failure();
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

    assertThat(failure.kind()).isEqualTo(FailureClass.POISON);
    assertThat(failure.code()).isEqualTo(ReasonCode.UNREADABLE_ENVELOPE);
  }

  @Test
  void registryAway() {
    RecordDecoder decoder = decoder();
    registry.stop(0);

    assertThatThrownBy(() -> decode(decoder, OF_SCHEMA_7)).isInstanceOf(OutageException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 503, 429})
  void registryInTrouble(int answer) {
    status = answer;
    body = "{\"title\":\"trouble\",\"status\":%d}".formatted(answer);

    assertThatThrownBy(() -> decode(decoder(), OF_SCHEMA_7)).isInstanceOf(OutageException.class);
  }

  @Test
  void schemaThatTheRegistryDoesNotKnow() {
    status = 404;
    body = "{\"title\":\"No content with id 7\",\"status\":404}";

    Failure failure = failure(decode(decoder(), OF_SCHEMA_7));

    assertThat(failure.kind()).isEqualTo(FailureClass.POISON);
  }
}
