package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.StreamsRunner;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.ObjectRef;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Bodies that were too large for the topic.
final class BodiesTest {
  private final FakeObjects objects = new FakeObjects();
  private final Harness stream = new Harness(new Harness.Setup().objects(objects));

  @AfterEach
  void close() {
    stream.close();
  }

  @Test
  void aBodyBehindAClaimCheckIsReadAsIfItHadComeWithTheRecord() {
    stream.pipe(claimed());

    assertThat(stream.onlyEvent().getZone()).isEqualTo("7");
    assertThat(stream.onlyDelivery().getOutcome()).isEqualTo(Outcome.NEW);
  }

  @Test
  void aBodyThatIsGoneOrWasAlteredIsADeadLetterWithItsClaimCheck() {
    RawEvent raw = claimed();
    objects.objects.clear();
    stream.pipe(raw);
    objects.objects.put(raw.getBodyObject().getSha256(), "other".getBytes(StandardCharsets.UTF_8));
    stream.pipe(raw);

    assertThat(stream.deliveries())
        .extracting(TestRecord::value)
        .extracting(DeliveryOutcome::getReasonCode, DeliveryOutcome::getReason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "BODY_MISSING", "the object store has no body under its claim check"),
            org.assertj.core.groups.Tuple.tuple(
                "BODY_MISSING",
                "the object store has another body than the one that was put there"));
    assertThat(stream.deadLetters())
        .hasSize(2)
        .allSatisfy(
            letter -> {
              assertThat(letter.value()).isEqualTo(stream.bytes(raw));
              assertThat(DeadLetter.readFrom(letter.headers()).orElseThrow().code())
                  .isEqualTo(ReasonCode.BODY_MISSING);
            });
    assertThat(stream.counted("dead.letters", "reason", "BODY_MISSING")).isEqualTo(2);
    assertThat(stream.counted("deliveries", "source", "saying", "outcome", "dead_lettered"))
        .isEqualTo(2);
  }

  @Test
  void aStoreThatIsAwayIsAnOutageAndPutsNothingOut() {
    RawEvent raw = claimed();
    objects.away = true;

    assertThatThrownBy(() -> stream.pipe(raw))
        .satisfies(failure -> assertThat(StreamsRunner.isOutage(failure)).isTrue());
    assertThat(stream.deliveries()).isEmpty();
    assertThat(stream.deadLetters()).isEmpty();
  }

  @Test
  void withoutAStoreAClaimCheckIsWaitedForAndNotGivenUp() {
    RawEvent raw = claimed();
    try (var without = new Harness()) {
      assertThatThrownBy(() -> without.pipe(raw)).rootCause().isNotNull();
      assertThat(without.deliveries()).isEmpty();
    }
    assertThatThrownBy(() -> new Bodies(null).of(raw))
        .hasMessage(
            "a record's body is in the object store and none is configured: set tocsin.objects"
                + " as the gateway has it")
        .satisfies(failure -> assertThat(StreamsRunner.isOutage(failure)).isTrue());
  }

  private RawEvent claimed() {
    RawEvent.Builder raw =
        Saying.raw(Transport.WEBHOOK, "1", "r1", Raws.statement().setZone("7").build());
    ObjectRef claim = objects.put(raw.getBody().array(), "application/octet-stream");
    return raw.setBody(ByteBuffer.allocate(0)).setBodyObject(claim).build();
  }
}
