package io.tocsin.replay.simulation;

import io.tocsin.normalizer.Judge;
import io.tocsin.normalizer.rehearsal.Rehearsal;
import io.tocsin.replay.difference.Forecast;
import io.tocsin.replay.difference.LiveCharges.LiveCharge;
import io.tocsin.replay.job.MoneyDifference;
import io.tocsin.replay.job.MoneyDifference.What;
import io.tocsin.replay.job.Selection;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.Position;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/// One run: live traffic, configuration that changes, and replays of any range in any order, over
/// and over, aborted half-way, beside one another and between what arrives.
///
/// Held at every step: one record is accounted for once; a replayed record of an event that was
/// judged under the present configuration already puts nothing out; no charge is live twice. Held
/// whenever it is looked at, and at the end: what stands is what the [Oracle] makes of it from
/// scratch.
final class ReplaySimulation implements AutoCloseable {
  /// Replays are written long after what they replay, while what arrives may be far behind: the
  /// clock of the task must not care.
  private static final Duration LATER = Duration.ofDays(900);

  private static final LocalDate EFFECTIVE_FROM = LocalDate.parse("2026-01-01");

  private final Random random;
  private final Plan plan;
  private final Traffic traffic;
  private final Normalizer normalizer = new Normalizer();
  private final Policy policy = new Policy();
  private final Charges charges = new Charges();
  private final List<Arrived> log = new ArrayList<>();
  private final List<Configured> configurations = new ArrayList<>();
  private final SortedMap<Integer, String> rulebooks = new TreeMap<>();
  private final List<Running> replays = new ArrayList<>();

  /// By which configuration each event was judged last.
  private final Map<String, Integer> touched = new HashMap<>();

  private final Map<String, CanonicalEvent> newest = new HashMap<>();
  private final Count count = new Count();

  /// What a run is about.
  enum Plan {
    /// The normalizer's configuration stays: no replay puts anything out.
    UNCHANGED,
    /// It changes, and in the end everything is replayed, aborted once and then done again: nothing
    /// of an older configuration is left.
    EVERYTHING,
    /// It changes, and something or other is replayed: events that were not touched stay as they
    /// are.
    SOME
  }

  /// A raw record that arrived.
  private record Arrived(Raw raw, Position at) {
    ConsumerRecord<byte[], byte[]> consumed() {
      return new ConsumerRecord<>(
          at.getTopic(),
          at.getPartition(),
          at.getOffset(),
          raw.timestamp(),
          TimestampType.CREATE_TIME,
          ConsumerRecord.NULL_SIZE,
          ConsumerRecord.NULL_SIZE,
          raw.key(),
          raw.value(),
          new RecordHeaders(),
          Optional.empty());
    }
  }

  /// A replay that goes on.
  private record Running(String id, List<Arrived> left, long now) {}

  /// What happened, in numbers.
  static final class Count {
    int records;
    int poison;
    int replays;
    int replayed;
    int aborted;
    int revisions;
    int created;
    int rehearsed;
    int decisions;
    int charges;

    void add(Count other) {
      records += other.records;
      poison += other.poison;
      replays += other.replays;
      replayed += other.replayed;
      aborted += other.aborted;
      revisions += other.revisions;
      created += other.created;
      rehearsed += other.rehearsed;
      decisions += other.decisions;
      charges += other.charges;
    }

    @Override
    public String toString() {
      return ("records=%d poison=%d replays=%d replayed=%d aborted=%d revisions-by-replay=%d"
              + " events-by-replay=%d rehearsed=%d decisions=%d charges=%d")
          .formatted(
              records, poison, replays, replayed, aborted, revisions, created, rehearsed, decisions,
              charges);
    }
  }

  ReplaySimulation(long seed) {
    this.random = new Random(seed);
    this.plan = Plan.values()[random.nextInt(Plan.values().length)];
    this.traffic = new Traffic(random);
    configure(traffic.configuration());
    publish();
  }

  Count run() {
    int steps = random.nextInt(100, 260);
    for (int i = 0; i < steps; i++) {
      step();
    }
    if (plan == Plan.EVERYTHING) {
      replayEverything();
    }
    check();
    count.charges = charges.live().size();
    return count;
  }

