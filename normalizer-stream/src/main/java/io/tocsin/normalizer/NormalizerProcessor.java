package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.IdentityKind;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives every raw record its one outcome: a dead letter, or what the truth table in [Judgement]
/// says.
///
/// Bad data is a value and leaves by `dlq.normalizer`. An outage of the registry or the object
/// store is an exception, and so is a fault of ours: all roll the transaction back, and the record
/// is met again.
final class NormalizerProcessor implements Processor<byte[], byte[], Object, Object> {
  private static final Logger LOG = LoggerFactory.getLogger(NormalizerProcessor.class);
  private static final String STAGE = "normalizer";
  private static final int MAX_RECEIPT = 100;

  /// How often expired events are looked for, in time of the task's clock.
  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

  /// How many are deleted then, so that a long pause of the stream does not become one of the
  /// partition: more than this takes longer than a poll may.
  private static final int FORGET_AT_ONCE = 10_000;

  /// How many are deleted after each record until none is left over. More than one, so that
  /// forgetting is faster than remembering.
  private static final int FORGET_BESIDE = 100;

  private final Normalizing with;

  private @Nullable ProcessorContext<Object, Object> context;
  private @Nullable Memory memory;
  private @Nullable KeyValueStore<String, byte[]> sites;
  private @Nullable KeyValueStore<String, byte[]> codes;

  /// What all tasks share.
  ///
  /// @param envelopes reads raw records
  /// @param sites the site directory
  /// @param codes the code mappings
  /// @param vendors adapters by the vendor's name
  /// @param parts everything else
  record Normalizing(
      RecordReader<RawEvent> envelopes,
      ConfigTable<SiteEntry, SiteEntry> sites,
      ConfigTable<CodeMapping, CodeTable> codes,
      Map<String, VendorMapper> vendors,
      NormalizerTopology.Parts parts) {}

  NormalizerProcessor(Normalizing with) {
    this.with = with;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    memory =
        new Memory(
            context.getStateStore(NormalizerTopology.SEEN_STORE),
            context.getStateStore(NormalizerTopology.AGE_STORE),
            with.parts().horizon());
    sites = context.getStateStore(NormalizerTopology.SITES_STORE);
    codes = context.getStateStore(NormalizerTopology.CODES_STORE);
    context.schedule(
        FORGET_EVERY, PunctuationType.STREAM_TIME, clock -> forget(clock, FORGET_AT_ONCE));
  }

