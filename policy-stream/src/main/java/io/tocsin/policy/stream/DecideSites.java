package io.tocsin.policy.stream;

import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.platform.registry.RegistryAwayException;
import io.tocsin.policy.decision.Draft;
import io.tocsin.policy.decision.Handover;
import io.tocsin.policy.index.SortedText;
import io.tocsin.policy.site.ChangedSite;
import io.tocsin.policy.site.ReconfiguredSite;
import io.tocsin.policy.site.SiteChange;
import io.tocsin.policy.site.SiteDecider;
import io.tocsin.policy.site.SiteEvent;
import io.tocsin.policy.site.SiteView;
import io.tocsin.policy.stream.KeptSites.Kept;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.ReplayHeaders;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.Site;
import io.tocsin.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
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

/// The first step: keeps the events of each site and says what becomes of each of them, again where
/// a newer revision, a move, a ruling, a test window or a rulebook changes it. What it says goes to
/// the account of the event, which makes the decision out of it ([SettleAccounts]).
///
/// | a canonical record | what happens |
/// |---|---|
/// | of a newer revision than the one kept | the site is decided again as far as it is concerned |
/// | of the same or an older one | nothing: it was met before, or a newer one stands |
/// | of an event that left for another site with a revision not older | the same |
///
/// A site goes over to a new configuration before anything else happens to it, and in the
/// background where nothing does, in slices, so that what arrives never waits for all sites.
final class DecideSites extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
  static final String PASSED_ON = "passed-on";
  static final String CONFIGURATIONS = "configurations";

  private static final Logger LOG = LoggerFactory.getLogger(DecideSites.class);
  private static final String STAGE = "policy";

  /// How soon a new configuration is looked at although no event comes by.
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /// How long one look may work on sites that nothing happens to. Half of the time is left to what
  /// arrives.
  private static final Duration SLICE = Duration.ofMillis(100);

  private static final int SITES_AT_ONCE = 64;
  private static final int FORGET_AT_ONCE = 500;

  private final PolicyTopology.Parts parts;
  private final RecordReader<CanonicalEvent> events;
  private final RecordReader<EventMoved> moves;
  private final Changes changes;
  private final SiteDecider decider = new SiteDecider();
  private final SiteChange siteChange = new SiteChange();
  private @Nullable Task task;
  private long timestamp;

  /// The replay that causes what is being done; null where something else does.
  private @Nullable String replayId;

  /// What changed in the documents, told by those who keep them.
  record Changes(ChangeLog documents, ChangeLog rulings) {}

  /// What there is once the task has its stores.
  private record Task(
      KeptSites kept,
      KeyValueStore<String, PassedOn> passedOn,
      Configurations configurations,
      ReadOnlyKeyValueStore<String, byte[]> rulebooks,
      ReadOnlyKeyValueStore<String, byte[]> windows,
      ReadOnlyKeyValueStore<String, byte[]> rulings) {}

  /// Up to where the changes of documents were looked at; before the first look everything counts
  /// as changed.
  private long documentsSeen = -1;

  private long rulingsSeen = -1;
  private String sweptTo = "";

  DecideSites(PolicyTopology.Parts parts, Changes changes) {
    this.parts = parts;
    this.events = parts.events().get();
    this.moves = parts.moves().get();
    this.changes = changes;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    super.init(context);
    task =
        new Task(
            new KeptSites(context),
            context.getStateStore(PASSED_ON),
            new Configurations(context.getStateStore(CONFIGURATIONS), parts.rulebooks()::compiled),
            context.getStateStore(PolicyTopology.RULEBOOK_STORE),
            context.getStateStore(PolicyTopology.WINDOW_STORE),
            context.getStateStore(PolicyTopology.RULING_STORE));
    context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, _ -> lookAround());
  }

  private Task task() {
    if (task == null) {
      throw new IllegalStateException("used before init");
    }
    return task;
  }

  private void lookAround() {
    timestamp = clock();
    replayId = null;
    try {
      look();
    } catch (RegistryAwayException e) {
      // No event waits for it. The next event that does will say so by stopping.
      LOG.warn("documents cannot be looked at now: {}", e.getMessage());
      return;
    }
    goOver();
    forget();
  }

  /// The highest record timestamp that the task has met, milliseconds since 1970.
  private long clock() {
    return Math.max(0, context().currentStreamTimeMs());
  }

  /// Takes note of what operators published.
  private void look() {
    if (task().configurations().settled()) {
      ChangeLog.Changes documents = changes.documents().since(Math.max(0, documentsSeen));
      if (documentsSeen < 0 || !documents.keys().isEmpty()) {
        parts.rulebooks().refresh(all(task().rulebooks()));
        task()
            .configurations()
            .begin(parts.windows().of(all(task().windows())), parts.rulebooks().documents());
        sweptTo = "";
        documentsSeen = documents.end();
        if (task().kept().sitesAfter("", 1).isEmpty()) {
          task().configurations().settle();
        }
      }
    }
    ChangeLog.Changes rulings = changes.rulings().since(Math.max(0, rulingsSeen));
    if (rulingsSeen < 0) {
      var keys = new TreeSet<String>(all(task().rulings()).keySet());
      keys.addAll(task().kept().ruled()); // Those that were withdrawn in the meantime among them.
      keys.forEach(this::ruled);
    } else {
      rulings.keys().forEach(this::ruled);
    }
    rulingsSeen = rulings.end();
  }

  private static Map<String, byte[]> all(ReadOnlyKeyValueStore<String, byte[]> store) {
    var found = new HashMap<String, byte[]>();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> next = all.next();
        found.put(next.key, next.value);
      }
    }
    return found;
  }

  /// Takes sites over to the present configuration, as many as there is time for.
  private void goOver() {
    Configurations configurations = task().configurations();
    long until = System.nanoTime() + SLICE.toNanos();
    while (!configurations.settled() && System.nanoTime() < until) {
      List<String> next = task().kept().sitesAfter(sweptTo, SITES_AT_ONCE);
      if (next.isEmpty()) {
        configurations.settle();
      }
      for (String siteKey : next) {
        if (System.nanoTime() >= until) {
          return;
        }
        goOver(siteKey);
        sweptTo = siteKey;
      }
    }
  }

  /// Takes a site over to the present configuration, where it is not there yet. What changes by
  /// that is not the replay's doing, whose record may be the occasion.
  private void goOver(String siteKey) {
    String occasion = replayId;
    replayId = null;
    configure(siteKey);
    replayId = occasion;
  }

  private void configure(String siteKey) {
    Configurations configurations = task().configurations();
    OptionalInt at = task().kept().configuration(siteKey);
    if (at.isEmpty() || at.getAsInt() == configurations.number()) {
      return;
    }
    SiteView site = task().kept().site(siteKey);
    var affected = new TreeSet<String>(SortedText.ORDER);
    for (Step step : configurations.steps()) {
      affected.addAll(step.affected(siteChange, site, siteKey));
    }
    task().kept().configured(siteKey, configurations.number());
    decide(siteKey, affected, "");
  }

  private void forget() {
    // A little longer than events are decided again: as what their neighbours are judged by.
    long before = clock() - parts.horizon().plus(PolicyTopology.CONTEXT).toMillis();
    task().kept().forget(before, FORGET_AT_ONCE).forEach(task().passedOn()::delete);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    timestamp = record.timestamp();
    replayId = null;
    look();
    replayId = DeadLetter.text(record.headers(), ReplayHeaders.ID);
    if (position().topic().equals(Topics.MOVED)) {
      switch (moves.read(Topics.MOVED, record.headers(), record.value())) {
        case Reading.Value<EventMoved>(EventMoved move) -> moved(move);
        case Reading.Nothing<EventMoved> _ -> noValue(record);
        case Reading.Unreadable<EventMoved>(String reason) -> unreadable(record, reason);
      }
    } else {
      switch (events.read(Topics.CANONICAL, record.headers(), record.value())) {
        case Reading.Value<CanonicalEvent>(CanonicalEvent event) -> happened(event);
        case Reading.Nothing<CanonicalEvent> _ -> noValue(record);
        case Reading.Unreadable<CanonicalEvent>(String reason) -> unreadable(record, reason);
      }
    }
  }

  private void happened(CanonicalEvent event) {
    String key = event.getEventKey();
    Kept before = task().kept().find(key);
    if (before != null && isKnown(before, event.getRevision())) {
      return;
    }
    CanonicalEvent was = before == null || before.event() == null ? null : before.event().event();
    if (before != null && was != null && !before.siteKey().equals(event.getSiteKey())) {
      leave(key, before, event.getRevision());
      before = task().kept().find(key);
    }
    goOver(event.getSiteKey()); // Until here the older revision may still be decided.
    if (was != null && !account(was).equals(account(event))) {
      pass(account(was), DraftForm.left(key, event.getRevision()));
    }
    change(key, before, event.getSiteKey(), new SiteEvent(event, ruling(key)));
  }

  /// Of one that left, the revision that is elsewhere is not known here: it may be at another site
  /// of this very task, and still to come.
  private static boolean isKnown(Kept kept, int revision) {
    return kept.event() == null ? revision < kept.revision() : revision <= kept.revision();
  }

  private void moved(EventMoved move) {
    String key = move.getEventKey();
    Kept before = task().kept().find(key);
    if (before != null && before.revision() >= move.getRevision()) {
      return;
    }
    if (before != null && before.event() != null) {
      leave(key, before, move.getRevision());
      pass(account(before.event().event()), DraftForm.left(key, move.getRevision()));
    } else {
      long since = before == null ? clock() : before.firstSeenAt();
      task()
          .kept()
          .put(key, before, new Kept(move.getFromSiteKey(), move.getRevision(), null, since));
    }
  }

  private void ruled(String eventKey) {
    Kept kept = task().kept().find(eventKey);
    SiteEvent one = kept == null ? null : kept.event();
    if (kept != null && one != null) {
      Ruling ruling = ruling(eventKey);
      if (!Objects.equals(ruling, one.ruling())) {
        goOver(kept.siteKey());
        change(eventKey, kept, kept.siteKey(), new SiteEvent(one.event(), ruling));
      }
    }
  }

  private @Nullable Ruling ruling(String eventKey) {
    byte[] bytes = task().rulings().get(eventKey);
    return bytes == null ? null : parts.rulings().one(eventKey, bytes).orElse(null);
  }

  /// Puts an event, or what is newly said of it, into its site.
  private void change(String key, @Nullable Kept before, String siteKey, SiteEvent one) {
    SiteView site = configured(siteKey);
    Collection<String> affected = siteChange.ofEvent(site, new ChangedSite(site, key, one), key);
    long since = before == null ? clock() : before.firstSeenAt();
    task().kept().put(key, before, new Kept(siteKey, one.event().getRevision(), one, since));
    task().kept().configured(siteKey, task().configurations().number());
    decide(siteKey, affected, key);
  }

  /// Takes an event out of its site.
  ///
  /// @param revision the first one that is elsewhere
  private void leave(String key, Kept before, int revision) {
    goOver(before.siteKey());
    SiteView site = configured(before.siteKey());
    Collection<String> affected = siteChange.ofEvent(site, new ChangedSite(site, key, null), key);
    task()
        .kept()
        .put(key, before, new Kept(before.siteKey(), revision, null, before.firstSeenAt()));
    task().passedOn().delete(key);
    decide(before.siteKey(), affected, key);
  }

  private SiteView configured(String siteKey) {
    Configuration now = task().configurations().now();
    return new ReconfiguredSite(task().kept().site(siteKey), now.windows(siteKey), now.rulebooks());
  }

  /// @param changed the event that is the cause; empty where there is none
  private void decide(String siteKey, Collection<String> affected, String changed) {
    long frozen = clock() - parts.horizon().toMillis();
    List<String> open =
        affected.stream().filter(key -> key.equals(changed) || isOpen(key, frozen)).toList();
    if (open.isEmpty()) {
      return;
    }
    Map<String, Draft> drafts = decider.decide(open, configured(siteKey));
    var held = new TreeMap<String, String>();
    for (String key : drafts.keySet()) {
      PassedOn before = task().passedOn().get(key);
      if (before != null && before.getChargeKey() != null) {
        held.put(key, before.getChargeKey());
      }
    }
    Handover.order(held, drafts.values()).forEach(this::pass);
  }

  private boolean isOpen(String eventKey, long frozen) {
    Kept kept = task().kept().find(eventKey);
    return kept != null && kept.firstSeenAt() >= frozen;
  }

  private void pass(Draft draft) {
    String key = draft.decision().getEventKey();
    Charge charge = draft.decision().getCharge();
    var after =
        new PassedOn(
            ByteBuffer.wrap(DraftForm.hash(draft)), charge == null ? null : charge.getChargeKey());
    if (!after.equals(task().passedOn().get(key))) {
      task().passedOn().put(key, after);
      pass(
          DraftForm.account(draft.decision().getClientId(), draft.decision().getSiteKey()),
          DraftForm.of(draft));
    }
  }

  private void pass(String account, PassedDraft draft) {
    var headers = new RecordHeaders();
    if (replayId != null) {
      DeadLetter.put(headers, ReplayHeaders.ID, replayId);
    }
    context()
        .forward(
            new Record<>(
                account.getBytes(StandardCharsets.UTF_8),
                DraftForm.PASSED.bytes(draft),
                timestamp,
                headers),
            PolicyTopology.DRAFTS);
  }

  private static String account(CanonicalEvent event) {
    Site site = event.getSite();
    return DraftForm.account(site == null ? null : site.getClientId(), event.getSiteKey());
  }

  private RecordMetadata position() {
    return context()
        .recordMetadata()
        .orElseThrow(() -> new IllegalStateException("a record without a position"));
  }

  private void noValue(Record<byte[], byte[]> record) {
    deadLetter(record, ReasonCode.NO_VALUE, "a record without a value");
  }

  private void unreadable(Record<byte[], byte[]> record, String reason) {
    deadLetter(record, ReasonCode.UNREADABLE_ENVELOPE, reason);
  }

  private void deadLetter(Record<byte[], byte[]> record, ReasonCode code, String reason) {
    RecordMetadata at = position();
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

  @Override
  public void close() {
    events.close();
    moves.close();
  }
}