  private void step() {
    int what = random.nextInt(100);
    if (what < 45 || log.isEmpty()) {
      arrive();
    } else if (what < 52) {
      begin();
    } else if (what < 86) {
      goOn();
    } else if (what < 89) {
      abort();
    } else if (what < 95) {
      if (plan != Plan.UNCHANGED) {
        configure(traffic.changed(normalizer.configured()));
        rehearse();
      }
    } else if (what < 97) {
      publish();
    } else if (what < 99) {
      rehearse();
    } else {
      check();
    }
  }

  // ---- what operators publish

  private void configure(Configured configured) {
    normalizer.configure(configured);
    configurations.add(configured);
  }

  private int configuration() {
    return configurations.size() - 1;
  }

  private void publish() {
    int version = rulebooks.size() + 1;
    String yaml = traffic.rulebook(version);
    rulebooks.put(version, yaml);
    decided(policy.publish(version, EFFECTIVE_FROM, yaml));
  }

  // ---- what arrives

  private void arrive() {
    Raw raw = traffic.next();
    Normalizer.Out out = normalizer.meet(raw);
    log.add(new Arrived(raw, out.delivery().getRaw()));
    count.records++;
    if (out.delivery().getOutcome() == Outcome.DEAD_LETTERED) {
      count.poison++;
    }
    require(out.delivery().getReplayId() == null, "it arrived, and says that it was replayed", out);
    pass(out);
  }

  // ---- replays

  private void begin() {
    count.replays++;
    replays.add(new Running("replay-" + count.replays, selection(), replayedAt()));
  }

  private long replayedAt() {
    return traffic.now().plus(random.nextBoolean() ? LATER : Duration.ZERO).toEpochMilli();
  }

  /// Some records: a range of offsets or of time, or everything; of one source or of all; in their
  /// order, from the end, or in none.
  private List<Arrived> selection() {
    int from = random.nextInt(log.size());
    int to = random.nextInt(from, log.size()) + 1;
    List<Arrived> range = random.nextInt(4) == 0 ? log : log.subList(from, to);
    long since = range.getFirst().raw().timestamp();
    String topic = random.nextBoolean() ? range.getLast().at().getTopic() : "";
    var selected =
        new ArrayList<>(
            log.stream()
                .filter(
                    random.nextBoolean()
                        ? range::contains
                        : record -> record.raw().timestamp() >= since)
                .filter(record -> topic.isEmpty() || record.at().getTopic().equals(topic))
                .toList());
    switch (random.nextInt(3)) {
      case 0 -> Collections.shuffle(selected, random);
      case 1 -> Collections.reverse(selected);
      default -> {
        // As they arrived.
      }
    }
    return selected;
  }

  /// So few records that their events have not all sites and accounts among them: what else they
  /// concern, a dry run must find out.
  private List<Arrived> few() {
    int from = random.nextInt(log.size());
    return new ArrayList<>(log.subList(from, Math.min(from + random.nextInt(1, 4), log.size())));
  }

  private void goOn() {
    if (!replays.isEmpty()) {
      Running replay = replays.get(random.nextInt(replays.size()));
      for (int i = random.nextInt(1, 12); i > 0 && !replay.left().isEmpty(); i--) {
        Arrived record = replay.left().removeFirst();
        replay(record, replay);
        if (random.nextInt(10) == 0) { // After a crash, what was not noted is sent again.
          replay(record, replay);
        }
      }
      if (replay.left().isEmpty()) {
        replays.remove(replay);
      }
    }
  }

  private void abort() {
    if (!replays.isEmpty()) {
      count.aborted++;
      replays.remove(random.nextInt(replays.size()));
    }
  }

