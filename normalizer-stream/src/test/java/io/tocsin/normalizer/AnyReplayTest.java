package io.tocsin.normalizer;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tocsin.normalizer.vendor.Mapped;
import io.tocsin.normalizer.vendor.Source;
import io.tocsin.normalizer.vendor.Statement;
import io.tocsin.normalizer.vendor.VendorMapper;
import io.tocsin.schemas.CanonicalEvent;
import io.tocsin.schemas.DeliveryOutcome;
import io.tocsin.schemas.EventType;
import io.tocsin.schemas.Outcome;
import io.tocsin.schemas.RawEvent;
import io.tocsin.schemas.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Random histories by three roads, replayed in random ranges, orders and repetitions, between
/// records that arrive.
///
/// - As long as nothing is configured otherwise, a replay changes nothing.
/// - With a mended adapter and another mapping, a replay of everything makes of each event what it
///   would be if the whole history came anew, and a second one changes nothing.
/// - At any time there is one outcome of each arrival and one of each replayed record, and the
///   revisions of an event have no gap.
///
/// `-Dtocsin.seed=N` runs seed N alone; `-Dtocsin.simulations=N` runs seeds 1 to N.
final class AnyReplayTest {
  private static final int USUAL = 12;
  private static final int RECORDS = 40;
  private static final int EVENTS = 5;
  private static final Logger QUIET =
      (Logger) LoggerFactory.getLogger("io.tocsin.normalizer.NormalizerProcessor");

  @BeforeAll
  static void beQuiet() {
    QUIET.setLevel(Level.OFF);
  }

  @AfterAll
  static void speakAgain() {
    QUIET.setLevel(null);
  }

  @Test
  void changesNothingUnlessSomethingIsConfiguredOtherwise() {
    Long seed = Long.getLong("tocsin.seed");
    long first = seed == null ? 1 : seed;
    long last = seed == null ? Integer.getInteger("tocsin.simulations", USUAL) : seed;
    int made = 0;
    for (long each = first; each <= last; each++) {
      try (var run = new Run(each)) {
        made += run.run();
      } catch (AssertionError e) {
        throw new AssertionError("seed " + each + ": " + e.getMessage(), e);
      }
    }
    assertThat(made).as("revisions that replays made").isPositive();
  }

  /// One history in one stream.
  private static final class Run implements AutoCloseable {
    private final Random random;
    private final Adapter adapter = new Adapter();
    private final Harness stream = new Harness(new Harness.Setup().saying(adapter));
    private final List<RawEvent> history = new ArrayList<>();
    private final Map<String, CanonicalEvent> present = new HashMap<>();
    private int replays;

    Run(long seed) {
      random = new Random(seed);
      configure(stream, EventType.alarm);
    }

    int run() {
      while (history.size() < RECORDS) {
        if (history.isEmpty() || random.nextInt(3) > 0) {
          arrive();
        } else {
          assertThat(replay(any()))
              .as("revisions made by replays without a change of configuration")
              .isZero();
        }
      }
      adapter.mended = true;
      configure(stream, EventType.patrol_incident);
      List<Integer> all = any();
      for (int offset = 0; offset < history.size(); offset++) {
        all.add(offset);
      }
      Collections.shuffle(all, random);
      int made = replay(all);
      assertThat(present).isEqualTo(anew());
      assertThat(replay(all)).as("revisions made by the second replay").isZero();
      return made;
    }

    private void arrive() {
      Statement.Builder said = Raws.statement().setCode("28").setScheme("report-template");
      said.setZone(Integer.toString(random.nextInt(3)));
      if (random.nextBoolean()) {
        said.setCategory("category " + random.nextInt(2));
      }
      Transport road = Transport.values()[random.nextInt(Transport.values().length)];
      // Some bodies can only be read by the mended adapter.
      String status = random.nextInt(4) == 0 ? Adapter.UNREADABLE : null;
      RawEvent raw =
          Saying.raw(
                  road,
                  "event-" + random.nextInt(EVENTS),
                  "receipt-" + history.size(),
                  said.setStatus(status).build())
              .setReceivedAt(Raws.RECEIVED)
              .build();
      history.add(raw);
      stream.pipe(raw);
      assertThat(stream.onlyDelivery().getReplayId()).isNull();
      keep();
    }

