package io.tocsin.normalizer;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.ReasonCode;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.IdentityKind;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.ReplayHeaders;
import io.tocsin.schemas.ReviewReason;
import io.tocsin.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

  private final Judge judge;
  private final NormalizerTopology.Parts parts;

  private @Nullable ProcessorContext<Object, Object> context;
  private @Nullable Memory memory;
  private @Nullable Known known;

  NormalizerProcessor(Judge judge, NormalizerTopology.Parts parts) {
    this.judge = judge;
    this.parts = parts;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    var remembered =
        new Memory(
            context.getStateStore(NormalizerTopology.SEEN_STORE),
            context.getStateStore(NormalizerTopology.AGE_STORE),
            parts.horizon());
    memory = remembered;
    known =
        new OfTask(
            context,
            remembered,
            context.getStateStore(NormalizerTopology.SITES_STORE),
            context.getStateStore(NormalizerTopology.CODES_STORE));
    context.schedule(
        FORGET_EVERY, PunctuationType.STREAM_TIME, clock -> forget(clock, FORGET_AT_ONCE));
  }

  private void forget(long clock, int atMost) {
    int forgotten = required(memory).forget(clock, atMost);
    if (forgotten > 0) {
      parts.metrics().expired(forgotten);
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata metadata =
        context()
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a raw record without a position"));
    var at = new Position(metadata.topic(), metadata.partition(), metadata.offset());
    if (at.getTopic().equals(Topics.REPLAY)) {
      // In another partition it would not meet the memory of its event.
      ReplayedFrom.of(record.headers())
          .filter(from -> from.at().getPartition() == at.getPartition())
          .ifPresentOrElse(
              from -> judged(raw(record, from.at(), from.replayId())),
              () -> stray(raw(record, at, null)));
    } else {
      judged(raw(record, at, null));
    }
    if (required(memory).unfinished()) {
      forget(context().currentStreamTimeMs(), FORGET_BESIDE);
    }
  }

  private static RawRecord raw(
      Record<byte[], byte[]> record, Position at, @Nullable String replayId) {
    return new RawRecord(
        at, record.timestamp(), record.key(), record.value(), record.headers(), replayId);
  }

  private void judged(RawRecord record) {
    switch (judge.judge(record, required(known))) {
      case Finding.Refused refused -> refused(record, refused);
      case Finding.Judged judged -> judged(judged);
    }
  }

  /// A record of the replay topic that does not say which raw record it is: nothing was accepted,
  /// so there is no delivery either.
  private void stray(RawRecord record) {
    deadLetter(
        record,
        ReasonCode.UNREADABLE_ENVELOPE,
        "the record's headers do not name a replay and a raw record of this partition");
  }

  private void judged(Finding.Judged found) {
    RawRecord record = found.record();
    RawEvent raw = found.raw();
    String eventKey = found.eventKey();
    SeenEvent after = found.after();
    if (after != null) {
      required(memory).remember(eventKey, found.before(), after);
      count(found);
      logMove(found);
    }
    if (found.outcome() != Outcome.DUPLICATE) {
      CanonicalEvent event = found.event();
      forward(
          record,
          event.getSiteKey(),
          event,
          CloudEvents.headers(event),
          NormalizerTopology.CANONICAL_SINK);
    }
    // A revision that is met again tells the move that it was at first, whatever the site directory
    // says now.
    EventMoved moved = found.moved();
    if (moved != null) {
      forward(
          record,
          moved.getFromSiteKey(),
          moved,
          new RecordHeaders(),
          NormalizerTopology.MOVED_SINK);
    }
    if (!found.ignored().isEmpty()) {
      parts.metrics().ignored(raw.getSource());
    }
    found.redactions().forEach(parts.metrics()::redacted);
    boolean isNew = found.outcome() == Outcome.NEW;
    SeenEvent known = found.known();
    account(
        record,
        eventKey,
        delivery(record, found.outcome(), raw)
            .setEventKey(eventKey)
            .setRevision(found.revision())
            .setSameAsReceipt(isNew ? null : known.getFirstReceipt())
            .setPastHorizon(isNew && known.getPastHorizon())
            .setIgnored(found.ignored())
            .build());
  }

  private void count(Finding.Judged found) {
    NormalizerMetrics metrics = parts.metrics();
    RawEvent raw = found.raw();
    String source = raw.getSource();
    if (found.rewritten() && raw.getIdentityKind() == IdentityKind.HASH) {
      metrics.identityRewritten(source, raw.getIdentityRecipe());
    }
    if (found.outcome() == Outcome.DUPLICATE) {
      return;
    }
    if (found.outcome() == Outcome.NEW && found.known().getPastHorizon()) {
      metrics.pastHorizon(source);
    }
    List<ReviewReason> review = found.content().review();
    if (review.contains(ReviewReason.UNMAPPED_CODE)
        || review.contains(ReviewReason.UNMAPPED_DISPOSITION)) {
      metrics.unmapped(source);
    }
    if (review.contains(ReviewReason.UNKNOWN_SITE)) {
      metrics.unknownSite(source);
    }
  }

  private static void logMove(Finding.Judged found) {
    EventMoved move = found.moved();
    if (move != null) {
      LOG.info(
          "event={} revision={} moved site from={} to={}",
          found.eventKey(),
          found.revision(),
          move.getFromSiteKey(),
          move.getToSiteKey());
    }
  }

  private void refused(RawRecord record, Finding.Refused refused) {
    Position at = record.at();
    // What is replayed stands where it stood, and so does the letter of its arrival.
    if (!record.replayed()) {
      deadLetter(record, refused.code(), refused.reason());
    }
    RawEvent raw = refused.raw();
    String eventKey = refused.eventKey();
    DeliveryOutcome.Builder delivery =
        delivery(record, Outcome.DEAD_LETTERED, raw)
            .setEventKey(eventKey)
            .setReasonCode(refused.code().name())
            .setReason(refused.reason());
    if (raw == null) {
      delivery.setReceipt(receiptHeader(record.headers()));
      delivery.setSource(sourceOf(at.getTopic()));
    }
    String position = at.getTopic() + "/" + at.getPartition() + "/" + at.getOffset();
    account(record, eventKey == null ? position : eventKey, delivery.build());
  }

  private void deadLetter(RawRecord record, ReasonCode code, String reason) {
    Position at = record.at();
    LOG.warn(
        "topic={} partition={} offset={} reason={} dead-lettered: {}",
        at.getTopic(),
        at.getPartition(),
        at.getOffset(),
        code,
        reason);
    parts.metrics().deadLettered(code);
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
    context()
        .forward(
            new Record<>(record.key(), record.value(), record.timestamp(), headers),
            NormalizerTopology.DEAD_LETTER_SINK);
  }

  private void account(RawRecord record, String key, DeliveryOutcome delivery) {
    String source = sourceOf(delivery.getRaw().getTopic());
    if (record.replayed()) {
      parts.metrics().replayed(source, delivery.getOutcome());
    } else {
      parts.metrics().delivered(source, delivery.getOutcome());
    }
    forward(record, key, delivery, new RecordHeaders(), NormalizerTopology.DELIVERIES_SINK);
  }

  private static DeliveryOutcome.Builder delivery(
      RawRecord record, Outcome outcome, @Nullable RawEvent raw) {
    DeliveryOutcome.Builder delivery =
        DeliveryOutcome.newBuilder()
            .setRaw(record.at())
            .setOutcome(outcome)
            .setReplayId(record.replayId());
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

  // raw.<source>: the pattern that is subscribed to lets no other name through, nor does the
  // reading
  // of a replayed record's headers.
  private static String sourceOf(String topic) {
    return topic.substring(topic.indexOf('.') + 1);
  }

  private static @Nullable String receiptHeader(Headers headers) {
    String receipt = DeadLetter.text(headers, DeadLetterHeaders.RECEIPT);
    return receipt == null || receipt.isBlank() || receipt.length() > MAX_RECEIPT ? null : receipt;
  }

  /// Puts out what a raw record made; what a replay made names it.
  private void forward(RawRecord record, String key, Object value, Headers headers, String sink) {
    String replayId = record.replayId();
    if (replayId != null) {
      DeadLetter.put(headers, ReplayHeaders.ID, replayId);
    }
    context().forward(new Record<>(key, value, record.timestamp(), headers), sink);
  }

  private ProcessorContext<Object, Object> context() {
    return required(context);
  }

  private static <T> T required(@Nullable T set) {
    return Objects.requireNonNull(set, "init was not called");
  }

  /// What a task knows.
  private record OfTask(
      ProcessorContext<Object, Object> context,
      Memory memory,
      KeyValueStore<String, byte[]> sites,
      KeyValueStore<String, byte[]> codes)
      implements Known {
    @Override
    public @Nullable SeenEvent recall(String eventKey) {
      return memory.recall(eventKey, clock());
    }

    @Override
    public long clock() {
      return context.currentStreamTimeMs();
    }

    @Override
    public boolean expired(long time) {
      return memory.expired(time, clock());
    }

    @Override
    public byte @Nullable [] site(String reference) {
      return sites.get(reference);
    }

    @Override
    public byte @Nullable [] codeMapping(String source) {
      return codes.get(source);
    }
  }
}