  private DeliveryOutcome replay(Arrived record, Running replay) {
    Normalizer.Out out = normalizer.replay(record.raw(), record.at(), replay.id(), replay.now());
    DeliveryOutcome delivery = out.delivery();
    count.replayed++;
    require(replay.id().equals(delivery.getReplayId()), "it does not name its replay", out);
    require(record.at().equals(delivery.getRaw()), "it does not name its raw record", out);
    boolean current = Integer.valueOf(configuration()).equals(touched.get(delivery.getEventKey()));
    switch (delivery.getOutcome()) {
      case NEW -> count.created++;
      case REVISION -> count.revisions++;
      case DUPLICATE, DEAD_LETTERED -> {
        // Nothing new.
      }
    }
    int decisions = count.decisions;
    pass(out);
    boolean silent =
        out.canonical().isEmpty() && out.moved().isEmpty() && count.decisions == decisions;
    if (current || plan == Plan.UNCHANGED) {
      require(silent, "nothing is configured otherwise, and something came out", out);
    }
    return delivery;
  }

  /// Everything is replayed, given up half-way, and then replayed from the start, between what
  /// still arrives.
  private void replayEverything() {
    replays.clear();
    var everything = new ArrayList<>(log);
    Collections.shuffle(everything, random);
    var aborted = new Running("aborted", everything, replayedAt());
    while (aborted.left().size() > log.size() / 2) {
      replay(aborted.left().removeFirst(), aborted);
    }
    count.aborted++;
    var whole = new Running("whole", new ArrayList<>(log), replayedAt());
    while (!whole.left().isEmpty()) {
      replay(whole.left().removeFirst(), whole);
      if (random.nextInt(4) == 0) {
        arrive();
      }
    }
    count.replays += 2;
    int last = configuration();
    require(
        touched.values().stream().allMatch(configuration -> configuration == last),
        "an event is not under the last configuration",
        touched);
  }

  // ---- what comes of it

  private void pass(Normalizer.Out out) {
    DeliveryOutcome delivery = out.delivery();
    require(
        out.canonical().size()
            == (delivery.getOutcome() == Outcome.NEW || delivery.getOutcome() == Outcome.REVISION
                ? 1
                : 0),
        "the outcome and what came out do not fit",
        out);
    if (delivery.getOutcome() != Outcome.DEAD_LETTERED) {
      touched.put(delivery.getEventKey(), configuration());
    }
    for (var record : out.canonical()) {
      CanonicalEvent event = Normalizer.event(record);
      CanonicalEvent before = newest.put(event.getEventKey(), event);
      require(
          event.getRevision() == (before == null ? 1 : before.getRevision() + 1),
          "its revision is not the next one",
          event);
      require(
          before == null || before.getServiceDay().equals(event.getServiceDay()),
          "its service day has changed",
          event);
      boolean moved = before != null && !before.getSiteKey().equals(event.getSiteKey());
      require(out.moved().size() == (moved ? 1 : 0), "its move is not told", out);
    }
    // The two topics are read in any order.
    if (random.nextBoolean()) {
      out.moved().forEach(policy::takeMove);
      out.canonical().forEach(policy::take);
    } else {
      out.canonical().forEach(policy::take);
      out.moved().forEach(policy::takeMove);
    }
    List<Decision> decisions = policy.decided();
    require(
        decisions.stream()
            .allMatch(one -> Objects.equals(one.getReplayId(), delivery.getReplayId())),
        "a decision does not name the replay that caused it",
        decisions);
    decided(decisions);
  }

  private void decided(List<Decision> decisions) {
    count.decisions += decisions.size();
    charges.take(decisions);
  }

  /// What stands is what the oracle says.
  private void check() {
    SortedMap<String, String> expected =
        Charges.words(
            Oracle.decisions(
                log.stream().map(Arrived::raw).toList(),
                configurations,
                touched,
                rulebooks.values()));
    SortedMap<String, String> actual = charges.words();
    var all = new TreeMap<>(expected);
    all.putAll(actual);
    for (String key : all.keySet()) {
      if (!Objects.equals(expected.get(key), actual.get(key))) {
        throw new AssertionError(
            "%s, judged last under configuration %s of %d\n  must be: %s\n  is:      %s"
                .formatted(
                    key, touched.get(key), configuration(), expected.get(key), actual.get(key)));
      }
    }
  }

  // ---- what a dry run says

