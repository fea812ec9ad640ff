package io.tocsin.normalizer.simulation;

import io.tocsin.normalizer.simulation.RawRecord.Junk;
import io.tocsin.normalizer.simulation.RawRecord.Speech;
import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.SiteEntry;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The model: what must become of each raw record, straight from the rules, written without a look
/// at how the stream does it.
///
/// It is slow on purpose. It keeps every statement that was ever made of an event and works the
/// event's content out from all of them, each time anew.
final class Ledger {
  /// An event as the model knows it.
  private static final class Event {
    final String source;
    final String firstReceipt;
    final Instant receivedAt;
    final long firstSeen;
    final boolean pastHorizon;
    final LocalDate serviceDay;
    final List<Spoken> history = new ArrayList<>();
    final Map<Long, Taken> taken = new TreeMap<>();
    int revision;
    Map<String, Object> present = Map.of();

    Event(Speech first, long clock, boolean pastHorizon, LocalDate serviceDay) {
      this.source = first.source();
      this.firstReceipt = first.receipt();
      this.receivedAt = first.receivedAt();
      this.firstSeen = clock;
      this.pastHorizon = pastHorizon;
      this.serviceDay = serviceDay;
    }

    Event(Event other) {
      source = other.source;
      firstReceipt = other.firstReceipt;
      receivedAt = other.receivedAt;
      firstSeen = other.firstSeen;
      pastHorizon = other.pastHorizon;
      serviceDay = other.serviceDay;
      history.addAll(other.history);
      taken.putAll(other.taken);
      revision = other.revision;
      present = other.present;
    }
  }

  /// What became of a record.
  private record Taken(Outcome outcome, int revision, Expected.@Nullable Move moved) {}

  /// A statement that stands.
  ///
  /// @param said the statement
  /// @param changed number of the change that made it stand, among all changes of its event
  private record Standing(Spoken said, int changed) {}

  private final Map<String, Event> events;
  private final Map<String, SiteEntry> sites = new HashMap<>();
  private final Map<String, CodeMapping> mappings = new HashMap<>();
  private final Map<String, ZoneId> zones;
  private long clock;

  /// @param zones zone of each source that has one
  Ledger(Map<String, ZoneId> zones) {
    this.events = new TreeMap<>();
    this.zones = zones;
  }

  private Ledger(Ledger other) {
    this(other.zones);
    other.events.forEach((key, event) -> events.put(key, new Event(event)));
    sites.putAll(other.sites);
    mappings.putAll(other.mappings);
    clock = other.clock;
  }

  Ledger copy() {
    return new Ledger(this);
  }

  /// Takes over what operators published: it is not rolled back with a transaction.
  Ledger configuredLike(Ledger other) {
    sites.clear();
    sites.putAll(other.sites);
    mappings.clear();
    mappings.putAll(other.mappings);
    return this;
  }

  /// Turns the clock back to what a stream knows that has met only these timestamps.
  void clockOf(List<RawRecord> met) {
    clock = met.stream().mapToLong(RawRecord::timestamp).max().orElse(0);
  }

  void publish(String reference, @Nullable SiteEntry entry) {
    if (entry == null) {
      sites.remove(reference);
    } else {
      sites.put(reference, entry);
    }
  }

  void publish(CodeMapping mapping) {
    mappings.put(mapping.getSource(), mapping);
  }

  /// Keys of the events that are not forgotten.
  Set<String> remembered() {
    var keys = new TreeSet<String>();
    events.forEach(
        (key, event) -> {
          if (!forgotten(event, clock)) {
            keys.add(key);
          }
        });
    return keys;
  }

  /// Whether some event is forgotten when the clock has met this timestamp.
  boolean forgetsAt(long timestamp) {
    long then = Math.max(clock, timestamp);
    return events.values().stream().anyMatch(e -> !forgotten(e, clock) && forgotten(e, then));
  }

  private static boolean forgotten(Event event, long clock) {
    return event.firstSeen < clock - Rules.HORIZON.toMillis();
  }

