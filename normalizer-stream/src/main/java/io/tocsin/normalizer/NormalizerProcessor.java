package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
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
/// Bad data is a value and leaves by `dlq.normalizer`. An outage of the registry is an exception,
/// and so is a fault of ours: both roll the transaction back, and the record is met again.
final class NormalizerProcessor implements Processor<byte[], byte[], Object, Object> {
  private static final Logger LOG = LoggerFactory.getLogger(NormalizerProcessor.class);
  private static final String STAGE = "normalizer";
  private static final int MAX_RECEIPT = 100;

  private final Normalizing with;

  private @Nullable ProcessorContext<Object, Object> context;
  private @Nullable KeyValueStore<String, SeenEvent> seen;
  private @Nullable KeyValueStore<String, byte[]> sites;
  private @Nullable KeyValueStore<String, byte[]> codes;

  /// What all tasks share.
  ///
  /// @param envelopes reads raw records
  /// @param sites the site directory
  /// @param codes the code mappings
  /// @param vendors adapters by the vendor's name
  /// @param sources how a source is read, by its name
  /// @param mapper puts facts and configuration together
  record Normalizing(
      RecordReader<RawEvent> envelopes,
      ConfigTable<SiteEntry, SiteEntry> sites,
      ConfigTable<CodeMapping, CodeTable> codes,
      Map<String, VendorMapper> vendors,
      Function<String, Source> sources,
      ContentMapper mapper) {}

  NormalizerProcessor(Normalizing with) {
    this.with = with;
  }

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    seen = context.getStateStore(NormalizerTopology.SEEN_STORE);
    sites = context.getStateStore(NormalizerTopology.SITES_STORE);
    codes = context.getStateStore(NormalizerTopology.CODES_STORE);
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
    Source source = with.sources().apply(raw.getSource());
    switch (vendor.map(raw, source)) {
      case Mapped.Unreadable bad ->
          deadLetter(record, at, raw, eventKey, ReasonCode.UNREADABLE_BODY, bad.reason());
      case Mapped.Facts facts -> event(record, at, raw, eventKey, source, facts);
    }
  }

  private void event(
      Record<byte[], byte[]> record,
      Position at,
      RawEvent raw,
      String eventKey,
      Source source,
      Mapped.Facts facts) {
    SeenEvent before = required(seen).get(eventKey);
    Instant receivedAt = before == null ? raw.getReceivedAt() : before.getFirstReceivedAt();
    Content content =
        with.mapper()
            .map(
                raw,
                facts,
                source,
                receivedAt,
                with.codes().get(required(codes), raw.getSource()),
                reference -> with.sites().get(required(sites), reference));
    LocalDate serviceDay =
        before == null ? ContentMapper.serviceDay(content, source) : before.getServiceDay();
    String hash = content.hash();
    Judgement judgement = Judgement.of(before, at, hash);
    if (!judgement.again()) {
      required(seen)
          .put(
              eventKey,
              SeenEvents.after(
                  before,
                  judgement,
                  at,
                  hash,
                  content.siteKey(),
                  raw.getReceipt(),
                  receivedAt,
                  serviceDay));
    }
    if (before != null
        && judgement.outcome() == Outcome.REVISION
        && !judgement.again()
        && !before.getSiteKey().equals(content.siteKey())) {
      LOG.info(
          "event={} revision={} moved site from={} to={}",
          eventKey,
          judgement.revision(),
          before.getSiteKey(),
          content.siteKey());
    }
    if (judgement.outcome() != Outcome.DUPLICATE) {
      CanonicalEvent event =
          canonical(raw, eventKey, judgement.revision(), content, receivedAt, serviceDay, hash, at);
      forward(
          new Record<>(event.getSiteKey(), event, record.timestamp(), CloudEvents.headers(event)),
          NormalizerTopology.CANONICAL_SINK);
    }
    DeliveryOutcome.Builder delivery =
        delivery(at, judgement.outcome(), raw)
            .setEventKey(eventKey)
            .setRevision(judgement.revision())
            .setSameAsReceipt(
                before == null || judgement.outcome() == Outcome.NEW
                    ? null
                    : before.getFirstReceipt());
    account(record, eventKey, delivery.build());
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
          .setTransport(raw.getTransport())
          .setAuth(raw.getAuth())
          .setReceivedAt(raw.getReceivedAt());
    }
    return delivery;
  }

  private static CanonicalEvent canonical(
      RawEvent raw,
      String eventKey,
      int revision,
      Content content,
      Instant receivedAt,
      LocalDate serviceDay,
      String hash,
      Position at) {
    Mapped.Facts facts = content.facts();
    CodeTable.Match code = content.code();
    return CanonicalEvent.newBuilder()
        .setEventKey(eventKey)
        .setRevision(revision)
        .setSource(raw.getSource())
        .setVendor(raw.getVendor())
        .setReceipt(raw.getReceipt())
        .setSiteKey(content.siteKey())
        .setSite(content.site())
        .setSiteRef(content.siteRef())
        .setType(content.type())
        .setCode(facts.code())
        .setCodeScheme(facts.scheme())
        .setCodeName(content.codeName())
        .setMapping(code == null ? null : code.applied())
        .setLifeSafety(content.lifeSafety())
        .setQualifier(facts.qualifier())
        .setZone(facts.zone())
        .setArea(facts.area())
        .setSeverity(content.severity())
        .setCategory(facts.category())
        .setStatus(facts.status())
        .setOccurredAt(content.occurrence().at())
        .setTimeBasis(content.occurrence().basis())
        .setTimeAsReceived(content.occurrence().asReceived())
        .setZoneAsReceived(content.occurrence().zoneAsReceived())
        .setReceivedAt(receivedAt)
        .setServiceDay(serviceDay)
        .setReferences(facts.references())
        .setReview(content.review())
        .setAttributes(facts.attributes())
        .setContentHash(hash)
        .setRaw(at)
        .build();
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