  private void forget(long clock, int atMost) {
    int forgotten = required(memory).forget(clock, atMost);
    if (forgotten > 0) {
      with.parts().metrics().expired(forgotten);
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata metadata =
        context()
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a raw record without a position"));
    var at = new Position(metadata.topic(), metadata.partition(), metadata.offset());
    switch (with.envelopes().read(at.getTopic(), record.headers(), record.value())) {
      case Reading.Nothing<RawEvent> _ ->
          deadLetter(record, at, null, null, ReasonCode.NO_VALUE, "the record has no value");
      case Reading.Unreadable<RawEvent> bad ->
          deadLetter(record, at, null, null, ReasonCode.UNREADABLE_ENVELOPE, bad.reason());
      case Reading.Value<RawEvent> raw -> envelope(record, at, raw.value());
    }
    if (required(memory).unfinished()) {
      forget(context().currentStreamTimeMs(), FORGET_BESIDE);
    }
  }

  private void envelope(Record<byte[], byte[]> record, Position at, RawEvent raw) {
    if (!raw.getTopic().equals(at.getTopic()) || !at.getTopic().equals(topicOf(raw.getSource()))) {
      deadLetter(
          record,
          at,
          raw,
          null,
          ReasonCode.UNREADABLE_ENVELOPE,
          "the record was written for another topic");
      return;
    }
    String id = raw.getSourceEventId();
    if (id == null || id.isBlank()) {
      deadLetter(
          record, at, raw, null, ReasonCode.NO_IDENTITY, "the record has no source event id");
      return;
    }
    String eventKey = raw.getSource() + ":" + id;
    if (!Arrays.equals(record.key(), eventKey.getBytes(StandardCharsets.UTF_8))) {
      // Deliveries of one event would stand in several partitions and not know of one another.
      deadLetter(
          record,
          at,
          raw,
          eventKey,
          ReasonCode.UNREADABLE_ENVELOPE,
          "the record's key is not its event key");
      return;
    }
    VendorMapper vendor = with.vendors().get(raw.getVendor());
    if (vendor == null) {
      deadLetter(
          record,
          at,
          raw,
          eventKey,
          ReasonCode.UNKNOWN_VENDOR,
          "there is no adapter for the record's vendor");
      return;
    }
    switch (with.parts().bodies().of(raw)) {
      case Bodies.Body.Gone gone ->
          deadLetter(record, at, raw, eventKey, ReasonCode.BODY_MISSING, gone.reason());
      case Bodies.Body.Found body -> body(record, at, raw, eventKey, vendor, body.bytes());
    }
  }

  private void body(
      Record<byte[], byte[]> record,
      Position at,
      RawEvent raw,
      String eventKey,
      VendorMapper vendor,
      byte[] body) {
    Source source = with.parts().sources().apply(raw.getSource());
    switch (vendor.map(raw, body, source)) {
      case Mapped.Unreadable bad ->
          deadLetter(record, at, raw, eventKey, ReasonCode.UNREADABLE_BODY, bad.reason());
      case Mapped.Said said -> {
        Statement refined = with.parts().refiner().refine(raw, said, source);
        Statement statement = SentTime.on(refined, raw, source);
        int size = Layers.size(statement);
        if (size > Layers.MAX_STATEMENT) {
          deadLetter(
              record,
              at,
              raw,
              eventKey,
              ReasonCode.UNREADABLE_BODY,
              "what the body says of the event takes %d bytes, more than %d"
                  .formatted(size, Layers.MAX_STATEMENT));
        } else {
          event(record, at, raw, eventKey, source, statement);
        }
      }
    }
  }

  private void event(
      Record<byte[], byte[]> record,
      Position at,
      RawEvent raw,
      String eventKey,
      Source source,
      Statement said) {
    long clock = context().currentStreamTimeMs();
    SeenEvent before = required(memory).recall(eventKey, clock);
    Layers.Told told = Layers.of(before).told(raw.getTransport(), said, at);
    Judgement again = before == null ? null : Judgement.again(before, at, told.effect());
    Statement facts =
        again == null
            ? told.layers().merged()
            : Layers.of(before).asOf(again.changes(), raw.getTransport(), said, at).merged();
    Instant receivedAt = before == null ? raw.getReceivedAt() : before.getFirstReceivedAt();
    Content content = content(raw.getSource(), facts, receivedAt);
    String hash = content.hash();
    SeenEvent known = before == null ? first(raw, at, source, content, clock) : before;
    Judgement judgement =
        again == null ? Judgement.first(before, told.layers(), hash, content.siteKey()) : again;
    if (again == null) {
      required(memory)
          .remember(
              eventKey,
              before,
              SeenEvents.after(known, judgement, told.layers(), at, hash, content.siteKey()));
      count(raw, told.effect(), judgement, known, content);
      logMove(eventKey, judgement);
    }
    if (judgement.outcome() != Outcome.DUPLICATE) {
      CanonicalEvent event =
          CanonicalEvents.of(
              new CanonicalEvents.Fixed(
                  eventKey, receivedAt, known.getServiceDay(), known.getPastHorizon()),
              judgement.revision(),
              content,
              hash,
              raw,
              at);
      forward(
          new Record<>(event.getSiteKey(), event, record.timestamp(), CloudEvents.headers(event)),
          NormalizerTopology.CANONICAL_SINK);
    }
    if (judgement.move() != null) {
      moved(record, eventKey, judgement.revision(), judgement.move());
    }
    List<String> ignored = List.copyOf(Merge.contradictions(said, facts));
    if (!ignored.isEmpty()) {
      with.parts().metrics().ignored(raw.getSource());
    }
    said.getRedactions().forEach(with.parts().metrics()::redacted);
    boolean isNew = judgement.outcome() == Outcome.NEW;
    account(
        record,
        eventKey,
        delivery(at, judgement.outcome(), raw)
            .setEventKey(eventKey)
            .setRevision(judgement.revision())
            .setSameAsReceipt(isNew ? null : known.getFirstReceipt())
            .setPastHorizon(isNew && known.getPastHorizon())
            .setIgnored(ignored)
            .build());
  }

  private Content content(String source, Statement facts, Instant receivedAt) {
    return with.parts()
        .mapper()
        .map(
            source,
            facts,
            receivedAt,
            with.codes().get(required(codes), source).orElseGet(CodeTable::standard),
            reference -> with.sites().get(required(sites), reference));
  }

  private SeenEvent first(RawEvent raw, Position at, Source source, Content content, long clock) {
    return SeenEvents.first(
        raw.getReceipt(),
        raw.getReceivedAt(),
        clock,
        ContentMapper.serviceDay(
            content, raw.getReceivedAt(), source.times(raw.getTransport()).zone()),
        required(memory).expired(content.occurredAt().toEpochMilli(), clock),
        content.siteKey(),
        at);
  }

  private void count(
      RawEvent raw, Layers.Effect effect, Judgement judgement, SeenEvent known, Content content) {
    NormalizerMetrics metrics = with.parts().metrics();
    String source = raw.getSource();
    if (effect == Layers.Effect.REPLACED && raw.getIdentityKind() == IdentityKind.HASH) {
      metrics.identityRewritten(source, raw.getIdentityRecipe());
    }
    if (judgement.outcome() == Outcome.DUPLICATE) {
      return;
    }
    if (judgement.outcome() == Outcome.NEW && known.getPastHorizon()) {
      metrics.pastHorizon(source);
    }
    List<ReviewReason> review = content.review();
    if (review.contains(ReviewReason.UNMAPPED_CODE)
        || review.contains(ReviewReason.UNMAPPED_DISPOSITION)) {
      metrics.unmapped(source);
    }
    if (review.contains(ReviewReason.UNKNOWN_SITE)) {
      metrics.unknownSite(source);
    }
  }

  private static void logMove(String eventKey, Judgement judgement) {
    SeenMove move = judgement.move();
    if (move != null) {
      LOG.info(
          "event={} revision={} moved site from={} to={}",
          eventKey,
          judgement.revision(),
          move.getFromSiteKey(),
          move.getToSiteKey());
    }
  }

  /// Tells the site that an event has left. A revision that is met again tells the move that it was
  /// at first, whatever the site directory says now.
  private void moved(Record<byte[], byte[]> record, String eventKey, int revision, SeenMove move) {
    forward(
        new Record<>(
            move.getFromSiteKey(),
            new EventMoved(eventKey, revision, move.getFromSiteKey(), move.getToSiteKey()),
            record.timestamp(),
            new RecordHeaders()),
        NormalizerTopology.MOVED_SINK);
  }

  private void deadLetter(
      Record<byte[], byte[]> record,
      Position at,
      @Nullable RawEvent raw,
      @Nullable String eventKey,
      ReasonCode code,
      String reason) {
    LOG.warn(
        "topic={} partition={} offset={} reason={} dead-lettered: {}",
        at.getTopic(),
        at.getPartition(),
        at.getOffset(),
        code,
        reason);
    with.parts().metrics().deadLettered(code);
    Headers headers = new RecordHeaders(record.headers());
    new DeadLetter(
            STAGE,
            code,
            reason,
            at.getTopic(),
            at.getPartition(),
            at.getOffset(),
            Instant.ofEpochMilli(record.timestamp()),
            1,
            Instant.ofEpochMilli(context().currentSystemTimeMs()))
        .writeTo(headers);
    forward(
        new Record<>(record.key(), record.value(), record.timestamp(), headers),
        NormalizerTopology.DEAD_LETTER_SINK);
    String position = at.getTopic() + "/" + at.getPartition() + "/" + at.getOffset();
    DeliveryOutcome.Builder delivery =
        delivery(at, Outcome.DEAD_LETTERED, raw)
            .setEventKey(eventKey)
            .setReasonCode(code.name())
            .setReason(reason);
    if (raw == null) {
      delivery.setReceipt(receiptHeader(record.headers()));
      delivery.setSource(sourceOf(at.getTopic()));
    }
    account(record, eventKey == null ? position : eventKey, delivery.build());
  }

  private void account(Record<byte[], byte[]> record, String key, DeliveryOutcome delivery) {
    with.parts().metrics().delivered(sourceOf(delivery.getRaw().getTopic()), delivery.getOutcome());
    forward(
        new Record<>(key, delivery, record.timestamp(), new RecordHeaders()),
        NormalizerTopology.DELIVERIES_SINK);
  }

  private static DeliveryOutcome.Builder delivery(
      Position at, Outcome outcome, @Nullable RawEvent raw) {
    DeliveryOutcome.Builder delivery = DeliveryOutcome.newBuilder().setRaw(at).setOutcome(outcome);
    if (raw != null) {
      delivery
          .setReceipt(raw.getReceipt())
          .setSource(raw.getSource())
          .setIdentityRecipe(raw.getIdentityRecipe())
          .setTransport(raw.getTransport())
          .setAuth(raw.getAuth())
          .setReceivedAt(raw.getReceivedAt());
    }
    return delivery;
  }

  private static @Nullable String topicOf(String source) {
    try {
      return Topics.raw(source);
    } catch (IllegalArgumentException e) {
      return null; // No topic can have this source's name.
    }
  }

  // raw.<source>: the pattern that is subscribed to lets no other name through.
  private static String sourceOf(String topic) {
    return topic.substring(topic.indexOf('.') + 1);
  }

  private static @Nullable String receiptHeader(Headers headers) {
    String receipt = DeadLetter.text(headers, DeadLetterHeaders.RECEIPT);
    return receipt == null || receipt.isBlank() || receipt.length() > MAX_RECEIPT ? null : receipt;
  }

  private void forward(Record<Object, Object> record, String sink) {
    context().forward(record, sink);
  }

  private ProcessorContext<Object, Object> context() {
    return required(context);
  }

  private static <T> T required(@Nullable T set) {
    return Objects.requireNonNull(set, "init was not called");
  }
}