  /// What must become of a record.
  ///
  /// @param offset where it stands
  Expected meet(long offset, RawRecord record) {
    clock = Math.max(clock, record.timestamp());
    return switch (record.meaning()) {
      case Junk junk -> new Expected.Letter(junk.reason());
      case Speech speech -> meet(offset, speech);
    };
  }

  private Expected meet(long offset, Speech speech) {
    Event event = events.get(speech.eventKey());
    if (event != null && forgotten(event, clock)) {
      event = null;
    }
    if (event == null) {
      return firstSight(offset, speech);
    }
    Taken before = event.taken.get(offset);
    return before == null ? further(event, offset, speech) : again(event, offset, before);
  }

  private Expected firstSight(long offset, Speech speech) {
    Spoken said = Spoken.of(offset, speech);
    var draft = new Event(speech, clock, false, LocalDate.EPOCH);
    draft.history.add(said);
    Map<String, Object> content = content(draft, draft.history);
    Instant occurredAt = (Instant) Objects.requireNonNull(content.get("occurredAt"));
    boolean past = occurredAt.toEpochMilli() < clock - Rules.HORIZON.toMillis();
    var event = new Event(speech, clock, past, serviceDay(content, speech));
    event.history.add(said);
    event.revision = 1;
    event.present = content;
    var taken = new Taken(Outcome.NEW, 1, null);
    event.taken.put(offset, taken);
    events.put(speech.eventKey(), event);
    return expected(event, taken, new TreeSet<>(), content, true);
  }

  private Expected further(Event event, long offset, Speech speech) {
    Spoken said = Spoken.of(offset, speech);
    event.history.add(said);
    Map<String, Object> content = content(event, event.history);
    Taken taken;
    if (deciding(content).equals(deciding(event.present))) {
      taken = new Taken(Outcome.DUPLICATE, event.revision, null);
    } else {
      taken = new Taken(Outcome.REVISION, ++event.revision, move(event.present, content));
      event.present = content;
    }
    event.taken.put(offset, taken);
    return expected(event, taken, contradicted(said, event.history), content, true);
  }

  private static Expected.@Nullable Move move(
      Map<String, Object> before, Map<String, Object> content) {
    String from = (String) Objects.requireNonNull(before.get("siteKey"));
    String to = (String) Objects.requireNonNull(content.get("siteKey"));
    return from.equals(to) ? null : new Expected.Move(from, to);
  }

  private Expected again(Event event, long offset, Taken before) {
    List<Spoken> then = event.history.stream().filter(said -> said.offset() <= offset).toList();
    List<Standing> stoodThen = standing(then);
    List<Standing> stands = standing(event.history);
    boolean exact =
        stoodThen.stream().allMatch(s -> s.said().offset() == offset || stands.contains(s));
    return expected(event, before, null, content(event, then), exact);
  }

  private static Expected expected(
      Event event,
      Taken taken,
      @Nullable SortedSet<String> ignored,
      Map<String, Object> content,
      boolean exact) {
    var whole = new TreeMap<>(content);
    whole.put("receivedAt", event.receivedAt);
    whole.put("serviceDay", event.serviceDay);
    whole.put("pastHorizon", event.pastHorizon);
    return new Expected.Event(
        taken.outcome(),
        taken.revision(),
        taken.outcome() == Outcome.NEW ? null : event.firstReceipt,
        ignored,
        event.pastHorizon,
        taken.outcome() == Outcome.DUPLICATE ? null : whole,
        taken.moved(),
        exact);
  }

  /// For each road's rank and each part, the statement that stands: the last one, but never one of
  /// a lower order than the one before it. Repeating what stands changes nothing.
  private static List<Standing> standing(List<Spoken> history) {
    var standing = new HashMap<List<Object>, Standing>();
    int changes = 0;
    for (Spoken said : history) {
      List<Object> place = Arrays.asList(said.rank(), said.part());
      Standing before = standing.get(place);
      if (before != null && lower(said.order(), before.said().order())) {
        continue;
      }
      if (before != null
          && before.said().facts().equals(said.facts())
          && Objects.equals(before.said().order(), said.order())) {
        continue;
      }
      standing.put(place, new Standing(said, ++changes));
    }
    return new ArrayList<>(standing.values());
  }

