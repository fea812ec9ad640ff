package io.tocsin.gateway;

import com.github.f4b6a3.uuid.UuidCreator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tocsin.gateway.Reading.Element;
import io.tocsin.gateway.identity.Identity;
import io.tocsin.schemas.AuthVerdict;
import io.tocsin.schemas.Header;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Topics;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a delivery whose sender is known, by whatever road: reads its events, names them,
/// publishes each, and answers once Kafka, and the object store for large bodies, have them all.
@Singleton
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final String EMPTY_REPORTS = "tocsin.gateway.reports.empty";
  private static final String NOT_STORED =
      "Kafka did not acknowledge it in time. Send it again after Retry-After.";

  private static final String STORE_AWAY =
      "The object store does not take its body. Send it again after Retry-After.";

  private final RawPublisher publisher;
  private final Sources sources;
  private final ClaimChecks claimChecks;
  private final MeterRegistry meters;
  private final int largestEvent;
  private final LongAdder heartbeats = new LongAdder();

  Intake(
      RawPublisher publisher,
      Sources sources,
      ClaimChecks claimChecks,
      GatewaySettings settings,
      MeterRegistry meters) {
    this.publisher = publisher;
    this.sources = sources;
    this.claimChecks = claimChecks;
    this.largestEvent = settings.maxBodyBytes();
    this.meters = meters;
  }

  /// What became of one element before it could be published.
  private sealed interface Prepared {
    /// It can be.
    record Ready(RawEvent event) implements Prepared {}

    /// It is not and never will be.
    record Failed(ProblemKind kind, String sentence) implements Prepared {}
  }

  /// Takes one delivery.
  ///
  /// @param source where it came to
  /// @param delivery its body, by whatever road
  /// @param headers all its headers
  /// @param verdict who sent it
  Answer take(Source source, Delivery delivery, DeliveryHeaders headers, AuthVerdict verdict) {
    return take(source, delivery, headers, verdict, _ -> true);
  }

  /// Takes some of the events of one delivery. All are named, so that each has the name that it has
  /// among the others.
  ///
  /// @param wanted which, by their place from 0
  Answer take(
      Source source,
      Delivery delivery,
      DeliveryHeaders headers,
      AuthVerdict verdict,
      IntPredicate wanted) {
    List<Header> kept = headers.withoutSecrets(sources.secretHeaders());
    var maker = new Maker(source, delivery, kept, verdict);
    return switch (reading(source, delivery)) {
      case Reading.Malformed(String sentence) -> Answer.refused(ProblemKind.MALFORMED, sentence);
      case Reading.TooMany(String sentence) -> Answer.refused(ProblemKind.TOO_LARGE, sentence);
      case Reading.Heartbeat() -> heartbeat(source);
      case Reading.EmptyReport() -> emptyReport(source, delivery);
      case Reading.Single(Element.Event event) ->
          wanted.test(0)
              ? single(maker.prepare(event, maker.name(event), null))
              : new Answer.AcceptedBatch(List.of());
      case Reading.Batch(List<Element> elements) -> batch(maker, elements, wanted);
    };
  }

  /// Reads one delivery as [#take] would, and publishes nothing.
  Answer read(Source source, Delivery delivery) {
    return switch (reading(source, delivery)) {
      case Reading.Malformed(String sentence) -> Answer.refused(ProblemKind.MALFORMED, sentence);
      case Reading.TooMany(String sentence) -> Answer.refused(ProblemKind.TOO_LARGE, sentence);
      case Reading.Heartbeat() -> new Answer.Read(List.of());
      case Reading.EmptyReport() -> new Answer.Read(List.of());
      case Reading.Single(Element.Event event) -> rows(source, delivery, List.of(event));
      case Reading.Batch(List<Element> elements) -> rows(source, delivery, elements);
    };
  }

  /// What a delivery turns out to be. No event is larger than a delivery may be: in an export, one
  /// could.
  private Reading reading(Source source, Delivery delivery) {
    return switch (source.adapter().read(delivery)) {
      case Reading.Single(Element.Event event) when event.body().length > largestEvent ->
          new Reading.TooMany(
              "The export is one event, which is larger than %d bytes.".formatted(largestEvent));
      case Reading.Batch(List<Element> elements) ->
          new Reading.Batch(elements.stream().map(this::bounded).toList());
      case Reading other -> other;
    };
  }

  private Element bounded(Element element) {
    return element instanceof Element.Event event && event.body().length > largestEvent
        ? new Element.Unusable("It is larger than %d bytes.".formatted(largestEvent))
        : element;
  }

  private static Answer rows(Source source, Delivery delivery, List<? extends Element> elements) {
    Identity.Naming naming = source.identity().of(delivery);
    var rows = new ArrayList<ExportRow>();
    for (int i = 0; i < elements.size(); i++) {
      rows.add(
          switch (elements.get(i)) {
            case Element.Unusable(String sentence) -> ExportRow.unusable(i, sentence);
            case Element.Event event -> row(source, delivery, naming, event, i);
          });
    }
    return new Answer.Read(List.copyOf(rows));
  }

  private static ExportRow row(
      Source source, Delivery delivery, Identity.Naming naming, Element.Event event, int index) {
    EventFacts facts = naming.facts(event.fields(), event.body());
    Optional<Identity.Moment> moment =
        source.identity().moment(event.fields(), delivery.transport());
    String id = facts.sourceEventId();
    return new ExportRow(
        index,
        id == null ? null : source.name() + ":" + id,
        facts.siteRef(),
        facts.code(),
        facts.sentAt(),
        moment.map(found -> found.at().toString()).orElse(null),
        moment.map(Identity.Moment::toTheSecond).orElse(false),
        id == null ? "It has no id, and too little for the source's recipes of one." : null);
  }

  private Answer heartbeat(Source source) {
    heartbeats.increment();
    LOG.info("source={} heartbeat", source.name());
    return new Answer.Nothing();
  }

  /// A report that comes although nothing happened is a sign of life of its road: it is counted,
  /// so that a report that does not come can be told.
  private Answer emptyReport(Source source, Delivery delivery) {
    Counter.builder(EMPTY_REPORTS)
        .description("Reports without a row.")
        .tag("source", source.name())
        .tag("transport", delivery.transport().name().toLowerCase(Locale.ROOT))
        .register(meters)
        .increment();
    LOG.info("source={} transport={} empty report", source.name(), delivery.transport());
    return new Answer.Nothing();
  }

  private Answer single(Prepared prepared) {
    return switch (prepared) {
      case Prepared.Failed(ProblemKind kind, String sentence) -> Answer.refused(kind, sentence);
      case Prepared.Ready(RawEvent event) ->
          publisher.publish(List.of(event)).getFirst()
              ? new Answer.Accepted(event.getReceipt())
              : Answer.refused(ProblemKind.NOT_ACKNOWLEDGED, NOT_STORED);
    };
  }

  private Answer batch(Maker maker, List<Element> elements, IntPredicate wanted) {
    var prepared = new TreeMap<Integer, Prepared>();
    var events = new ArrayList<RawEvent>();
    for (int i = 0; i < elements.size(); i++) {
      boolean taken = wanted.test(i);
      switch (elements.get(i)) {
        case Element.Unusable(String sentence) -> {
          if (taken) {
            prepared.put(i, new Prepared.Failed(ProblemKind.MALFORMED, sentence));
          }
        }
        case Element.Event event -> {
          EventFacts facts = maker.name(event);
          if (taken) {
            prepared.put(i, maker.prepare(event, facts, i));
          }
        }
      }
    }
    prepared.values().stream()
        .filter(Prepared.Ready.class::isInstance)
        .map(one -> ((Prepared.Ready) one).event())
        .forEach(events::add);
    Iterator<Boolean> acknowledged = publisher.publish(events).iterator();
    var outcomes = new ArrayList<RecordOutcome>();
    prepared.forEach(
        (i, one) ->
            outcomes.add(
                switch (one) {
                  case Prepared.Failed(ProblemKind kind, String sentence) ->
                      RecordOutcome.failed(i, kind, sentence);
                  case Prepared.Ready(RawEvent event) ->
                      acknowledged.next()
                          ? RecordOutcome.stored(i, event.getReceipt())
                          : RecordOutcome.failed(i, ProblemKind.NOT_ACKNOWLEDGED, NOT_STORED);
                }));
    return answer(
        outcomes,
        outcomes.stream().anyMatch(o -> ProblemKind.NOT_ACKNOWLEDGED.type().equals(o.reason())),
        outcomes.stream().anyMatch(o -> ProblemKind.MALFORMED.type().equals(o.reason())));
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

  /// Makes the raw records of one delivery.
  private final class Maker {
    private final Source source;
    private final Delivery delivery;
    private final List<Header> headers;
    private final AuthVerdict verdict;
    private final Identity.Naming naming;
    private final ClaimChecks.Bodies bodies = claimChecks.bodies();

    Maker(Source source, Delivery delivery, List<Header> headers, AuthVerdict verdict) {
      this.source = source;
      this.delivery = delivery;
      this.headers = headers;
      this.verdict = verdict;
      this.naming = source.identity().of(delivery);
    }

    /// The names of the delivery's next event.
    EventFacts name(Element.Event event) {
      return naming.facts(event.fields(), event.body());
    }

    Prepared prepare(Element.Event event, EventFacts facts, @Nullable Integer batchIndex) {
      Optional<ClaimChecks.Body> body = bodies.keep(event.body(), event.mediaType());
      if (body.isEmpty()) {
        return new Prepared.Failed(ProblemKind.NOT_ACKNOWLEDGED, STORE_AWAY);
      }
      return new Prepared.Ready(
          RawEvent.newBuilder()
              // Ordered by time, so that receipts sort as deliveries came.
              .setReceipt(UuidCreator.getTimeOrderedEpoch().toString())
              .setTopic(Topics.raw(source.name()))
              .setSource(source.name())
              .setVendor(source.vendor())
              .setSourceEventId(facts.sourceEventId())
              .setIdentityRecipe(facts.identityRecipe())
              .setIdentityKind(facts.identityKind())
              .setTransport(delivery.transport())
              .setReceivedAt(delivery.receivedAt())
              .setSentAt(facts.sentAt())
              .setSiteRef(facts.siteRef())
              .setCode(facts.code())
              .setBody(body.get().inline())
              .setBodyObject(body.get().object())
              .setMediaType(event.mediaType())
              .setHeaders(headers)
              .setAuth(verdict)
              .setBatchIndex(batchIndex)
              .build());
    }
  }

  /// Heartbeats since the start.
  long heartbeats() {
    return heartbeats.sum();
  }
}
