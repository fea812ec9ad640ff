package io.tocsin.gateway;

import com.github.f4b6a3.uuid.UuidCreator;
import io.tocsin.gateway.Reading.Element;
import io.tocsin.schemas.AuthVerdict;
import io.tocsin.schemas.Header;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Topics;
import io.tocsin.schemas.Transport;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a delivery whose sender is known: reads its events, publishes each, and answers once Kafka
/// has them all.
@Singleton
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final String NOT_STORED =
      "Kafka did not acknowledge it in time. Send it again after Retry-After.";

  private final RawPublisher publisher;
  private final Sources sources;
  private final LongAdder heartbeats = new LongAdder();

  Intake(RawPublisher publisher, Sources sources) {
    this.publisher = publisher;
    this.sources = sources;
  }

  /// Takes one delivery.
  ///
  /// @param source where it came to
  /// @param delivery its body
  /// @param headers all its headers
  /// @param verdict who sent it
  Answer take(Source source, Delivery delivery, DeliveryHeaders headers, AuthVerdict verdict) {
    List<Header> kept = headers.withoutSecrets(sources.secretHeaders());
    return switch (source.adapter().read(delivery)) {
      case Reading.Malformed(String sentence) -> Answer.refused(ProblemKind.MALFORMED, sentence);
      case Reading.TooMany(String sentence) -> Answer.refused(ProblemKind.TOO_LARGE, sentence);
      case Reading.Heartbeat() -> heartbeat(source);
      case Reading.Single(Element.Event event) ->
          single(raw(source, delivery, kept, verdict, event, null));
      case Reading.Batch(List<Element> elements) ->
          batch(source, delivery, kept, verdict, elements);
    };
  }

  private Answer heartbeat(Source source) {
    heartbeats.increment();
    LOG.info("source={} heartbeat", source.name());
    return new Answer.Nothing();
  }

  private Answer single(RawEvent event) {
    return publisher.publish(List.of(event)).getFirst()
        ? new Answer.Accepted(event.getReceipt())
        : Answer.refused(ProblemKind.NOT_ACKNOWLEDGED, NOT_STORED);
  }

  private Answer batch(
      Source source,
      Delivery delivery,
      List<Header> headers,
      AuthVerdict verdict,
      List<Element> elements) {
    var events = new ArrayList<RawEvent>();
    for (int i = 0; i < elements.size(); i++) {
      if (elements.get(i) instanceof Element.Event event) {
        events.add(raw(source, delivery, headers, verdict, event, i));
      }
    }
    List<Boolean> acknowledged = publisher.publish(events);
    var outcomes = new ArrayList<RecordOutcome>();
    int next = 0;
    for (int i = 0; i < elements.size(); i++) {
      outcomes.add(
          switch (elements.get(i)) {
            case Element.Unusable(String sentence) ->
                RecordOutcome.failed(i, ProblemKind.MALFORMED, sentence);
            case Element.Event _ -> {
              int at = next++;
              yield acknowledged.get(at)
                  ? RecordOutcome.stored(i, events.get(at).getReceipt())
                  : RecordOutcome.failed(i, ProblemKind.NOT_ACKNOWLEDGED, NOT_STORED);
            }
          });
    }
    return answer(outcomes, acknowledged.contains(false), events.size() < elements.size());
  }

  private static Answer answer(
      List<RecordOutcome> outcomes, boolean notAcknowledged, boolean unusable) {
    if (notAcknowledged) {
      return new Answer.Refused(
          Problem.of(
                  ProblemKind.NOT_ACKNOWLEDGED,
                  "Not every event of the batch is stored. Send those without a receipt again after"
                      + " Retry-After, or the whole batch: duplicates are recognised.")
              .withRecords(outcomes));
    }
    if (unusable) {
      return new Answer.Refused(
          Problem.of(
                  ProblemKind.MALFORMED,
                  "Some elements of the batch cannot be events; those with a receipt are stored.")
              .withRecords(outcomes));
    }
    return new Answer.AcceptedBatch(List.copyOf(outcomes));
  }

  private static RawEvent raw(
      Source source,
      Delivery delivery,
      List<Header> headers,
      AuthVerdict verdict,
      Element.Event event,
      @Nullable Integer batchIndex) {
    EventFacts facts = event.facts();
    return RawEvent.newBuilder()
        // Ordered by time, so that receipts sort as deliveries came.
        .setReceipt(UuidCreator.getTimeOrderedEpoch().toString())
        .setTopic(Topics.raw(source.name()))
        .setSource(source.name())
        .setVendor(source.vendor())
        .setSourceEventId(facts.sourceEventId())
        .setIdentityRecipe(facts.identityRecipe())
        .setTransport(Transport.WEBHOOK)
        .setReceivedAt(delivery.receivedAt())
        .setSentAt(facts.sentAt())
        .setSiteRef(facts.siteRef())
        .setCode(facts.code())
        .setBody(ByteBuffer.wrap(event.body()))
        .setMediaType(delivery.mediaType())
        .setHeaders(headers)
        .setAuth(verdict)
        .setBatchIndex(batchIndex)
        .build();
  }

  /// Heartbeats since the start.
  long heartbeats() {
    return heartbeats.sum();
  }
}
