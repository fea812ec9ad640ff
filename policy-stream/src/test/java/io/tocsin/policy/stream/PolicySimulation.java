package io.tocsin.policy.stream;

import io.tocsin.platform.Sha256;
import io.tocsin.policy.PlainAvro;
import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.RulebookReading;
import io.tocsin.policy.site.Comparison;
import io.tocsin.policy.site.RandomHistory;
import io.tocsin.policy.site.SiteDecider;
import io.tocsin.policy.site.World;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EventMoved;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Ruling;
import io.tocsin.schemas.TestWindow;
import io.tocsin.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/// One run of the real processors on several partitions: what is said reaches them in any
/// interleaving, some of it again, and they commit, crash and go on at any moment. When everything
/// was read, what stands must be what the oracle makes of everything that was said.
final class PolicySimulation {
  static final long NOW = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();

  private static final int PARTITIONS = 3;
  private static final int CHANGES = 40;

  private final Random random;
  private final RandomHistory history;
  private final World world = new World();
  private final PlainAvro avro = new PlainAvro();
  private final Map<String, CompiledRulebook> compiled = new HashMap<>();
  private final Map<String, KeyValueStore<String, byte[]>> global = new HashMap<>();
  private final List<SimulatedTask.Partition> canonical = partitions(Topics.CANONICAL);
  private final List<SimulatedTask.Partition> moved = partitions(Topics.MOVED);
  private final List<SimulatedTask.Partition> drafts = partitions("drafts");
  private final List<SimulatedTask> tasks = new ArrayList<>();
  private final Map<String, Decision> standing = new TreeMap<>();
  private final Map<String, Decision> claims = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private final Count count = new Count();
  private DecideSites.Changes changes = new DecideSites.Changes(new ChangeLog(), new ChangeLog());
  private PolicyTopology.Parts parts;
  private int documents;

  /// What happened, in numbers.
  static final class Count {
    int said;
    int moves;
    int replays;
    int decisions;
    int crashes;
    int restarts;

    void add(Count other) {
      said += other.said;
      moves += other.moves;
      replays += other.replays;
      decisions += other.decisions;
      crashes += other.crashes;
      restarts += other.restarts;
    }

    @Override
    public String toString() {
      return "said=%d moves=%d replays=%d decisions=%d crashes=%d restarts=%d"
          .formatted(said, moves, replays, decisions, crashes, restarts);
    }
  }

