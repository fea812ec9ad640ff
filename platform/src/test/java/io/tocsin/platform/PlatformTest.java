package io.tocsin.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.platform.registry.RegistryAwayException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlatformTest {
  @Test
  void deadLetterSurvivesItsHeadersAndKeepsTheOriginals() {
    var headers = new RecordHeaders();
    headers.add("traceparent", "00-abc".getBytes(StandardCharsets.UTF_8));
    var letter =
        new DeadLetter(
            "billing",
            ReasonCode.REFUSED_ROW,
            "first line\nsecond\t line " + "x".repeat(600),
            "decisions",
            3,
            42,
            Instant.parse("2026-11-02T00:00:00Z"),
            4,
            Instant.parse("2026-11-02T00:00:01Z"));

    letter.writeTo(headers);
    letter.writeTo(headers); // A second failure replaces the first one's facts.

    assertThat(DeadLetter.readFrom(headers)).contains(letter);
    assertThat(letter.reason()).hasSize(500).startsWith("first line second line");
    assertThat(DeadLetter.text(headers, "traceparent")).isEqualTo("00-abc");
    assertThat(headers.toArray()).hasSize(10);
  }

  @Test
  void fieldsThatRunTogetherHashApart() {
    assertThat(Sha256.ofFields("ab", "c")).isNotEqualTo(Sha256.ofFields("a", "bc"));
    assertThat(Sha256.ofFields("a", null)).isNotEqualTo(Sha256.ofFields("a", ""));
    // SHA-256 of 00000001 61, computed apart from this code.
    assertThat(Sha256.ofFields("a")).isEqualTo(Sha256.of(new byte[] {0, 0, 0, 1, 'a'}));
  }

  @Test
  void anEmptySecretIsRefusedAndASecretNeverShows(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("s"), "from-a-file\n");

    assertThatThrownBy(() -> Secret.of("tocsin.x.secret", "  "))
        .hasMessageContaining("tocsin.x.secret is empty");
    assertThatThrownBy(() -> Secret.of("tocsin.x.secret", "file:/does/not/exist"))
        .hasMessageContaining("tocsin.x.secret");
    assertThat(
            Secret.of("x", "file:" + file).matches("from-a-file".getBytes(StandardCharsets.UTF_8)))
        .isTrue();
    assertThat(Secret.of("x", "hidden")).hasToString("*****");
    assertThat(Secret.of("x", "hidden").matches("hidden2".getBytes(StandardCharsets.UTF_8)))
        .isFalse();
  }

  @Test
  void onlyAnAbsentBrokerOrRegistryIsAnOutage() {
    assertThat(StreamsRunner.isOutage(new StreamsException(new TimeoutException("no leader"))))
        .isTrue();
    assertThat(StreamsRunner.isOutage(new SerializationException(new IOException("refused"))))
        .isTrue();
    assertThat(
            StreamsRunner.isOutage(
                new StreamsException(
                    new RegistryAwayException("the schema registry answers 503 to GET /subjects"))))
        .isTrue();
    assertThat(
            StreamsRunner.isOutage(
                new StreamsException(new IOException("connection ended", new EOFException()))))
        .isTrue();
    assertThat(StreamsRunner.isOutage(new SerializationException("not Avro"))).isFalse();
    assertThat(StreamsRunner.isOutage(new UncheckedIOException(new EOFException("cut short"))))
        .as("a value that was cut short")
        .isFalse();
    assertThat(StreamsRunner.isOutage(new IllegalStateException("ours"))).isFalse();
  }
}