  private static boolean lower(@Nullable Long order, @Nullable Long than) {
    return order != null && than != null && order < than;
  }

  /// All facts of an event, each from the best statement that has it.
  private static Map<String, Object> merged(List<Spoken> history) {
    List<Standing> standing = standing(history);
    standing.sort(
        Comparator.<Standing>comparingInt(s -> s.said().rank())
            .thenComparing(s -> s.said().order(), Comparator.nullsLast(Comparator.reverseOrder()))
            .thenComparing(s -> -s.changed()));
    var facts = new TreeMap<String, Object>();
    for (Standing each : standing) {
      each.said().facts().forEach(facts::putIfAbsent);
    }
    return facts;
  }

  private static SortedSet<String> contradicted(Spoken said, List<Spoken> history) {
    Map<String, Object> stands = merged(history);
    var names = new TreeSet<String>();
    said.facts()
        .forEach(
            (name, value) -> {
              if (name.equals(Spoken.TIME)) {
                if (!instant(value).equals(instant(stands.get(name)))) {
                  names.add("occurredAt");
                }
              } else if (!name.equals(Spoken.USELESS_TIME)
                  && !name.startsWith(Spoken.REFERENCE)
                  && !value.equals(stands.get(name))) {
                names.add(name);
              }
            });
    return names;
  }

  private static Object instant(@Nullable Object time) {
    return time == null ? "none" : ((List<?>) time).getFirst();
  }

  /// What the canonical event must say, by the names of its fields; absent is null.
  private Map<String, Object> content(Event event, List<Spoken> history) {
    Map<String, Object> facts = merged(history);
    var content = new TreeMap<String, Object>();
    for (String name :
        List.of(
            "siteRef", "zone", "area", "user", "alarmLevel", "severity", "category", "status")) {
      put(content, name, facts.get(name));
    }
    var attributes = new TreeMap<String, Object>();
    var references = new HashSet<String>();
    facts.forEach(
        (name, value) -> {
          if (name.startsWith(Spoken.ATTRIBUTE)) {
            attributes.put(name.substring(Spoken.ATTRIBUTE.length()), value);
          } else if (name.startsWith(Spoken.REFERENCE)) {
            references.add(name.substring(Spoken.REFERENCE.length()));
          }
        });
    content.put("attributes", attributes);
    content.put("references", references);
    var review = new TreeSet<String>();
    site(event, content, review);
    code(event, facts, content, review);
    time(event, facts, content, review);
    content.put("review", review);
    return content;
  }

  private void site(Event event, Map<String, Object> content, Set<String> review) {
    Object ref = content.get("siteRef");
    String reference = event.source + ":" + (ref == null ? "" : ref);
    SiteEntry site = ref == null ? null : sites.get(reference);
    if (site == null) {
      content.put("siteKey", reference);
      review.add("UNKNOWN_SITE");
    } else {
      content.put("siteKey", site.getSiteId());
      content.put("siteId", site.getSiteId());
      content.put("clientId", site.getClientId());
      content.put("siteZone", site.getTimeZone());
    }
  }

  private void code(
      Event event, Map<String, Object> facts, Map<String, Object> content, Set<String> review) {
    List<?> code = (List<?>) facts.get(Spoken.CODE);
    CodeEntry entry = null;
    if (code != null) {
      put(content, "code", code.get(0));
      put(content, "codeScheme", code.get(1));
      put(content, "qualifier", code.get(2));
      entry = entry(event, content, (String) code.get(0), (String) code.get(1), code.get(2));
    }
    content.put("type", entry == null ? "other" : entry.getType().name());
    boolean lifeSafety = entry != null && entry.getLifeSafety();
    if (entry == null) {
      review.add("UNMAPPED_CODE");
    } else {
      content.put("mapping", mappings.get(event.source).getVersion());
      content.put("mappingEntry", name(entry));
      if (!content.containsKey("severity")) {
        put(content, "severity", entry.getSeverity());
      }
    }
    String disposition = (String) facts.get("disposition");
    if (disposition != null) {
      content.put("disposition", disposition);
      CodeEntry ended = entry(event, content, disposition, "disposition", null);
      if (ended == null) {
        review.add("UNMAPPED_DISPOSITION");
      } else {
        content.put("type", ended.getType().name());
        content.put("dispositionMapping", mappings.get(event.source).getVersion());
        content.put("dispositionEntry", name(ended));
        lifeSafety |= ended.getLifeSafety();
      }
    }
    content.put("lifeSafety", lifeSafety);
  }

