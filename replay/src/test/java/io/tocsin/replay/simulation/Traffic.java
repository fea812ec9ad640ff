package io.tocsin.replay.simulation;

import io.tocsin.normalizer.vendor.Fact;
import io.tocsin.normalizer.vendor.Format;
import io.tocsin.normalizer.vendor.Layout;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.platform.reading.Times;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import io.tocsin.schemas.Transport;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What arrives in a simulation and what operators publish, made from its random numbers.
///
/// Events of three sources happen, change and end. Each is told by webhook and poll in JSON and by
/// an export in CSV; deliveries come late, overtake one another and come twice. `west` says an
/// order, `east` none. The events of `north` are told once: until its adapter is mended, each is a
/// dead letter.
final class Traffic {
  private static final Instant START = Instant.parse("2026-06-20T00:00:00Z");
  private static final String ZONE = "America/Chicago";
  private static final String NORTH = "north";
  private static final List<String> SOURCES = List.of("east", "west", NORTH);
  private static final List<String> REFS = List.of("a", "b", "c", "d", "e");
  private static final List<String> CLIENTS = List.of("acme", "harbor", "nobody");
  private static final List<String> SITES = List.of("mall", "dock", "depot");

  /// Where nothing has happened before they are configured; as above, each belongs mostly to the
  /// client in its place.
  private static final List<String> NEW_SITES = List.of("annex", "pier", "yard");
  private static final List<String> CODES = List.of("1", "2", "3", "4", "5");
  private static final List<String> ENDINGS = List.of("false", "confirmed");
  private static final List<EventType> TYPES =
      List.of(
          EventType.alarm,
          EventType.alarm_dispatch,
          EventType.alarm_dispatch,
          EventType.alarm_dispatch,
          EventType.patrol_incident,
          EventType.false_alarm,
          EventType.restore);
  private static final List<Fact> FACTS = List.of(Fact.CATEGORY, Fact.DISPOSITION, Fact.CUSTOM_ID);

  private final Random random;
  private final List<Subject> subjects = new ArrayList<>();
  private final List<Telling> late = new ArrayList<>();
  private final List<Telling> told = new ArrayList<>();
  private Instant now = START;
  private int receipts;

  /// One event as it is at its source.
  private static final class Subject {
    private final String source;
    private final String id;
    private final Instant occurredAt;

    /// Whether its source says when it happened; otherwise that is when it was received first.
    private boolean timed;

    private int version = 1;
    private String ref;
    private String code;
    private @Nullable String ending;
    private @Nullable String custom;

    Subject(String source, String id, Instant occurredAt, String ref, String code) {
      this.source = source;
      this.id = id;
      this.occurredAt = occurredAt;
      this.ref = ref;
      this.code = code;
    }
  }

  /// A delivery on its way, as its event was when it was sent.
  private record Telling(
      Subject subject, Transport road, String ref, String code, Map<String, String> facts) {}

  Traffic(Random random) {
    this.random = random;
  }

  /// How a source is read.
  static Source source(String name) {
    return new Source(
        name,
        new Times(ZoneId.of(ZONE), List.of()),
        Map.of(),
        null,
        Map.of(
            Format.JSON, layout(name, place -> "/" + place),
            Format.CSV, layout(name, UnaryOperator.identity())));
  }

  private static Layout layout(String source, UnaryOperator<String> place) {
    return Layout.of(
        facts(source).stream()
            .collect(Collectors.toMap(fact -> fact, fact -> List.of(place.apply(fact.setting())))));
  }

  private static List<Fact> facts(String source) {
    var facts = new ArrayList<>(FACTS);
    if (source.equals("west")) {
      facts.add(Fact.ORDER);
    }
    return facts;
  }

  /// The time now, which the next delivery does not go behind.
  Instant now() {
    return now;
  }

  /// The next raw record.
  Raw next() {
    now = now.plusSeconds(random.nextInt(60, 36_000));
    int what = random.nextInt(100);
    if (what < 12) {
      return poison();
    }
    if (what < 30 && !late.isEmpty()) {
      return deliver(late.remove(random.nextInt(late.size())));
    }
    if (what < 45 && !told.isEmpty()) {
      return deliver(any(told));
    }
    List<Subject> changeable =
        subjects.stream().filter(subject -> !subject.source.equals(NORTH)).toList();
    return what < 70 && !changeable.isEmpty() ? change(any(changeable)) : happen();
  }

