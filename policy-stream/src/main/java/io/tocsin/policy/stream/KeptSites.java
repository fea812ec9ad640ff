package io.tocsin.policy.stream;

import io.tocsin.policy.index.SortedText;
import io.tocsin.policy.site.SiteEvent;
import io.tocsin.policy.site.SiteIndex;
import io.tocsin.policy.site.SiteView;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Ruling;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// The events that one task keeps, by site, up to the horizon.
///
/// | store | key | value |
/// |---|---|---|
/// | `events` | event key | the event ([KeptEvent]) |
/// | `site-index` | site key, entry of [SiteIndex] | nothing |
/// | `sites` | site key | the number of the configuration that its decisions rest on |
/// | `ruled-events` | event key | nothing: a ruling stands for it |
/// | `events-by-age` | when it was met first, event key | nothing |
final class KeptSites {
  static final String EVENTS = "events";
  static final String INDEX = "site-index";
  static final String SITES = "sites";
  static final String RULED = "ruled-events";
  static final String AGES = "events-by-age";

  private static final byte[] NOTHING = {};
  private static final StoredForm<CanonicalEvent> EVENT = new StoredForm<>(CanonicalEvent.class);
  private static final StoredForm<Ruling> RULING = new StoredForm<>(Ruling.class);

  private final KeyValueStore<String, KeptEvent> events;
  private final KeyValueStore<Bytes, byte[]> index;
  private final KeyValueStore<String, byte[]> sites;
  private final KeyValueStore<String, byte[]> ruled;
  private final KeyValueStore<Bytes, byte[]> ages;

  /// An event as it is kept.
  ///
  /// @param siteKey the site that it is at or left
  /// @param revision its revision; where it left, the first one that is elsewhere
  /// @param event null where it left for a site of another task
  /// @param firstSeenAt what the task's clock said when it was met first, milliseconds since 1970
  record Kept(String siteKey, int revision, @Nullable SiteEvent event, long firstSeenAt) {}

  KeptSites(ProcessorContext<?, ?> context) {
    this.events = context.getStateStore(EVENTS);
    this.index = context.getStateStore(INDEX);
    this.sites = context.getStateStore(SITES);
    this.ruled = context.getStateStore(RULED);
    this.ages = context.getStateStore(AGES);
  }

  /// What is kept of an event; null where that is nothing.
  @Nullable Kept find(String eventKey) {
    KeptEvent kept = events.get(eventKey);
    return kept == null
        ? null
        : new Kept(kept.getSiteKey(), kept.getRevision(), siteEvent(kept), kept.getFirstSeenAt());
  }

  private static @Nullable SiteEvent siteEvent(KeptEvent kept) {
    ByteBuffer event = kept.getEvent();
    ByteBuffer ruling = kept.getRuling();
    return event == null
        ? null
        : new SiteEvent(EVENT.read(event), ruling == null ? null : RULING.read(ruling));
  }

  /// Puts an event in the place of what was kept of it.
  void put(String eventKey, @Nullable Kept before, Kept after) {
    SiteEvent event = after.event();
    Ruling ruling = event == null ? null : event.ruling();
    Set<Bytes> gone = before == null ? Set.of() : entries(before);
    Set<Bytes> there = entries(after);
    gone.stream().filter(entry -> !there.contains(entry)).forEach(index::delete);
    there.stream().filter(entry -> !gone.contains(entry)).forEach(e -> index.put(e, NOTHING));
    events.put(
        eventKey,
        new KeptEvent(
            after.siteKey(),
            after.revision(),
            event == null ? null : EVENT.buffer(event.event()),
            ruling == null ? null : RULING.buffer(ruling),
            after.firstSeenAt()));
    if (before == null) {
      ages.put(ageKey(after.firstSeenAt(), eventKey), NOTHING);
    }
    if (ruling != null) {
      ruled.put(eventKey, NOTHING);
    } else if (before != null && before.event() != null && before.event().ruling() != null) {
      ruled.delete(eventKey);
    }
    if (before != null && before.event() != null && event == null) {
      dropWhenEmpty(before.siteKey());
    }
  }

