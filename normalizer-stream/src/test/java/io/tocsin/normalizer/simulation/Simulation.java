package io.tocsin.normalizer.simulation;

import io.tocsin.platform.DeadLetter;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeadLetterHeaders;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Disposition;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.MappingApplied;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/// One run of the stream beside the model.
///
/// Each raw record's outputs are compared with what the model expects of it as soon as they are
/// there, and when all is over, what was committed is counted up as a consumer would.
final class Simulation implements AutoCloseable {
  private final List<RawRecord> log = new ArrayList<>();
  private final List<Put> committed = new ArrayList<>();
  private final List<Put> pending = new ArrayList<>();
  private final Set<Long> letOutBefore = new HashSet<>();
  private final Map<String, Map<String, byte[]>> configured = new TreeMap<>();
  private final Count count = new Count();

  private Stream stream;
  private Ledger ledger;
  private Stream.Memory memoryAtCommit = Stream.Memory.EMPTY;
  private Ledger ledgerAtCommit;
  private int met;
  private int metAtCommit;

  /// What one raw record put out, once.
  private record Put(long offset, Expected expected, Stream.Out out) {}

  /// What happened, in numbers.
  static final class Count {
    int records;
    int events;
    int revisions;
    int duplicates;
    int moves;
    int letters;
    int rolledBack;
    int storeAhead;
    int again;
    int inexact;
    int forgotten;
    int pastHorizon;
    int ignored;

    void add(Count other) {
      records += other.records;
      events += other.events;
      revisions += other.revisions;
      duplicates += other.duplicates;
      moves += other.moves;
      letters += other.letters;
      rolledBack += other.rolledBack;
      storeAhead += other.storeAhead;
      again += other.again;
      inexact += other.inexact;
      forgotten += other.forgotten;
      pastHorizon += other.pastHorizon;
      ignored += other.ignored;
    }

    @Override
    public String toString() {
      return ("records=%d new=%d revisions=%d of-these-moves=%d duplicates=%d dead=%d"
              + " rolled-back=%d store-ahead=%d met-again=%d of-these-inexact=%d forgotten=%d"
              + " past-horizon=%d contradicting=%d")
          .formatted(
              records,
              events,
              revisions,
              moves,
              duplicates,
              letters,
              rolledBack,
              storeAhead,
              again,
              inexact,
              forgotten,
              pastHorizon,
              ignored);
    }
  }

  private Simulation() {
    ledger = new Ledger(Script.zones());
    ledgerAtCommit = ledger.copy();
    stream = start(Stream.Memory.EMPTY);
  }

