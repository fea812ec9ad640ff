package io.tocsin.normalizer.simulation;

import io.tocsin.normalizer.LocalAvro;
import io.tocsin.normalizer.simulation.RawRecord.Junk;
import io.tocsin.normalizer.simulation.RawRecord.Speech;
import io.tocsin.normalizer.vendor.Named;
import io.tocsin.normalizer.vendor.SeverityScale;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.reading.TimeFormat;
import io.tocsin.platform.reading.Times;
import io.tocsin.schemas.AuthScheme;
import io.tocsin.schemas.AuthVerdict;
import io.tocsin.schemas.CodeEntry;
import io.tocsin.schemas.CodeMapping;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Qualifier;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.SiteEntry;
import io.tocsin.schemas.Topics;
import io.tocsin.schemas.Transport;
import io.tocsin.schemas.TrustedClasses;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Everything that happens in one simulation, made from its seed.
///
/// Some events of three sources happen, change, end, and are told by several roads: the webhook
/// tells all, the poll the same later, the export less and in other words, the mail hardly
/// anything. Deliveries are late, overtake one another, come twice, or are lost and sent again much
/// later, some of them when the event is long forgotten. Between them: records that are no event,
/// changed mappings and sites, commits, crashes, and weeks in which nothing happens.
final class Script {
  /// A schema id that the registry does not know.
  static final int UNKNOWN_SCHEMA = 1_000_000;

  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
  private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");

  /// A source whose exports write local times without a zone.
  private static final String EAST = "east";

  /// A source that tells its events in parts, each part with an order.
  private static final String WEST = "west";

  /// A source without settings.
  private static final String NORTH = "north";

  private static final List<String> SOURCES = List.of(EAST, WEST, NORTH);
  private static final List<String> SITES = List.of("a", "b", "c", "0a", "d");
  private static final List<String> ZONES =
      List.of("America/Chicago", "Asia/Tokyo", "UTC", "Pacific/Auckland");
  private static final List<String> CODES = List.of("fire", "burglary", "patrol", "0120", "120");
  private static final List<String> ENDINGS = List.of("false", "confirmed", "cancelled");
  private static final SeverityScale SEVERITIES =
      new SeverityScale(Map.of("1", 1, "2", 2, "3", 3, "4", 4, "5", 5));
  private static final List<String> PARTS = List.of("raised", "handled", "closed");
  private static final List<Transport> ROADS =
      List.of(Transport.WEBHOOK, Transport.POLL, Transport.EXPORT, Transport.MAILBOX);
  private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  static {
    TrustedClasses.trustOurs();
  }

  private final SplittableRandom random;
  private final List<Step> steps = new ArrayList<>();
  private final List<Subject> subjects = new ArrayList<>();
  private final PriorityQueue<Planned> planned =
      new PriorityQueue<>(Comparator.comparing(Planned::at).thenComparing(Planned::number));
  private final List<Planned> told = new ArrayList<>();
  private final Map<String, Integer> versions = new HashMap<>();
  private Instant now = START;
  private int number;

  /// One event as it really is, at its source.
  private static final class Subject {
    final String source;
    final String id;
    final Instant occurredAt;
    int version = 1;
    String site;
    String code;
    @Nullable Qualifier qualifier;
    @Nullable String zone;
    @Nullable Integer severity;
    @Nullable Integer level;
    String status = "open";
    @Nullable String ending;
    @Nullable String foreign;

    Subject(String source, String id, Instant occurredAt, String site, String code) {
      this.source = source;
      this.id = id;
      this.occurredAt = occurredAt;
      this.site = site;
      this.code = code;
    }
  }

  /// A delivery on its way.
  private record Planned(
      Instant at, int number, Subject subject, Transport road, Statement words, Sent sent) {}

  /// A time as it is written, and what it means.
  private record Sent(
      @Nullable String text,
      @Nullable Long at,
      String basis,
      @Nullable String zone,
      List<String> notes) {
    static final Sent NONE = new Sent(null, null, "RECEIVED", null, List.of());
  }

