package io.tocsin.platform.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

/// What reader and writer make of failures, step by step: what fails when, and whether the registry
/// is up when it is asked afterwards.
final class FailuresTest {
  private static final byte[] BYTES = {0, 0, 0, 0, 7, 1};

  /// A registry that is up or away, one answer after the other.
  private static final class Scripted implements Registry {
    private final Queue<Boolean> up;

    Scripted(Boolean... up) {
      this.up = new ArrayDeque<>(List.of(up));
    }

    @Override
    public boolean knows(int schemaId) {
      requireUp();
      return true;
    }

    @Override
    public void requireUp() {
      if (!up.remove()) {
        throw new RegistryAwayException("away");
      }
    }
  }

  private static <T> T next(Queue<? extends T> results) {
    T result = results.remove();
    if (result instanceof RuntimeException failure) {
      throw failure;
    }
    return result;
  }

  private static Reading<Object> read(Registry registry, Object... results) {
    Queue<Object> queue = new ArrayDeque<>(List.of(results));
    Deserializer<Object> deserializer = (topic, bytes) -> next(queue);
    try (var reader = new RecordReader<>(deserializer, registry)) {
      return reader.read("topic", BYTES);
    }
  }

  private static byte[] write(Registry registry, Object... results) {
    Queue<Object> queue = new ArrayDeque<>(List.of(results));
    Serializer<String> serializer = (topic, data) -> (byte[]) next(queue);
    try (var writer = new OutageAwareSerializer<>(serializer, registry)) {
      return writer.serialize("topic", "data");
    }
  }

  @Test
  void aRegistryThatComesBackBetweenFailureAndQuestionMakesNothingBad() {
    var away = new IllegalStateException("away");

    assertThat(read(new Scripted(true, true), away, away, "value"))
        .isEqualTo(new Reading.Value<>("value"));
    assertThat(write(new Scripted(true, true), away, away, BYTES)).isEqualTo(BYTES);
  }

  @Test
  void aRegistryThatGoesAwayAfterTheFirstFailureIsAnOutage() {
    var bad = new IllegalStateException("bad");

    assertThatThrownBy(() -> read(new Scripted(true, true, false), bad, bad, bad))
        .isInstanceOf(RegistryAwayException.class)
        .hasNoSuppressedExceptions()
        .hasNoCause();
    assertThatThrownBy(() -> write(new Scripted(true, true, false), bad, bad, bad))
        .isInstanceOf(RegistryAwayException.class)
        .hasNoSuppressedExceptions()
        .hasNoCause();
  }

  @Test
  void whatFailsAgainAndAgainWithTheRegistryUpIsToBlame() {
    var bad = new IllegalStateException(new IllegalArgumentException("with content"));

    assertThat(read(new Scripted(true, true, true), bad, bad, bad))
        .isEqualTo(
            new Reading.Unreadable<>(
                "the value does not fit its schema (id 7): IllegalArgumentException"));
    assertThatThrownBy(() -> write(new Scripted(true, true, true), bad, bad, bad)).isSameAs(bad);
  }

  @Test
  void aClassThatAvroMustNotMakeIsAFaultOfOursAndNoBadRecord() {
    var untrusted = new SecurityException("Forbidden");

    assertThatThrownBy(() -> read(new Scripted(), untrusted)).isSameAs(untrusted);
    assertThatThrownBy(() -> read(new Scripted(true), new IllegalStateException("away"), untrusted))
        .isSameAs(untrusted);
  }

  @Test
  void bytesOfWhichTheDeserializerMakesNothingAreBad() {
    Deserializer<Object> nothing = (topic, bytes) -> null;
    try (var reader = new RecordReader<>(nothing, new Scripted())) {
      assertThat(reader.read("topic", BYTES))
          .isEqualTo(new Reading.Unreadable<>("the value is empty"));
    }
  }
}