  private Raw happen() {
    String source = any(SOURCES);
    // Often close to another one, so that they can be one incident.
    Instant at =
        subjects.isEmpty() || !chance(35)
            ? now.minusSeconds(random.nextInt(7_200))
            : any(subjects).occurredAt.plusSeconds(random.nextInt(-1_500, 1_500));
    var subject = new Subject(source, "0" + subjects.size(), at, any(REFS), any(CODES));
    if (chance(25)) {
      subject.custom = "job " + random.nextInt(4);
    }
    subject.timed = chance(85);
    subjects.add(subject);
    if (!source.equals(NORTH)) {
      return tell(subject);
    }
    subject.ending = chance(30) ? any(ENDINGS) : null;
    return raw(telling(subject, Transport.WEBHOOK));
  }

  private Raw change(Subject subject) {
    subject.version++;
    switch (random.nextInt(4)) {
      case 0 -> subject.ref = any(REFS);
      case 1 -> subject.code = any(CODES);
      case 2 -> subject.ending = any(ENDINGS);
      default -> subject.custom = "job " + random.nextInt(4);
    }
    return tell(subject);
  }

  /// Sends what is now, perhaps by several roads; one of them is here at once.
  private Raw tell(Subject subject) {
    Telling first = telling(subject, any(List.of(Transport.values())));
    if (chance(50)) {
      late.add(telling(subject, any(List.of(Transport.values()))));
    }
    return deliver(first);
  }

  private Telling telling(Subject subject, Transport wanted) {
    Transport road = wanted == Transport.MAILBOX ? Transport.EXPORT : wanted;
    boolean rich = road != Transport.EXPORT;
    var facts = new HashMap<String, String>();
    put(facts, Fact.CATEGORY, rich ? "After hours" : "AH");
    put(facts, Fact.DISPOSITION, rich || chance(50) ? subject.ending : null);
    put(facts, Fact.CUSTOM_ID, rich ? subject.custom : null);
    put(facts, Fact.ORDER, Integer.toString(subject.version));
    return new Telling(subject, road, subject.ref, subject.code, facts);
  }

  private static void put(Map<String, String> facts, Fact fact, @Nullable String value) {
    facts.put(fact.setting(), value == null ? "" : value);
  }

  private Raw deliver(Telling telling) {
    told.add(telling);
    return raw(telling);
  }

  private Raw raw(Telling telling) {
    Subject subject = telling.subject();
    return raw(
        subject.source,
        subject.id,
        envelope(subject.source, subject.id)
            .setTransport(telling.road())
            .setSiteRef(telling.ref())
            .setCode(telling.code())
            .setSentAt(subject.timed ? subject.occurredAt.toString() : null)
            .setMediaType(telling.road() == Transport.EXPORT ? "text/csv" : "application/json")
            .setBody(ByteBuffer.wrap(body(telling)))
            .build());
  }

  private Raw raw(String source, String id, RawEvent raw) {
    return new Raw(Topics.raw(source), utf8(source + ":" + id), WireFormat.bytes(raw), timestamp());
  }

  private static byte[] body(Telling telling) {
    List<String> names = facts(telling.subject().source).stream().map(Fact::setting).toList();
    if (telling.road() == Transport.EXPORT) {
      String values = names.stream().map(telling.facts()::get).collect(Collectors.joining(","));
      return utf8(String.join(",", names) + "\r\n" + values);
    }
    return utf8(
        names.stream()
            .map(name -> "\"%s\": \"%s\"".formatted(name, telling.facts().get(name)))
            .collect(Collectors.joining(", ", "{", "}")));
  }

  private RawEvent.Builder envelope(String source, String id) {
    return RawEvent.newBuilder()
        .setReceipt("receipt-" + receipts++)
        .setTopic(Topics.raw(source))
        .setSource(source)
        .setVendor(source.equals(NORTH) ? "silvertrac" : "tracktik")
        .setSourceEventId(id)
        .setIdentityRecipe("simulation/1")
        .setTransport(Transport.WEBHOOK)
        .setReceivedAt(now.minusMillis(random.nextInt(5_000)))
        .setMediaType("application/json")
        .setBody(ByteBuffer.wrap(utf8("{}")))
        .setHeaders(List.of())
        .setAuth(new AuthVerdict(AuthScheme.STATIC_HEADER, "current", null));
  }