  private Script(long seed) {
    random = new SplittableRandom(seed);
  }

  /// The steps of a seed, always the same.
  static List<Step> of(long seed) {
    var script = new Script(seed);
    script.write();
    return List.copyOf(script.steps);
  }

  /// How a source is read.
  static Source source(String name) {
    Times local = new Times(CHICAGO, List.of(TimeFormat.of("uuuu-MM-dd HH:mm:ss")));
    boolean zoned = name.equals(EAST);
    return new Source(
        name,
        zoned ? new Times(CHICAGO, List.of()) : Times.ISO_ONLY,
        zoned ? Map.of(Transport.EXPORT, local) : Map.of(),
        null,
        Telling.layouts(),
        SEVERITIES,
        Source.PLAIN_CSV,
        null);
  }

  /// The adapter that reads a source's bodies.
  private static String vendor(String source) {
    return source.equals(WEST) ? "manitou" : "tracktik";
  }

  /// Zone of each source that has one.
  static Map<String, ZoneId> zones() {
    return Map.of(EAST, CHICAGO);
  }

  private void write() {
    for (String source : SOURCES) {
      mapping(source);
      SITES.stream().filter(_ -> chance(70)).forEach(site -> site(source, site));
    }
    int length = random.nextInt(40, 170);
    for (int i = 0; i < length; i++) {
      act();
      now = now.plusSeconds(random.nextInt(1, 3600));
      deliver();
    }
    while (!planned.isEmpty()) {
      now = planned.peek().at();
      deliver();
    }
    // A last look at the clock, for what is to be forgotten by then.
    now = now.plus(Duration.ofMinutes(5));
    arrive(junk("raw." + NORTH, null, null, ReasonCode.NO_VALUE));
    steps.add(new Step.Commits());
  }

  private void act() {
    int what = random.nextInt(100);
    if (what < 22) {
      happen();
    } else if (what < 40) {
      change();
    } else if (what < 56) {
      repeat();
    } else if (what < 64) {
      arrive(junk());
    } else if (what < 69) {
      mapping(any(SOURCES));
    } else if (what < 74) {
      site(any(SOURCES), any(SITES));
    } else if (what < 84) {
      steps.add(new Step.Commits());
    } else if (what < 86) {
      steps.add(new Step.Crashes(false, 0));
    } else if (what < 88) {
      steps.add(new Step.Crashes(true, any(List.of(0, 0, 500, 1000))));
    } else if (what < 90) {
      now = now.plus(Rules.HORIZON.dividedBy(random.nextInt(2, 5)));
    }
  }

  private void happen() {
    String source = any(SOURCES);
    // Leading zeros are significant, and one event's id may be the start of another's.
    String id = (chance(30) ? "0" : "") + random.nextInt(1, 40);
    var subject = new Subject(source, id, occurrence(), any(SITES.subList(0, 4)), any(CODES));
    if (subjects.stream().anyMatch(s -> s.source.equals(source) && s.id.equals(id))) {
      return;
    }
    subject.qualifier = chance(40) ? any(List.of(Qualifier.values())) : null;
    subject.zone = chance(60) ? "00" + random.nextInt(1, 9) : null;
    subject.severity = chance(50) ? Integer.valueOf(random.nextInt(1, 6)) : null;
    subject.level = chance(20) ? Integer.valueOf(random.nextInt(0, 5)) : null;
    subject.foreign = chance(30) ? "callout " + any(CODES) : null;
    subjects.add(subject);
    tell(subject);
  }

  /// Mostly a little while ago; sometimes by a clock that is wrong, or long ago.
  private Instant occurrence() {
    int kind = random.nextInt(100);
    long millis = random.nextInt(1000);
    Instant near = now.minusSeconds(random.nextInt(-120, 7200)).plusMillis(millis);
    if (kind < 80) {
      return near;
    }
    if (kind < 86) {
      return near.plusSeconds(random.nextInt(0, 3 * 86_400));
    }
    if (kind < 93) {
      return near.minus(Rules.HORIZON.multipliedBy(random.nextInt(1, 4)));
    }
    return kind < 97
        ? Instant.parse("1990-01-01T00:00:00Z")
        : Instant.parse("2090-01-01T00:00:00Z");
  }