  /// An entry as an event names it: its code, its table before it, its account behind it.
  private static String name(CodeEntry entry) {
    return (entry.getScheme() == null ? "" : entry.getScheme() + ":")
        + entry.getCode()
        + (entry.getSiteRef() == null ? "" : "@" + entry.getSiteRef());
  }

  /// The entry of the account, or else of the source.
  private @Nullable CodeEntry entry(
      Event event,
      Map<String, Object> content,
      String code,
      @Nullable String scheme,
      @Nullable Object qualifier) {
    CodeMapping mapping = mappings.get(event.source);
    CodeEntry found = null;
    for (CodeEntry entry : mapping == null ? List.<CodeEntry>of() : mapping.getEntries()) {
      boolean fits =
          entry.getCode().equals(code)
              && (entry.getScheme() == null
                  ? !"disposition".equals(scheme)
                  : entry.getScheme().equals(scheme))
              && (entry.getQualifier() == null || entry.getQualifier().name().equals(qualifier))
              && (entry.getSiteRef() == null || entry.getSiteRef().equals(content.get("siteRef")));
      if (fits && (found == null || (found.getSiteRef() == null && entry.getSiteRef() != null))) {
        found = entry;
      }
    }
    return found;
  }

  private static void time(
      Event event, Map<String, Object> facts, Map<String, Object> content, Set<String> review) {
    List<?> time = (List<?>) facts.getOrDefault(Spoken.TIME, facts.get(Spoken.USELESS_TIME));
    Long at = time == null ? null : (Long) time.get(0);
    Instant occurredAt = at == null ? event.receivedAt : Instant.ofEpochMilli(at);
    var notes = new TreeSet<String>();
    content.put("occurredAt", occurredAt);
    content.put("timeBasis", at == null ? "RECEIVED" : Objects.requireNonNull(time).get(1));
    if (time != null) {
      put(content, "timeAsReceived", time.get(2));
      put(content, "zoneAsReceived", time.get(3));
      ((List<?>) time.get(4)).forEach(note -> notes.add((String) note));
    }
    if (occurredAt.isAfter(event.receivedAt.plus(Rules.MAX_SKEW))) {
      notes.add("FUTURE");
    }
    if (occurredAt.isAfter(event.receivedAt.plus(Rules.MAX_AHEAD))
        || occurredAt.isBefore(event.receivedAt.minus(Rules.MAX_BEHIND))) {
      notes.add("ABSURD");
      review.add("ABSURD_TIME");
    }
    content.put("timeNotes", notes);
  }

  private LocalDate serviceDay(Map<String, Object> content, Speech first) {
    boolean absurd =
        ((Set<?>) Objects.requireNonNull(content.get("review"))).contains("ABSURD_TIME");
    Instant at = absurd ? first.receivedAt() : (Instant) content.get("occurredAt");
    String siteZone = (String) content.get("siteZone");
    ZoneId zone =
        siteZone == null ? zones.getOrDefault(first.source(), ZoneOffset.UTC) : ZoneId.of(siteZone);
    return Objects.requireNonNull(at).atZone(zone).toLocalDate();
  }

  /// What of a content makes another revision when it changes: not the mapping's version, not the
  /// name of a time zone, not how a usable time was written and what is noted about it.
  private static Map<String, Object> deciding(Map<String, Object> content) {
    var deciding = new TreeMap<>(content);
    deciding
        .keySet()
        .removeAll(
            List.of("mapping", "dispositionMapping", "zoneAsReceived", "timeNotes", "siteZone"));
    if (!"RECEIVED".equals(content.get("timeBasis"))) {
      deciding.remove("timeAsReceived");
    }
    return deciding;
  }

  private static void put(Map<String, Object> map, String name, @Nullable Object value) {
    if (value != null) {
      map.put(name, value);
    }
  }
}
