package io.tocsin.policy.stream;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.registry.OutageAwareSerializer;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.platform.registry.RegistryAwayException;
import io.tocsin.policy.decision.Decider;
import io.tocsin.policy.decision.DecisionHash;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides each canonical record once, and again only where the rules now say something else.
///
/// | the record's revision | what happens |
/// |---|---|
/// | newer than the newest decided | decided, decision number 1 |
/// | the newest decided, same result | nothing: its decision is in the topic already |
/// | the newest decided, other result | decided again, decision number one higher |
/// | older, decided before | nothing: the newer one stands, whatever the rules say now |
/// | older, never decided | decided, number 1: accounted for, though the newer one stands |
final class Decide extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(Decide.class);
  private static final String STAGE = "policy";

  /// How soon a newly published rulebook is looked at although no event comes by, so that a bad one
  /// shows in the health.
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  private final RecordReader<CanonicalEvent> events;
  private final RulebookLibrary library;
  private final OutageAwareSerializer<Decision> decisions;
  private @Nullable KeyValueStore<String, byte[]> decided;
  private @Nullable ReadOnlyKeyValueStore<String, byte[]> rulebooks;

  Decide(
      RecordReader<CanonicalEvent> events,
      RulebookLibrary library,
      OutageAwareSerializer<Decision> decisions) {
    this.events = events;
    this.library = library;
    this.decisions = decisions;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    decided = context.getStateStore(PolicyTopology.DECIDED_STORE);
    rulebooks = context.getStateStore(PolicyTopology.RULEBOOK_STORE);
    context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> lookAtRulebooks());
  }

  private void lookAtRulebooks() {
    try {
      refresh();
    } catch (RegistryAwayException e) {
      // No event waits for it. The next event that does will say so by stopping.
      LOG.warn("rulebooks cannot be looked at now: {}", e.getMessage());
    }
  }

  private void refresh() {
    var published = new HashMap<String, byte[]>();
    try (KeyValueIterator<String, byte[]> all = store(rulebooks).all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> next = all.next();
        published.put(next.key, next.value);
      }
    }
    library.refresh(published);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    switch (events.read(Topics.CANONICAL, record.headers(), record.value())) {
      case Reading.Value<CanonicalEvent>(CanonicalEvent event) -> decide(record, event);
      case Reading.Nothing<CanonicalEvent> _ ->
          deadLetter(record, ReasonCode.NO_VALUE, "a canonical record without a value");
      case Reading.Unreadable<CanonicalEvent>(String reason) ->
          deadLetter(record, ReasonCode.UNREADABLE_ENVELOPE, reason);
    }
  }

  private void decide(Record<byte[], byte[]> record, CanonicalEvent event) {
    KeyValueStore<String, byte[]> store = store(decided);
    byte[] stored = store.get(event.getEventKey());
    Decided before = stored == null ? null : Decided.of(stored);
    if (before != null
        && event.getRevision() < before.revision()
        && before.knows(event.getRevision())) {
      return;
    }
    refresh();
    Decision decision = Decider.decide(event, library.inForce(event.getServiceDay()));
    String hash = DecisionHash.of(decision);
    Decided after = next(before, event.getRevision(), hash);
    if (after.equals(before)) {
      return;
    }
    store.put(event.getEventKey(), after.toBytes());
    if (after.revision() == event.getRevision()) {
      // The generated class has no setters; this decision is ours alone until it is forwarded.
      decision.put("decisionNumber", after.decisionNumber());
    }
    forward(record, decision);
  }

  private static Decided next(@Nullable Decided before, int revision, String hash) {
    if (before == null) {
      return Decided.first(revision, hash);
    }
    if (revision > before.revision()) {
      return before.newer(revision, hash);
    }
    if (revision < before.revision()) {
      return before.late(revision);
    }
    return hash.equals(before.hash()) ? before : before.again(hash);
  }

  private void forward(Record<byte[], byte[]> record, Decision decision) {
    var headers = new RecordHeaders();
    DeadLetter.put(headers, DeadLetterHeaders.RECEIPT, decision.getReceipt());
    byte[] key = decision.getSiteKey().getBytes(StandardCharsets.UTF_8);
    byte[] value = decisions.serialize(Topics.DECISIONS, headers, decision);
    context()
        .forward(
            new Record<>(key, value, record.timestamp(), headers), PolicyTopology.DECISIONS_SINK);
  }

  private void deadLetter(Record<byte[], byte[]> record, ReasonCode code, String reason) {
    RecordMetadata at =
        context()
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record without a position"));
    LOG.warn(
        "dead_letter={} topic={} partition={} offset={} reason={}",
        code,
        at.topic(),
        at.partition(),
        at.offset(),
        reason);
    Headers headers = new RecordHeaders(record.headers());
    new DeadLetter(
            STAGE,
            code,
            reason,
            at.topic(),
            at.partition(),
            at.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            1,
            Instant.ofEpochMilli(context().currentSystemTimeMs()))
        .writeTo(headers);
    context().forward(record.withHeaders(headers), PolicyTopology.DEAD_LETTER_SINK);
  }

  private static <T> T store(@Nullable T store) {
    if (store == null) {
      throw new IllegalStateException("used before init");
    }
    return store;
  }

  @Override
  public void close() {
    events.close();
    decisions.close();
  }
}