  private void change() {
    if (subjects.isEmpty()) {
      return;
    }
    Subject subject = any(subjects);
    subject.version++;
    switch (random.nextInt(6)) {
      case 0 -> subject.site = any(SITES);
      case 1 -> subject.code = any(CODES);
      case 2 -> subject.ending = any(ENDINGS);
      case 3 -> subject.severity = random.nextInt(1, 6);
      case 4 -> subject.zone = chance(30) ? null : "0" + random.nextInt(1, 9);
      default -> subject.status = any(List.of("open", "in work", "closed"));
    }
    tell(subject);
  }

  private void tell(Subject subject) {
    for (Transport road : ROADS) {
      if (!chance(road == Transport.MAILBOX ? 25 : 55)) {
        continue;
      }
      plan(subject, road, words(subject, road), sent(subject, road), delay(road));
    }
  }

  private Duration delay(Transport road) {
    int hours = road == Transport.WEBHOOK ? 1 : road == Transport.POLL ? 6 : 48;
    Duration delay = Duration.ofSeconds(random.nextInt(0, hours * 3600));
    // Lost, and sent again when somebody noticed.
    return chance(10) ? delay.plus(Rules.HORIZON.dividedBy(random.nextInt(1, 9))) : delay;
  }

  private void plan(Subject subject, Transport road, Statement words, Sent sent, Duration delay) {
    planned.add(new Planned(now.plus(delay), number++, subject, road, words, sent));
  }

  /// A delivery that was there before is sent again, word for word, by its own road or by another
  /// of the same kind.
  private void repeat() {
    if (told.isEmpty()) {
      return;
    }
    Planned again =
        chance(70)
            ? told.get(told.size() - 1 - random.nextInt(Math.min(8, told.size())))
            : any(told);
    Transport road =
        again.road() == Transport.WEBHOOK && chance(50) ? Transport.POLL : again.road();
    plan(
        again.subject(),
        road,
        again.words(),
        again.sent(),
        Duration.ofSeconds(random.nextInt(0, 7200)));
  }

  private Statement words(Subject subject, Transport road) {
    Statement.Builder words = Statement.newBuilder();
    boolean rich = road == Transport.WEBHOOK || road == Transport.POLL;
    if (subject.source.equals(WEST)) {
      words.setPart(chance(80) ? any(PARTS) : null);
      words.setOrder(chance(80) ? Long.valueOf(subject.version) : null);
    } else if (subject.source.equals(EAST) && rich) {
      words.setOrder(Long.valueOf(subject.version));
    }
    if (chance(rich ? 97 : 80)) {
      words.setSiteRef(subject.site);
    }
    if (chance(rich ? 95 : 60)) {
      words.setCode(road == Transport.MAILBOX && chance(40) ? any(CODES) : subject.code);
      words.setScheme("words");
      words.setQualifier(rich && subject.qualifier != null ? subject.qualifier.name() : null);
    }
    if (rich) {
      words.setZone(chance(85) ? subject.zone : null);
      words.setSeverity(chance(85) ? subject.severity : null);
      words.setAlarmLevel(subject.level);
      words.setDisposition(subject.ending);
    } else {
      words.setZone(chance(30) ? "099" : null);
      words.setSeverity(chance(20) ? Integer.valueOf(random.nextInt(1, 6)) : null);
      words.setDisposition(chance(50) ? subject.ending : null);
      words.setCategory(chance(40) ? "as " + subject.code + " by " + road : null);
    }
    words.setArea(chance(20) ? "area " + random.nextInt(3) : null);
    words.setUser(chance(10) ? "0" + random.nextInt(1, 4) : null);
    if (chance(70)) {
      words.setStatus(rich ? subject.status : any(List.of("Open", "CLOSED", subject.status)));
    }
    var attributes = new HashMap<String, String>();
    for (String key : Telling.ATTRIBUTES) {
      if (chance(25)) {
        attributes.put(key, any(List.of("one", "two")));
      }
    }
    words.setAttributes(attributes);
    if (subject.foreign != null && chance(60)) {
      words.setReferences(
          List.of(new Named(vendor(subject.source) + "-custom-id", subject.foreign)));
    }
    return words.build();
  }