  /// A dry run says exactly what the replay then does.
  private void rehearse() {
    count.rehearsed++;
    List<Arrived> selected = random.nextInt(4) == 0 ? selection() : few();
    var replay = new Running("rehearsed-" + count.rehearsed, selected, replayedAt());
    MoneyDifference said = forecast(replay.left());
    int revisions = count.revisions;
    int created = count.created;
    SortedMap<String, Charge> before = charges.live();
    var events = new HashSet<String>();
    for (Arrived record : replay.left()) {
      DeliveryOutcome delivery = replay(record, replay);
      if (delivery.getOutcome() != Outcome.DEAD_LETTERED) {
        events.add(delivery.getEventKey());
      }
    }
    SortedMap<String, Charge> after = charges.live();
    require(said.complete(), "a dry run doubts what it says", said.warnings());
    require(
        said.records() == replay.left().size()
            && said.revisions() == count.revisions - revisions
            && said.newEvents() == count.created - created,
        "a dry run counted otherwise",
        said);
    var expected = new ArrayList<>(lines(What.ADDED, without(after, before)));
    expected.addAll(lines(What.REVERSED, without(before, after)));
    List<String> lines =
        said.lines().stream()
            .map(
                line ->
                    "%s %s %s %s %s"
                        .formatted(
                            line.what(),
                            line.clientId(),
                            line.eventKey(),
                            line.sku(),
                            line.amount().stripTrailingZeros()))
            .sorted()
            .toList();
    require(
        lines.equals(expected.stream().sorted().toList()),
        "a dry run said other lines",
        "%s instead of %s".formatted(lines, expected));
    before.keySet().removeIf(place -> !events.contains(place.substring(0, place.indexOf(' '))));
    before.entrySet().removeAll(without(before, after).entrySet());
    require(
        said.clients().stream().mapToLong(client -> client.unchanged().lines()).sum()
            == before.size(),
        "a dry run counted other lines that stay",
        said);
  }

  private MoneyDifference forecast(List<Arrived> selected) {
    Configured configured = normalizer.configured();
    long clock = log.stream().mapToLong(record -> record.raw().timestamp()).max().orElseThrow();
    return new Forecast(
            () ->
                new Rehearsal(
                    new Judge(normalizer.parts()),
                    Normalizer.HORIZON,
                    new Rehearsal.Configured(
                        Normalizer.values(configured.sites()),
                        Normalizer.values(configured.mappings()),
                        Map.of(0, clock)),
                    _ -> normalizer.memory(),
                    () -> {}),
            new Remembered(newest, rulebooks.values()),
            _ -> liveCharges(),
            _ -> false,
            Normalizer.HORIZON,
            Integer.MAX_VALUE,
            Clock.fixed(traffic.now(), ZoneOffset.UTC))
        .of(
            new Selection("any", List.of(), null, null, null),
            taker -> selected.forEach(record -> taker.take(record.consumed())));
  }

  private List<LiveCharge> liveCharges() {
    return charges.live().entrySet().stream()
        .map(
            live ->
                new LiveCharge(
                    live.getKey().substring(0, live.getKey().indexOf(' ')),
                    live.getValue().getChargeKey(),
                    live.getValue().getAmount()))
        .toList();
  }

  private static SortedMap<String, Charge> without(
      SortedMap<String, Charge> all, SortedMap<String, Charge> those) {
    var left = new TreeMap<>(all);
    left.entrySet().removeAll(those.entrySet());
    return left;
  }

  private static List<String> lines(What what, SortedMap<String, Charge> charges) {
    return charges.entrySet().stream()
        .map(
            line ->
                "%s %s %s %s %s"
                    .formatted(
                        what,
                        line.getValue().getClientId(),
                        line.getKey().substring(0, line.getKey().indexOf(' ')),
                        line.getValue().getSku(),
                        line.getValue().getAmount().stripTrailingZeros()))
        .toList();
  }

  private void require(boolean holds, String otherwise, Object what) {
    if (!holds) {
      throw new AssertionError("%s (%s): %s".formatted(otherwise, plan, what));
    }
  }

  @Override
  public void close() {
    normalizer.close();
    policy.close();
  }
}