  PolicySimulation(long seed) {
    this.random = new Random(seed);
    this.history = new RandomHistory(random);
    for (String name :
        List.of(
            PolicyTopology.RULEBOOK_STORE,
            PolicyTopology.WINDOW_STORE,
            PolicyTopology.RULING_STORE)) {
      var store =
          Stores.keyValueStoreBuilder(
                  Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
              .withLoggingDisabled()
              .build();
      store.init(SimulatedTask.context(0).getStateStoreContext(), store);
      global.put(name, store);
    }
    parts = parts();
    List<StateStore> shared = List.copyOf(global.values());
    for (int i = 0; i < PARTITIONS; i++) {
      tasks.add(
          new SimulatedTask(
              i,
              List.of(canonical.get(i), moved.get(i)),
              () -> new DecideSites(parts, changes),
              () -> PolicyTopology.siteStores(Stores::inMemoryKeyValueStore),
              shared,
              this::passed));
      tasks.add(
          new SimulatedTask(
              i,
              List.of(drafts.get(i)),
              () -> new SettleAccounts(parts),
              () -> PolicyTopology.accountStores(Stores::inMemoryKeyValueStore),
              List.of(),
              this::decided));
    }
  }

  private PolicyTopology.Parts parts() {
    return Topologies.parts(
        avro,
        new RulebookLibrary(
            avro.reader(Rulebook.class), text -> new RulebookReading.Valid(compiled.get(text))));
  }

  private static List<SimulatedTask.Partition> partitions(String topic) {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(i -> new SimulatedTask.Partition(topic, new ArrayList<>()))
        .toList();
  }

  private static int partition(byte[] key) {
    return Math.floorMod(new String(key, StandardCharsets.UTF_8).hashCode(), PARTITIONS);
  }

  private static void append(List<SimulatedTask.Partition> topic, byte[] key, byte[] value) {
    topic.get(partition(key)).records().add(KeyValue.pair(key, value));
  }

  /// Runs to the end.
  ///
  /// @return what is wrong, in words
  List<String> run() {
    for (int i = 0; i < CHANGES; i++) {
      say(history.next());
      work(random.nextInt(8));
    }
    finish();
    remembered();
    faults.addAll(Comparison.faults(standing, world, SiteDecider.MOST_MEMBERS, random, false));
    return faults;
  }

  Count count() {
    return count;
  }

  private void say(World.Change change) {
    count.said++;
    switch (change) {
      case World.Change.Happened(CanonicalEvent event) -> {
        CanonicalEvent before = world.events.get(event.getEventKey());
        append(canonical, key(event.getSiteKey()), avro.bytes(event));
        if (before != null && !before.getSiteKey().equals(event.getSiteKey())) {
          count.moves++;
          var move =
              new EventMoved(
                  event.getEventKey(),
                  event.getRevision(),
                  before.getSiteKey(),
                  event.getSiteKey());
          append(moved, key(before.getSiteKey()), avro.bytes(move));
        }
      }
      case World.Change.Ruled(String eventKey, Ruling ruling) -> {
        put(PolicyTopology.RULING_STORE, eventKey, ruling == null ? null : avro.bytes(ruling));
        changes.rulings().add(eventKey);
      }
      case World.Change.Tested(TestWindow window) -> {
        put(PolicyTopology.WINDOW_STORE, window.getId(), avro.bytes(window));
        changes.documents().add(window.getId());
      }
      case World.Change.Published(int version, CompiledRulebook rulebook) -> {
        String key = Integer.toString(version);
        put(
            PolicyTopology.RULEBOOK_STORE,
            key,
            rulebook == null ? null : avro.bytes(document(rulebook)));
        changes.documents().add(key);
      }
    }
    world.take(change);
  }

  private Rulebook document(CompiledRulebook rulebook) {
    String text = "rulebook " + documents++;
    compiled.put(text, rulebook);
    return Rulebook.newBuilder()
        .setVersion(rulebook.version())
        .setEffectiveFrom(rulebook.effectiveFrom())
        .setYaml(text)
        .setSha256(Sha256.of(key(text)))
        .setPublishedBy("test")
        .setPublishedAt(Instant.EPOCH)
        .build();
  }

  @SuppressWarnings("NullAway") // A null value deletes.
  private void put(String store, String key, byte[] value) {
    global.get(store).put(key, value);
  }

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void work(int steps) {
    for (int i = 0; i < steps; i++) {
      SimulatedTask task = tasks.get(random.nextInt(tasks.size()));
      int dice = random.nextInt(100);
      if (dice < 65) {
        int input = random.nextInt(task.inputs());
        if (task.hasNext(input)) {
          task.read(input);
        }
      } else if (dice < 75) {
        task.punctuate();
      } else if (dice < 90) {
        task.commit();
      } else if (dice < 96) {
        count.crashes++;
        task.crash();
      } else if (dice < 98) {
        replay();
      } else {
        restart();
      }
    }
  }

  /// Somebody reads old canonical records into the topic again.
  private void replay() {
    List<KeyValue<byte[], byte[]>> records = canonical.get(random.nextInt(PARTITIONS)).records();
    if (!records.isEmpty()) {
      count.replays++;
      KeyValue<byte[], byte[]> old = records.get(random.nextInt(records.size()));
      append(canonical, old.key, old.value);
    }
  }

  /// The whole process ends and starts: what it had in memory is gone.
  private void restart() {
    count.restarts++;
    changes = new DecideSites.Changes(new ChangeLog(), new ChangeLog());
    parts = parts();
    tasks.forEach(SimulatedTask::crash);
  }

  private void finish() {
    int quiet = 0;
    while (quiet < 3) {
      int done = 0;
      for (SimulatedTask task : tasks) {
        for (int input = 0; input < task.inputs(); input++) {
          while (task.hasNext(input)) {
            task.read(input);
            done++;
          }
        }
        task.punctuate();
        done += task.commit();
      }
      quiet = done == 0 ? quiet + 1 : 0;
    }
  }

  /// Each event is kept once, by the site and the account of its newest revision.
  private void remembered() {
    var sites = new TreeSet<String>();
    var accounts = new TreeSet<String>();
    for (SimulatedTask task : tasks) {
      task.store(KeptSites.EVENTS)
          .forEach(
              (key, value) -> {
                var kept = (KeptEvent) value;
                if (kept.getEvent() != null && !sites.add(key + " " + kept.getRevision())) {
                  faults.add("kept at two sites: " + key);
                }
              });
      task.store(SettleAccounts.SETTLED)
          .forEach(
              (key, value) -> {
                String[] parts =
                    new String(((Bytes) key).get(), StandardCharsets.UTF_8).split("\0", -1);
                if (!accounts.add(parts[1] + " " + ((Settled) value).getRevision())) {
                  faults.add("settled in two accounts: " + parts[1]);
                }
              });
    }
    var events = new TreeSet<String>();
    world.events.forEach((key, event) -> events.add(key + " " + event.getRevision()));
    if (!sites.equals(events)) {
      faults.add("sites keep %s, but there are %s".formatted(sites, events));
    }
    if (!accounts.equals(events)) {
      faults.add("accounts keep %s, but there are %s".formatted(accounts, events));
    }
  }

  private void passed(CapturedForward<? extends byte[], ? extends byte[]> out) {
    if (out.childName().filter(PolicyTopology.DRAFTS::equals).isPresent()) {
      append(drafts, out.record().key(), out.record().value());
    } else {
      faults.add("dead-lettered: " + out.record());
    }
  }

  private void decided(CapturedForward<? extends byte[], ? extends byte[]> out) {
    count.decisions++;
    Decision decision = avro.record(Decision.class, out.record().value());
    Decision before = standing.get(decision.getEventKey());
    if (before == null || newer(decision, before)) {
      standing.put(decision.getEventKey(), decision);
      claim(before, decision);
    } else if (decision.getRevision() == before.getRevision()) {
      faults.add("decided after it was decided again: %s".formatted(decision));
    }
  }

  private static boolean newer(Decision one, Decision other) {
    return one.getRevision() != other.getRevision()
        ? one.getRevision() > other.getRevision()
        : one.getDecisionNumber() > other.getDecisionNumber();
  }

  /// Within one site nobody takes a charge before its holder gave it up. Only one that left for
  /// another site may still hold it: what is decided of it there comes by another way.
  private void claim(Decision before, Decision decision) {
    if (before != null) {
      charges(before).forEach(charge -> claims.remove(charge.getChargeKey(), before));
    }
    charges(decision)
        .forEach(
            charge -> {
              Decision holder = claims.put(charge.getChargeKey(), decision);
              if (holder != null && isAt(holder, decision.getSiteKey())) {
                faults.add("two events hold one charge: %s\n%s".formatted(holder, decision));
              }
            });
  }

  private boolean isAt(Decision holder, String siteKey) {
    return holder.getSiteKey().equals(siteKey)
        && world.events.get(holder.getEventKey()).getSiteKey().equals(siteKey);
  }

  private static Stream<Charge> charges(Decision decision) {
    return Stream.of(decision.getCharge(), decision.getSignalCharge())
        .filter(java.util.Objects::nonNull);
  }
}