    /// Some offsets, in any order, some of them several times.
    private List<Integer> any() {
      var offsets = new ArrayList<Integer>();
      int count = random.nextInt(10);
      for (int i = 0; i < count; i++) {
        offsets.add(random.nextInt(history.size()));
      }
      return offsets;
    }

    /// Replays records; returns how many revisions came of it.
    private int replay(List<Integer> offsets) {
      String id = "replay-" + ++replays;
      int made = 0;
      for (int offset : offsets) {
        stream.replay(id, stream.standing(history.get(offset), offset, Raws.RECEIVED));
        DeliveryOutcome outcome = stream.onlyDelivery();
        assertThat(outcome.getReplayId()).isEqualTo(id);
        assertThat(outcome.getRaw().getOffset()).isEqualTo(offset);
        boolean changed =
            outcome.getOutcome() == Outcome.NEW || outcome.getOutcome() == Outcome.REVISION;
        assertThat(keep()).isEqualTo(changed ? 1 : 0);
        made += changed ? 1 : 0;
      }
      assertThat(stream.moved()).isEmpty();
      return made;
    }

    /// Takes note of what went out; returns how much that was.
    private int keep() {
      List<TestRecord<String, CanonicalEvent>> out = stream.canonical();
      for (TestRecord<String, CanonicalEvent> one : out) {
        CanonicalEvent event = one.value();
        CanonicalEvent before = present.get(event.getEventKey());
        assertThat(event.getRevision()).isEqualTo(before == null ? 1 : before.getRevision() + 1);
        present.put(event.getEventKey(), event);
      }
      return out.size();
    }

    /// The events that the history makes where it comes for the first time, with what cannot be the
    /// same taken from those that there are: number and maker of the revision.
    private Map<String, CanonicalEvent> anew() {
      var events = new HashMap<String, CanonicalEvent>();
      try (var fresh = new Harness(new Harness.Setup().saying(adapter))) {
        configure(fresh, EventType.patrol_incident);
        history.forEach(fresh::pipe);
        fresh.canonical().forEach(one -> events.put(one.value().getEventKey(), one.value()));
      }
      events.replaceAll(
          (key, event) -> {
            CanonicalEvent is = present.get(key);
            return is == null
                ? event
                : CanonicalEvent.newBuilder(event)
                    .setRevision(is.getRevision())
                    .setReceipt(is.getReceipt())
                    .setRaw(is.getRaw())
                    .setReplayId(is.getReplayId())
                    .setMapping(is.getMapping())
                    .build();
          });
      return events;
    }

    private static void configure(Harness stream, EventType type) {
      stream.mapping(
          "saying", type == EventType.alarm ? 1 : 2, Harness.code("28", "report-template", type));
    }

    @Override
    public void close() {
      stream.close();
    }
  }

  /// Reads everything once it is mended, and more of it.
  private static final class Adapter implements VendorMapper {
    private static final String UNREADABLE = "unreadable";

    private boolean mended;

    @Override
    public String vendor() {
      return Saying.VENDOR;
    }

    @Override
    public Mapped map(RawEvent raw, byte[] body, Source source) {
      Mapped mapped = new Saying().map(raw, body, source);
      if (!(mapped instanceof Mapped.Said said)) {
        return mapped;
      }
      if (!mended) {
        return UNREADABLE.equals(said.statement().getStatus())
            ? new Mapped.Unreadable("not yet")
            : said;
      }
      return Mapped.Said.of(
          Statement.newBuilder(said.statement()).setArea("of " + raw.getReceipt()).build());
    }
  }
}
