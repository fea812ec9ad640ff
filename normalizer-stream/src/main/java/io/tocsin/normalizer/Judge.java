package io.tocsin.normalizer;

import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.Position;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/// Judges raw records: reads what one says, and finds what its event becomes by that.
///
/// It puts nothing out and remembers nothing itself: the topology does both with what it finds, a
/// rehearsal only looks at it. Bad data is a value. An outage of the registry or the object store
/// is an exception, and so is a fault of ours. Safe for threads.
public final class Judge {
  private final RecordReader<RawEvent> envelopes;
  private final ConfigTable<SiteEntry, SiteEntry> sites;
  private final ConfigTable<CodeMapping, CodeTable> codes;
  private final Map<String, VendorMapper> vendors;
  private final NormalizerTopology.Parts parts;

  public Judge(NormalizerTopology.Parts parts) {
    this.parts = parts;
    envelopes = reader(RawEvent.class);
    sites = new ConfigTable<>(Topics.CONFIG_SITES, reader(SiteEntry.class), Function.identity());
    codes =
        new ConfigTable<>(Topics.CONFIG_CODE_MAPPINGS, reader(CodeMapping.class), CodeTable::new);
    vendors = parts.vendors().stream().collect(Collectors.toMap(VendorMapper::vendor, v -> v));
  }

  private <T extends SpecificRecord> RecordReader<T> reader(Class<T> type) {
    return new RecordReader<>(parts.serdes().deserializer(type), parts.registry());
  }

  /// Judges one record.
  public Finding judge(RawRecord record, Known known) {
    return switch (envelopes.read(record.at().getTopic(), record.headers(), record.value())) {
      case Reading.Nothing<RawEvent> _ ->
          new Finding.Refused(ReasonCode.NO_VALUE, "the record has no value", null, null);
      case Reading.Unreadable<RawEvent> bad ->
          new Finding.Refused(ReasonCode.UNREADABLE_ENVELOPE, bad.reason(), null, null);
      case Reading.Value<RawEvent> raw -> envelope(record, raw.value(), known);
    };
  }

  private Finding envelope(RawRecord record, RawEvent raw, Known known) {
    String topic = record.at().getTopic();
    if (!raw.getTopic().equals(topic) || !topic.equals(topicOf(raw.getSource()))) {
      return new Finding.Refused(
          ReasonCode.UNREADABLE_ENVELOPE, "the record was written for another topic", raw, null);
    }
    String id = raw.getSourceEventId();
    if (id == null || id.isBlank()) {
      return new Finding.Refused(
          ReasonCode.NO_IDENTITY, "the record has no source event id", raw, null);
    }
    String eventKey = raw.getSource() + ":" + id;
    if (!Arrays.equals(record.key(), eventKey.getBytes(StandardCharsets.UTF_8))) {
      // Deliveries of one event would stand in several partitions and not know of one another.
      return new Finding.Refused(
          ReasonCode.UNREADABLE_ENVELOPE, "the record's key is not its event key", raw, eventKey);
    }
    VendorMapper vendor = vendors.get(raw.getVendor());
    if (vendor == null) {
      return new Finding.Refused(
          ReasonCode.UNKNOWN_VENDOR, "there is no adapter for the record's vendor", raw, eventKey);
    }
    return switch (parts.bodies().of(raw)) {
      case Bodies.Body.Gone gone ->
          new Finding.Refused(ReasonCode.BODY_MISSING, gone.reason(), raw, eventKey);
      case Bodies.Body.Found body -> body(record, raw, eventKey, vendor, body.bytes(), known);
    };
  }

  private Finding body(
      RawRecord record,
      RawEvent raw,
      String eventKey,
      VendorMapper vendor,
      byte[] body,
      Known known) {
    Source source = parts.sources().apply(raw.getSource());
    return switch (vendor.map(raw, body, source)) {
      case Mapped.Unreadable bad ->
          new Finding.Refused(ReasonCode.UNREADABLE_BODY, bad.reason(), raw, eventKey);
      case Mapped.Said said -> {
        Statement refined = parts.refiner().refine(raw, said, source);
        Statement statement = SentTime.on(refined, raw, source);
        int size = Layers.size(statement);
        yield size > Layers.MAX_STATEMENT
            ? new Finding.Refused(
                ReasonCode.UNREADABLE_BODY,
                "what the body says of the event takes %d bytes, more than %d"
                    .formatted(size, Layers.MAX_STATEMENT),
                raw,
                eventKey)
            : event(record, raw, eventKey, source, statement, known);
      }
    };
  }

  private Finding event(
      RawRecord record, RawEvent raw, String eventKey, Source source, Statement said, Known known) {
    Position at = record.at();
    SeenEvent before = known.recall(eventKey);
    if (record.replayed() && known.expired(record.timestamp()) && !remembered(before, at)) {
      return new Finding.Refused(
          ReasonCode.FORGOTTEN,
          "the record is older than the horizon, and what was known of its event is forgotten",
          raw,
          eventKey);
    }
    Layers layers = Layers.of(before);
    Layers.Told told =
        record.replayed()
            ? layers.toldAgain(raw.getTransport(), said, at)
            : layers.told(raw.getTransport(), said, at);
    Judgement again =
        before == null || record.replayed() ? null : Judgement.again(before, at, told.effect());
    Statement facts =
        again == null
            ? told.layers().merged()
            : layers.asOf(again.changes(), raw.getTransport(), said, at).merged();
    Instant receivedAt = before == null ? raw.getReceivedAt() : before.getFirstReceivedAt();
    Content content = content(raw.getSource(), facts, receivedAt, known);
    String hash = content.hash();
    SeenEvent standing = before == null ? first(record, raw, source, content, known) : before;
    Judgement judgement =
        again == null ? Judgement.first(before, told.layers(), hash, content.siteKey()) : again;
    return new Finding.Judged(
        record,
        raw,
        eventKey,
        judgement,
        before,
        standing,
        again == null
            ? SeenEvents.after(standing, judgement, told.layers(), at, hash, content.siteKey())
            : null,
        told.effect() == Layers.Effect.REPLACED,
        content,
        hash,
        List.copyOf(Merge.contradictions(said, facts)),
        said.getRedactions());
  }

  /// Whether what is remembered of an event goes back as far as a record. Revision 1 is always
  /// remembered; a record before the one that made it may belong to what was forgotten.
  private static boolean remembered(@Nullable SeenEvent seen, Position at) {
    if (seen == null) {
      return false;
    }
    SeenPosition first = seen.getRevisions().getFirst().getAt();
    return Positions.same(first, at) || !Positions.upTo(first, at);
  }

  private Content content(String source, Statement facts, Instant receivedAt, Known known) {
    return parts
        .mapper()
        .map(
            source,
            facts,
            receivedAt,
            codes.get(known::codeMapping, source).orElseGet(CodeTable::standard),
            reference -> sites.get(known::site, reference));
  }

  private static SeenEvent first(
      RawRecord record, RawEvent raw, Source source, Content content, Known known) {
    return SeenEvents.first(
        raw.getReceipt(),
        raw.getReceivedAt(),
        known.clock(),
        ContentMapper.serviceDay(
            content, raw.getReceivedAt(), source.times(raw.getTransport()).zone()),
        known.expired(content.occurredAt().toEpochMilli()),
        content.siteKey(),
        record.at());
  }

  private static @Nullable String topicOf(String source) {
    try {
      return Topics.raw(source);
    } catch (IllegalArgumentException e) {
      return null; // No topic can have this source's name.
    }
  }
}