  /// Runs one seed.
  ///
  /// @throws AssertionError where stream and model differ
  static Count run(long seed) {
    List<Step> steps = Script.of(seed);
    int number = 0;
    try (var simulation = new Simulation()) {
      for (Step step : steps) {
        simulation.take(step);
        number++;
      }
      simulation.countUp();
      return simulation.count;
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed %d, step %d of %d (%s): %s%nRun it again with -Dtocsin.seed=%d"
              .formatted(
                  seed,
                  number,
                  steps.size(),
                  number < steps.size() ? steps.get(number) : "the end",
                  e.getMessage(),
                  seed),
          e);
    }
  }

  private void take(Step step) {
    switch (step) {
      case Step.Arrives arrives -> arrive(arrives.record());
      case Step.SiteIs site -> {
        publish(
            Topics.CONFIG_SITES,
            site.reference(),
            site.entry() == null ? null : Stream.bytes(site.entry()));
        ledger.publish(site.reference(), site.entry());
      }
      case Step.MappingIs mapping -> {
        publish(
            Topics.CONFIG_CODE_MAPPINGS,
            mapping.mapping().getSource(),
            Stream.bytes(mapping.mapping()));
        ledger.publish(mapping.mapping());
      }
      case Step.Commits _ -> commit();
      case Step.Crashes crash when crash.storeAhead() -> crashWithStoreAhead(crash.keptOutputs());
      case Step.Crashes _ -> crashBackToCommit();
    }
  }

  private void publish(String topic, String key, byte @Nullable [] value) {
    Map<String, byte[]> entries = configured.computeIfAbsent(topic, _ -> new TreeMap<>());
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
    stream.publish(topic, key, value);
  }

  private void arrive(RawRecord record) {
    if (ledger.forgetsAt(record.timestamp())) {
      // No store is ahead of its log over the end of an event's memory: what was forgotten cannot
      // be known again, so the truth table promises nothing there, and transactions everything.
      commit();
      log.add(record);
      meetNext();
      commit();
    } else {
      log.add(record);
      meetNext();
    }
  }

  private void meetNext() {
    RawRecord record = log.get(met);
    int before = ledger.remembered().size();
    Expected expected = ledger.meet(met, record);
    Stream.Out out = stream.meet(record);
    tally(expected, before);
    compare(met, record, expected, out);
    pending.add(new Put(met, expected, out));
    met++;
  }

  private void tally(Expected expected, int before) {
    count.forgotten += Math.max(0, before - ledger.remembered().size());
    if (expected instanceof Expected.Event event) {
      count.again += event.ignored() == null ? 1 : 0;
      count.inexact += event.exact() ? 0 : 1;
      count.ignored += event.ignored() == null || event.ignored().isEmpty() ? 0 : 1;
    }
  }

  private void commit() {
    committed.addAll(pending);
    pending.clear();
    memoryAtCommit = stream.memory();
    ledgerAtCommit = ledger.copy();
    metAtCommit = met;
  }

  /// As `exactly_once_v2` has it: a crash takes store, outputs and offset back together.
  private void crashBackToCommit() {
    count.rolledBack++;
    pending.clear();
    ledger = ledgerAtCommit.copy().configuredLike(ledger);
    restart(memoryAtCommit);
  }

  /// The store has kept what the outputs have lost: records are met that it has in it already.
  private void crashWithStoreAhead(int keptOutputs) {
    count.storeAhead++;
    List<Put> out = pending.subList(0, pending.size() * keptOutputs / 1000);
    out.forEach(put -> letOutBefore.add(put.offset()));
    committed.addAll(out);
    pending.clear();
    ledger.clockOf(log.subList(0, metAtCommit));
    // What the store has is what it goes on from, also after the next crash.
    memoryAtCommit = stream.memory();
    ledgerAtCommit = ledger.copy();
    restart(memoryAtCommit);
  }

  private void restart(Stream.Memory memory) {
    stream.close();
    int until = met;
    met = metAtCommit;
    stream = start(memory);
    while (met < until) {
      meetNext();
    }
  }

  private Stream start(Stream.Memory memory) {
    return new Stream(Script::source, configured, memory, log.subList(0, met));
  }

  // --- one record ---

  private static void compare(long offset, RawRecord record, Expected expected, Stream.Out out) {
    same("number of deliveries", 1, out.deliveries().size());
    TestRecord<String, DeliveryOutcome> delivered = out.deliveries().getFirst();
    DeliveryOutcome delivery = delivered.value();
    same("raw topic", record.topic(), delivery.getRaw().getTopic());
    same("raw offset", offset, delivery.getRaw().getOffset());
    switch (expected) {
      case Expected.Letter letter -> {
        same("outcome", Outcome.DEAD_LETTERED, delivery.getOutcome());
        same("reason", letter.reason().name(), delivery.getReasonCode());
        same("number of canonical events", 0, out.canonical().size());
        same("moves", List.of(), out.moved());
        compareLetter(record, letter, out);
      }
      case Expected.Event event -> {
        var speech = (RawRecord.Speech) record.meaning();
        same("outcome", event.outcome(), delivery.getOutcome());
        same("revision", event.revision(), delivery.getRevision());
        same("key of the delivery", speech.eventKey(), delivered.key());
        same("event key", speech.eventKey(), delivery.getEventKey());
        same("receipt", speech.receipt(), delivery.getReceipt());
        same("first receipt", event.sameAs(), delivery.getSameAsReceipt());
        same("road", speech.road(), delivery.getTransport());
        same(
            "past horizon",
            event.outcome() == Outcome.NEW && event.pastHorizon(),
            delivery.getPastHorizon());
        if (event.ignored() != null) {
          same("ignored", List.copyOf(event.ignored()), delivery.getIgnored());
        }
        same("number of dead letters", 0, out.letters().size());
        same("number of canonical events", event.content() == null ? 0 : 1, out.canonical().size());
        if (event.content() != null) {
          compareEvent(speech, event, out.canonical().getFirst());
        }
        compareMove(speech, event, out);
      }
    }
  }

  private static void compareLetter(RawRecord record, Expected.Letter expected, Stream.Out out) {
    same("number of dead letters", 1, out.letters().size());
    TestRecord<byte[], byte[]> letter = out.letters().getFirst();
    require("key of the dead letter", Arrays.equals(record.key(), letter.key()));
    require("bytes of the dead letter", Arrays.equals(record.value(), letter.value()));
    same(
        "receipt of the dead letter",
        record.receipt(),
        DeadLetter.text(letter.headers(), DeadLetterHeaders.RECEIPT));
    same(
        "reason of the dead letter",
        expected.reason(),
        DeadLetter.readFrom(letter.headers()).orElseThrow().code());
  }

  private static void compareEvent(
      RawRecord.Speech speech, Expected.Event expected, TestRecord<String, CanonicalEvent> put) {
    CanonicalEvent event = put.value();
    same("event key", speech.eventKey(), event.getEventKey());
    same("revision", expected.revision(), event.getRevision());
    same("receipt", speech.receipt(), event.getReceipt());
    same("source", speech.source(), event.getSource());
    same("key of the event", event.getSiteKey(), put.key());
    if (expected.exact()) {
      same("content", expected.content(), content(event));
    }
  }

  private static void compareMove(
      RawRecord.Speech speech, Expected.Event expected, Stream.Out out) {
    Expected.Move move = expected.moved();
    same("number of moves", move == null ? 0 : 1, out.moved().size());
    if (move != null) {
      TestRecord<String, EventMoved> told = out.moved().getFirst();
      same("key of the move", move.from(), told.key());
      same(
          "move",
          new EventMoved(speech.eventKey(), expected.revision(), move.from(), move.to()),
          told.value());
      same("time of the move", out.canonical().getFirst().timestamp(), told.timestamp());
    }
  }

  /// A canonical event in the model's terms.
  private static Map<String, Object> content(CanonicalEvent event) {
    var content = new TreeMap<String, Object>();
    put(content, "siteKey", event.getSiteKey());
    Site site = event.getSite();
    if (site != null) {
      put(content, "siteId", site.getSiteId());
      put(content, "clientId", site.getClientId());
      put(content, "siteZone", site.getTimeZone());
    }
    put(content, "siteRef", event.getSiteRef());
    put(content, "type", event.getType().name());
    put(content, "code", event.getCode());
    put(content, "codeScheme", event.getCodeScheme());
    put(content, "qualifier", event.getQualifier() == null ? null : event.getQualifier().name());
    put(content, "mapping", version(event.getMapping()));
    put(content, "mappingEntry", entry(event.getMapping()));
    put(content, "lifeSafety", event.getLifeSafety());
    put(content, "zone", event.getZone());
    put(content, "area", event.getArea());
    put(content, "user", event.getUser());
    put(content, "alarmLevel", event.getAlarmLevel());
    put(content, "severity", event.getSeverity());
    put(content, "category", event.getCategory());
    put(content, "status", event.getStatus());
    Disposition disposition = event.getDisposition();
    if (disposition != null) {
      put(content, "disposition", disposition.getCode());
      put(content, "dispositionMapping", version(disposition.getMapping()));
      put(content, "dispositionEntry", entry(disposition.getMapping()));
    }
    put(content, "occurredAt", event.getOccurredAt());
    put(content, "timeBasis", event.getTimeBasis().name());
    put(content, "timeAsReceived", event.getTimeAsReceived());
    put(content, "zoneAsReceived", event.getZoneAsReceived());
    put(content, "timeNotes", names(event.getTimeNotes()));
    put(content, "receivedAt", event.getReceivedAt());
    put(content, "serviceDay", event.getServiceDay());
    put(content, "pastHorizon", event.getPastHorizon());
    put(
        content,
        "references",
        event.getReferences().stream()
            .map(r -> r.getSystem() + " " + r.getId())
            .collect(Collectors.toSet()));
    put(content, "review", names(event.getReview()));
    put(content, "attributes", new TreeMap<>(event.getAttributes()));
    return content;
  }

  private static @Nullable Integer version(@Nullable MappingApplied applied) {
    return applied == null ? null : Integer.valueOf(applied.getVersion());
  }

  private static @Nullable String entry(@Nullable MappingApplied applied) {
    return applied == null ? null : applied.getEntry();
  }

  private static TreeSet<String> names(List<? extends Enum<?>> symbols) {
    return symbols.stream().map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
  }

  private static void put(Map<String, Object> map, String name, @Nullable Object value) {
    if (value != null) {
      map.put(name, value);
    }
  }

  // --- when all is over ---

  /// Counts up what was committed, as a reader of the topics would.
  private void countUp() {
    accountedFor();
    revisionsInOrder();
    movesAreTold();
    same("events remembered", ledger.remembered(), stream.remembered());
    same("entries by age", ledger.remembered().size(), stream.aged());
  }

  /// Every raw record has its one outcome, and where a crash let it out twice, the same one twice.
  private void accountedFor() {
    Map<Long, List<Put>> byOffset =
        committed.stream()
            .collect(Collectors.groupingBy(Put::offset, TreeMap::new, Collectors.toList()));
    same("raw records accounted for", (long) log.size(), (long) byOffset.size());
    count.records += log.size();
    byOffset.forEach(
        (offset, puts) -> {
          require(
              "%d outcomes of offset %d".formatted(puts.size(), offset),
              puts.size() == 1 || letOutBefore.contains(offset));
          List<String> outcomes = puts.stream().map(Simulation::outcome).distinct().toList();
          same("different outcomes of " + offset + " " + outcomes, 1, outcomes.size());
          DeliveryOutcome delivery = delivery(puts.getFirst());
          switch (delivery.getOutcome()) {
            case NEW -> count.events++;
            case REVISION -> count.revisions++;
            case DUPLICATE -> count.duplicates++;
            case DEAD_LETTERED -> count.letters++;
          }
          count.pastHorizon += delivery.getPastHorizon() ? 1 : 0;
        });
  }

  private static String outcome(Put put) {
    DeliveryOutcome delivery = delivery(put);
    return delivery.getOutcome()
        + "/"
        + delivery.getRevision()
        + put.out().moved().stream().map(TestRecord::value).toList();
  }

  private static DeliveryOutcome delivery(Put put) {
    return put.out().deliveries().getFirst().value();
  }

  /// The revisions of each event are there from 1 on without a gap, and twice only where a crash
  /// let a record out twice; each time the event was forgotten they start again.
  private void revisionsInOrder() {
    var last = new HashMap<String, CanonicalEvent>();
    for (Put put : committed) {
      for (TestRecord<String, CanonicalEvent> out : put.out().canonical()) {
        CanonicalEvent event = out.value();
        CanonicalEvent before = last.get(event.getEventKey());
        int present = before == null ? 0 : before.getRevision();
        boolean met = before != null && event.getRaw().getOffset() <= before.getRaw().getOffset();
        if (met) {
          require(
              "revision %d of %s is there twice"
                  .formatted(event.getRevision(), event.getEventKey()),
              letOutBefore.contains(put.offset()));
        } else {
          boolean first =
              ((Expected.Event) put.expected()).outcome() == Outcome.NEW
                  && event.getRevision() == 1;
          require(
              "revision %d of %s after %d"
                  .formatted(event.getRevision(), event.getEventKey(), present),
              first || event.getRevision() == present + 1);
          last.put(event.getEventKey(), event);
        }
      }
    }
  }

  /// Where a revision stands under another key than the one before it, and only there, the site
  /// that was left is told. A record that was met again is passed over: it stands where the site
  /// directory says now, and tells what it told at first.
  private void movesAreTold() {
    var last = new HashMap<String, String>();
    for (Put put : committed) {
      if (!(put.expected() instanceof Expected.Event expected) || expected.content() == null) {
        continue;
      }
      TestRecord<String, CanonicalEvent> out = put.out().canonical().getFirst();
      String event = out.value().getEventKey();
      count.moves += put.out().moved().size();
      if (expected.ignored() == null) {
        last.remove(event);
        continue;
      }
      String before = expected.outcome() == Outcome.NEW ? out.key() : last.get(event);
      if (before != null) {
        same(
            "sites that revision %d of %s left".formatted(out.value().getRevision(), event),
            before.equals(out.key()) ? List.of() : List.of(before),
            put.out().moved().stream().map(TestRecord::key).toList());
      }
      last.put(event, out.key());
    }
  }

  private static void same(String what, @Nullable Object expected, @Nullable Object found) {
    if (!Objects.equals(expected, found)) {
      throw new AssertionError(
          "%s: the model says%n  %s%nthe stream says%n  %s".formatted(what, expected, found));
    }
  }

  private static void require(String what, boolean holds) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  @Override
  public void close() {
    stream.close();
  }
}