  /// A record that is no event, some of them under the key of one.
  private Raw poison() {
    String source = any(SOURCES);
    String id = "0" + random.nextInt(Math.max(1, subjects.size()));
    String topic = Topics.raw(source);
    byte[] key = utf8(source + ":" + id);
    RawEvent.Builder raw = envelope(source, id);
    return switch (random.nextInt(5)) {
      case 0 -> new Raw(topic, chance(50) ? key : null, null, timestamp());
      case 1 -> new Raw(topic, key, utf8("noise"), timestamp());
      case 2 -> raw(source, id, raw.setVendor("nobody").build());
      case 3 -> raw(source, id, raw.setBody(ByteBuffer.wrap(utf8("{"))).build());
      default -> new Raw(topic, null, WireFormat.bytes(raw.build()), timestamp());
    };
  }

  /// Writers' clocks do not quite agree.
  private long timestamp() {
    return now.toEpochMilli() - random.nextInt(60_000);
  }

  /// What is configured at first.
  Configured configuration() {
    var mappings = new HashMap<String, CodeMapping>();
    SOURCES.forEach(source -> mappings.put(source, mapping(source, 1)));
    var sites = new HashMap<String, SiteEntry>();
    for (String source : SOURCES) {
      REFS.stream()
          .filter(_ -> chance(95))
          .forEach(ref -> sites.put(source + ":" + ref, site(source, ref, SITES)));
    }
    return new Configured(mappings, sites, chance(40));
  }

  /// Another configuration: some of it is changed.
  Configured changed(Configured before) {
    var mappings = new HashMap<>(before.mappings());
    var sites = new HashMap<>(before.sites());
    String source = any(SOURCES);
    int what = random.nextInt(100);
    if (what < 70) {
      mappings.merge(
          source, mapping(source, 1), (old, now) -> mapping(source, old.getVersion() + 1));
    }
    if (what >= 40) {
      for (String ref : chance(50) ? REFS : List.of(any(REFS))) {
        if (chance(20)) {
          sites.remove(source + ":" + ref);
        } else {
          sites.put(source + ":" + ref, site(source, ref, chance(50) ? SITES : NEW_SITES));
        }
      }
    }
    return new Configured(mappings, sites, before.mended() || chance(40));
  }

  private CodeMapping mapping(String source, int version) {
    var entries = new ArrayList<CodeEntry>();
    CODES.stream()
        .filter(_ -> chance(93))
        .forEach(
            code ->
                entries.add(
                    new CodeEntry(
                        code, null, null, null, any(TYPES), "code " + code, false, null)));
    ENDINGS.stream()
        .filter(_ -> chance(80))
        .forEach(
            ending ->
                entries.add(
                    new CodeEntry(
                        ending, "disposition", null, null, any(TYPES), ending, false, null)));
    return new CodeMapping(source, version, entries);
  }

  /// A site belongs mostly to one client, and is in one zone always: a service day is fixed by what
  /// was configured at first.
  private SiteEntry site(String source, String ref, List<String> sites) {
    int site = random.nextInt(sites.size());
    String client = chance(85) ? CLIENTS.get(site) : any(CLIENTS);
    return new SiteEntry(source, ref, sites.get(site), client, "Name of " + ref, ZONE);
  }

  /// The text of a rulebook.
  String rulebook(int version) {
    return """
    version: %d
    effective-from: 2026-01-01
    currency: USD
    prices:
      ADH: {unit: dispatch, unit-price: %s}
      PATROL: {unit: hour, unit-price: %s}
    contracts:
      - id: A
        client: acme
        prices: {ADH: {free-per-month: %d}, PATROL: {cap-per-month: %d}}
        signal-plan:
          {sku: SIG, unit: signal, types: [alarm, restore], included-per-month: %d, unit-price: 0.35}
      - {id: H, client: harbor}
    incidents:
      - {id: response, types: [alarm_dispatch, false_alarm], within: %dm, margin: 1m}
    rules:
      - id: dispatch
        when: event.type == "alarm_dispatch"
        then: {billable: yes, sku: ADH, quantity: 1, routes: [billing]}
    defaults:
      patrol_incident: {billable: yes, sku: PATROL, quantity: 1.5, routes: [billing]}
      alarm: {billable: no, reason: SIGNAL_ONLY, because: The signal itself is free.}
      restore: {billable: no, reason: SIGNAL_ONLY, because: The signal itself is free.}
    """
        .formatted(
            version,
            any(List.of("85.00", "87.35", "90.10")),
            any(List.of("48.00", "51.25")),
            random.nextInt(3),
            random.nextInt(2, 6),
            random.nextInt(4),
            any(List.of(5, 20, 60)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