  private Sent sent(Subject subject, Transport road) {
    Instant at = subject.occurredAt;
    // A sender's own clock, sometimes.
    if (chance(15)) {
      at = at.plusSeconds(random.nextInt(-900, 900));
    }
    if (road == Transport.MAILBOX || chance(10)) {
      return chance(50)
          ? Sent.NONE
          : new Sent("last night", null, "RECEIVED", null, List.of("UNREADABLE"));
    }
    if (road != Transport.EXPORT) {
      ZoneOffset offset = ZoneOffset.ofHours(random.nextInt(-6, 7));
      String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at.atOffset(offset));
      return new Sent(text, at.toEpochMilli(), "OFFSET_SENT", offset.getId(), List.of());
    }
    Instant second = Instant.ofEpochSecond(at.getEpochSecond());
    String local = LOCAL.format(second.atZone(CHICAGO));
    return subject.source.equals(EAST)
        ? new Sent(local, second.toEpochMilli(), "ZONE_CONFIGURED", CHICAGO.getId(), List.of())
        : new Sent(local, null, "RECEIVED", null, List.of("NO_ZONE"));
  }

  private void deliver() {
    while (!planned.isEmpty() && !planned.peek().at().isAfter(now)) {
      Planned next = planned.poll();
      arrive(record(next));
      told.add(next);
      if (chance(12)) {
        arrive(record(next));
      }
    }
  }

  private void arrive(RawRecord record) {
    steps.add(new Step.Arrives(record));
  }

  private RawRecord record(Planned delivery) {
    Subject subject = delivery.subject();
    String receipt = "receipt-" + number++;
    Instant receivedAt = now.minusMillis(random.nextInt(5000));
    RawEvent raw =
        envelope(subject.source, subject.id, receipt, receivedAt, delivery.road())
            .setSentAt(delivery.sent().text())
            .setSiteRef(delivery.words().getSiteRef())
            .setCode(delivery.words().getCode())
            .setBody(ByteBuffer.wrap(Telling.of(delivery.words(), delivery.road())))
            .build();
    String key = subject.source + ":" + subject.id;
    return new RawRecord(
        raw.getTopic(),
        utf8(key),
        bytes(raw),
        timestamp(),
        receipt,
        new Speech(
            key,
            subject.source,
            receipt,
            raw.getReceivedAt(),
            delivery.road(),
            timed(delivery.words(), delivery.sent())));
  }

  private static Statement timed(Statement words, Sent sent) {
    return sent.text() == null
        ? words
        : Statement.newBuilder(words)
            .setOccurredAt(sent.at())
            .setTimeBasis(sent.basis())
            .setTimeAsReceived(sent.text())
            .setZoneAsReceived(sent.zone())
            .setTimeNotes(sent.notes())
            .build();
  }

  private RawEvent.Builder envelope(
      String source, @Nullable String id, String receipt, Instant receivedAt, Transport road) {
    return RawEvent.newBuilder()
        .setReceipt(receipt)
        .setTopic(Topics.raw(source))
        .setSource(source)
        .setVendor(vendor(source))
        .setSourceEventId(id)
        .setIdentityRecipe("simulation/id/1")
        .setTransport(road)
        .setReceivedAt(Instant.ofEpochMilli(receivedAt.toEpochMilli()))
        .setBody(ByteBuffer.allocate(0))
        .setMediaType(Telling.mediaType(road))
        .setHeaders(List.of())
        .setAuth(new AuthVerdict(AuthScheme.STATIC_HEADER, "current", null));
  }

  /// The clock of whoever wrote the record: a little behind, at times.
  private long timestamp() {
    return now.toEpochMilli() - (chance(30) ? random.nextInt(60_000) : 0);
  }

  private RawRecord junk() {
    String source = any(SOURCES);
    String topic = Topics.raw(source);
    String id = Integer.toString(random.nextInt(1, 40));
    byte[] key = utf8(source + ":" + id);
    RawEvent.Builder raw =
        envelope(source, id, "junk-" + number++, now, Transport.POLL)
            .setBody(ByteBuffer.wrap(utf8("{}")));
    return switch (random.nextInt(9)) {
      case 0 -> junk(topic, key, null, ReasonCode.NO_VALUE);
      case 1 -> junk(topic, null, null, ReasonCode.NO_VALUE);
      case 2 -> junk(topic, key, noise(), ReasonCode.UNREADABLE_ENVELOPE);
      case 3 -> {
        byte[] value = bytes(raw.build());
        ByteBuffer.wrap(value, 1, Integer.BYTES).putInt(UNKNOWN_SCHEMA + random.nextInt(9));
        yield junk(topic, key, value, ReasonCode.UNREADABLE_ENVELOPE);
      }
      case 4 -> junk(topic, null, bytes(raw.build()), ReasonCode.UNREADABLE_ENVELOPE);
      case 5 ->
          junk(
              topic, key, bytes(raw.setTopic("raw.other").build()), ReasonCode.UNREADABLE_ENVELOPE);
      case 6 ->
          junk(topic, null, bytes(raw.setSourceEventId(null).build()), ReasonCode.NO_IDENTITY);
      case 7 -> junk(topic, key, bytes(raw.setVendor("nobody").build()), ReasonCode.UNKNOWN_VENDOR);
      default ->
          junk(
              topic,
              key,
              bytes(raw.setBody(ByteBuffer.wrap(noise())).build()),
              ReasonCode.UNREADABLE_BODY);
    };
  }

  private RawRecord junk(
      String topic, byte @Nullable [] key, byte @Nullable [] value, ReasonCode reason) {
    return new RawRecord(
        topic, key, value, timestamp(), chance(50) ? "junk" : null, new Junk(reason));
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(1, 40)];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) random.nextInt(1, 256);
    }
    return noise;
  }

  private void mapping(String source) {
    int version = versions.merge(source, 1, Integer::sum);
    var entries = new ArrayList<CodeEntry>();
    for (String code : CODES) {
      if (chance(75)) {
        entries.add(entry(code, chance(50) ? "words" : null, chance(20), chance(25)));
      }
    }
    for (String ending : ENDINGS) {
      if (chance(60)) {
        entries.add(entry(ending, "disposition", false, chance(20)));
      }
    }
    if (chance(40)) {
      // An account's own entry wins wherever it stands.
      entries.addFirst(entry(any(CODES), "words", false, true));
    }
    steps.add(new Step.MappingIs(new CodeMapping(source, version, entries)));
  }

  private CodeEntry entry(
      String code, @Nullable String scheme, boolean qualified, boolean ofAccount) {
    return new CodeEntry(
        code,
        scheme,
        qualified ? any(List.of(Qualifier.values())) : null,
        ofAccount ? any(SITES.subList(0, 4)) : null,
        any(List.of(EventType.values())),
        "name of " + code,
        chance(20),
        chance(40) ? Integer.valueOf(random.nextInt(1, 6)) : null);
  }

  private void site(String source, String site) {
    steps.add(
        new Step.SiteIs(
            source + ":" + site,
            chance(15)
                ? null
                : new SiteEntry(
                    source,
                    site,
                    "site-" + any(SITES.subList(0, 4)),
                    "client-" + random.nextInt(3),
                    "Name",
                    any(ZONES))));
  }

  private static byte[] bytes(RawEvent raw) {
    return LocalAvro.serdes().<RawEvent>serializer().serialize(raw.getTopic(), raw);
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