  private static Set<Bytes> entries(Kept kept) {
    var entries = new HashSet<Bytes>();
    if (kept.event() != null) {
      String site = SortedText.part(kept.siteKey());
      SiteIndex.entries(kept.event()).forEach(entry -> entries.add(key(site + entry)));
    }
    return entries;
  }

  private void dropWhenEmpty(String siteKey) {
    String site = SortedText.part(siteKey);
    try (KeyValueIterator<Bytes, byte[]> left = index.range(key(site), key(SortedText.end(site)))) {
      if (!left.hasNext()) {
        sites.delete(siteKey);
      }
    }
  }

  /// The number of the configuration that a site's decisions rest on; empty where it has no events.
  OptionalInt configuration(String siteKey) {
    byte[] number = sites.get(siteKey);
    return number == null ? OptionalInt.empty() : OptionalInt.of(ByteBuffer.wrap(number).getInt());
  }

  /// Notes that a site's decisions rest on a configuration.
  void configured(String siteKey, int number) {
    sites.put(siteKey, ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  /// Site keys in their order.
  ///
  /// @param after the one before the first; empty for the very first
  /// @param most how many at most
  List<String> sitesAfter(String after, int most) {
    var keys = new ArrayList<String>();
    try (KeyValueIterator<String, byte[]> next = sites.range(SortedText.next(after), null)) {
      while (keys.size() < most && next.hasNext()) {
        keys.add(next.next().key);
      }
    }
    return keys;
  }

  /// Every event for which a ruling stands.
  List<String> ruled() {
    var keys = new ArrayList<String>();
    try (KeyValueIterator<String, byte[]> all = ruled.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }

  /// A site's events under no configuration at all.
  SiteView site(String siteKey) {
    return new KeptSite(SortedText.part(siteKey), siteKey);
  }

  /// Forgets what was met first before some time, oldest first. Nothing is decided again for it:
  /// what was decided stands.
  ///
  /// @param before milliseconds since 1970
  /// @param atMost how many events
  /// @return the event keys
  List<String> forget(long before, int atMost) {
    var forgotten = new ArrayList<String>();
    if (before <= 0) {
      return forgotten;
    }
    try (KeyValueIterator<Bytes, byte[]> expired = ages.range(ageKey(0, ""), ageKey(before, ""))) {
      while (forgotten.size() < atMost && expired.hasNext()) {
        Bytes age = expired.next().key;
        String eventKey = eventKey(age);
        Kept kept = find(eventKey);
        ages.delete(age);
        if (kept != null) {
          entries(kept).forEach(index::delete);
          events.delete(eventKey);
          ruled.delete(eventKey);
          dropWhenEmpty(kept.siteKey());
        }
        forgotten.add(eventKey);
      }
    }
    return forgotten;
  }

  private static Bytes ageKey(long firstSeenAt, String eventKey) {
    byte[] key = eventKey.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(Long.BYTES + key.length).putLong(firstSeenAt).put(key).array());
  }

  private static String eventKey(Bytes ageKey) {
    byte[] bytes = ageKey.get();
    return new String(bytes, Long.BYTES, bytes.length - Long.BYTES, StandardCharsets.UTF_8);
  }

  private static Bytes key(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The events of one site in the stores.
  private final class KeptSite extends UnconfiguredSite {
    private final String prefix;
    private final String siteKey;

    KeptSite(String prefix, String siteKey) {
      this.prefix = prefix;
      this.siteKey = siteKey;
    }

    @Override
    public @Nullable SiteEvent event(String eventKey) {
      Kept kept = find(eventKey);
      return kept == null || !kept.siteKey().equals(siteKey) ? null : kept.event();
    }

    @Override
    public List<String> entries(String from, String to, boolean backwards, int most) {
      Bytes first = key(prefix + from);
      Bytes end = key(prefix + to);
      var found = new ArrayList<String>();
      if (first.compareTo(end) >= 0) {
        return found;
      }
      try (KeyValueIterator<Bytes, byte[]> range =
          backwards ? index.reverseRange(first, end) : index.range(first, end)) {
        while (found.size() < most && range.hasNext()) {
          KeyValue<Bytes, byte[]> next = range.next();
          if (!next.key.equals(end)) { // The store's ranges include their end.
            found.add(
                new String(next.key.get(), StandardCharsets.UTF_8).substring(prefix.length()));
          }
        }
      }
      return found;
    }
  }
}
