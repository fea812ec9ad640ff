package io.tocsin.policy.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.policy.rulebook.CompiledRulebook;
import io.tocsin.policy.rulebook.RulebookContent;
import io.tocsin.policy.site.Oracle;
import io.tocsin.policy.site.RandomHistory;
import io.tocsin.policy.site.SiteDecider;
import io.tocsin.policy.site.World;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Whatever was said: what is published changes nothing where it is tried as a candidate, and what
/// any other candidate changes is what the oracle says, which decides everything from scratch with
/// each day's rulebook published for that day alone.
///
/// A failing seed is in the name of its test; `-Dtocsin.seed=` runs it alone, `-Dtocsin.histories=`
/// tries more of them.
final class AnyBacktestTest {
  private static final int CHANGES = 32;
  private static final LocalDate FIRST = LocalDate.parse("2026-10-29");
  private static final List<LocalDate> DAYS =
      FIRST.datesUntil(LocalDate.parse("2026-11-06")).toList();
  private static final List<String> METERS = List.of("charge", "signal");

  @TestFactory
  Stream<DynamicTest> everyCandidateChangesWhatTheOracleSays() {
    return seeds(AnyBacktestTest::changesWhatTheOracleSays);
  }

  @TestFactory
  Stream<DynamicTest> whatIsPublishedChangesNothing() {
    return seeds(AnyBacktestTest::publishedChangesNothing);
  }

  @FunctionalInterface
  private interface OfSeed {
    void holds(Random random, String where);
  }

  private static Stream<DynamicTest> seeds(OfSeed test) {
    Long seed = Long.getLong("tocsin.seed");
    LongStream seeds =
        seed == null
            ? LongStream.range(0, Long.getLong("tocsin.histories", 100))
            : LongStream.of(seed);
    return seeds.mapToObj(
        it ->
            DynamicTest.dynamicTest("seed " + it, () -> test.holds(new Random(it), "seed " + it)));
  }

  /// Something was said, and on every day a rulebook is in force.
  private static World world(Random random) {
    var history = new RandomHistory(random);
    var world = new World();
    World.Change first = history.next();
    world.take(first);
    for (int i = 1; i < CHANGES; i++) {
      world.take(history.next());
    }
    world.take(first);
    return world;
  }

  private static History history(World world) {
    return new History(
        world.events.values(),
        world.ruled(),
        world.tested().values(),
        world.published().values(),
        new Unread());
  }

  private static CompiledRulebook inForce(World world, LocalDate day) {
    return world.published().values().stream()
        .filter(rulebook -> !rulebook.effectiveFrom().isAfter(day))
        .max(Comparator.comparingInt(CompiledRulebook::version))
        .orElseThrow();
  }

  private static void publishedChangesNothing(Random random, String where) {
    World world = world(random);
    for (LocalDate day : DAYS) {
      CompiledRulebook published = inForce(world, day);
      LocalDate last =
          DAYS.stream()
              .filter(other -> !other.isBefore(day))
              .takeWhile(other -> inForce(world, other) == published)
              .reduce((_, other) -> other)
              .orElseThrow();

      Comparison comparison =
          Backtest.compare(
              history(world),
              as(published, 1, LocalDate.parse("2030-01-01")),
              new TrialDays(day, last));

      assertThat(comparison.changes()).as(where + " from " + day).isEmpty();
      assertThat(comparison.states()).as(where + " from " + day).isEmpty();
    }
  }

  private static void changesWhatTheOracleSays(Random random, String where) {
    World world = world(random);
    CompiledRulebook candidate =
        ((World.Change.Published) new RandomHistory(random).next()).rulebook();
    int from = random.nextInt(DAYS.size());
    var days =
        new TrialDays(
            DAYS.get(from), DAYS.get(from + random.nextInt(Math.min(3, DAYS.size() - from))));

    Comparison comparison = Backtest.compare(history(world), candidate, days);

    Map<String, Oracle.Said> before = oracle(world);
    Map<String, Oracle.Said> after = oracle(publishedDayByDay(world, candidate, days));
    before.keySet().removeIf(key -> !days.hold(world.events.get(key).getServiceDay()));
    after.keySet().retainAll(before.keySet());
    assertThat(comparison.events()).as(where).isEqualTo(before.size());
    assertThat(changed(comparison)).as(where).isEqualTo(changed(before, after));
    assertThat(sums(comparison)).as(where).isEqualTo(sums(before, after));
    assertThat(states(comparison)).as(where).isEqualTo(states(before, after));
  }

  private static Map<String, Oracle.Said> oracle(World world) {
    return new TreeMap<>(new Oracle(world, SiteDecider.MOST_MEMBERS).decide());
  }

  /// The same world with the rulebook of each day under a version of its own.
  private static World publishedDayByDay(World world, CompiledRulebook candidate, TrialDays days) {
    var other = new World();
    other.events.putAll(world.events);
    other.ruled().putAll(world.ruled());
    other.tested().putAll(world.tested());
    for (LocalDate day : DAYS) {
      int version = 1 + DAYS.indexOf(day);
      CompiledRulebook rulebook = days.hold(day) ? candidate : inForce(world, day);
      other.published().put(version, as(rulebook, version, day));
    }
    return other;
  }

  /// The same rulebook under another version, from another day on.
  private static CompiledRulebook as(CompiledRulebook one, int version, LocalDate from) {
    return CompiledRulebook.of(
        new RulebookContent(
            version,
            from,
            one.currency(),
            one.contracts(),
            one.rules(),
            one.defaults(),
            one.incidentClasses(),
            one.referenceGroups(),
            one.noiseRules(),
            one.schedules(),
            one.testSignalLimit()));
  }

  // ---- what differs, as texts

  private static Set<String> changed(Comparison comparison) {
    var changed = new TreeSet<String>();
    comparison
        .changes()
        .forEach(
            change ->
                changed.add(
                    change.eventKey()
                        + (change.kind().meter() == Meter.RESPONSE ? " charge" : " signal")));
    return changed;
  }

  private static Set<String> changed(
      Map<String, Oracle.Said> before, Map<String, Oracle.Said> after) {
    var changed = new TreeSet<String>();
    before.forEach(
        (key, said) -> {
          for (String meter : METERS) {
            if (!said.facts().get(meter).equals(after.get(key).facts().get(meter))) {
              changed.add(key + " " + meter);
            }
          }
        });
    return changed;
  }

  private static Map<String, String> sums(Comparison comparison) {
    var sums = new TreeMap<String, String>();
    comparison
        .lines()
        .forEach(
            (kind, sum) ->
                sums.put(
                    "%s %s %s %s"
                        .formatted(
                            kind.meter() == Meter.RESPONSE ? "charge" : "signal",
                            kind.client(),
                            kind.sku(),
                            kind.currency()),
                    sum(sum.before(), sum.amountBefore(), sum.after(), sum.amountAfter())));
    return sums;
  }

  private static String sum(int before, BigDecimal was, int after, BigDecimal is) {
    return "%d of %s, %d of %s"
        .formatted(before, was.setScale(4).toPlainString(), after, is.setScale(4).toPlainString());
  }

  private record Sum(int lines, BigDecimal amount) {
    static final Sum NOTHING = new Sum(0, BigDecimal.ZERO);

    Sum plus(Sum other) {
      return new Sum(lines + other.lines, amount.add(other.amount));
    }
  }

  private static Map<String, String> sums(
      Map<String, Oracle.Said> before, Map<String, Oracle.Said> after) {
    Map<String, Sum> was = sums(before);
    Map<String, Sum> is = sums(after);
    var sums = new TreeMap<String, String>();
    Stream.concat(was.keySet().stream(), is.keySet().stream())
        .forEach(
            kind -> {
              Sum one = was.getOrDefault(kind, Sum.NOTHING);
              Sum other = is.getOrDefault(kind, Sum.NOTHING);
              sums.put(kind, sum(one.lines(), one.amount(), other.lines(), other.amount()));
            });
    return sums;
  }

  private static Map<String, Sum> sums(Map<String, Oracle.Said> said) {
    var sums = new TreeMap<String, Sum>();
    for (Oracle.Said one : said.values()) {
      for (String meter : METERS) {
        String[] words = one.facts().get(meter).split(" ");
        if (words.length > 1) {
          String sku = words[3].substring(0, words[3].indexOf('#'));
          sums.merge(
              "%s %s %s %s".formatted(meter, words[1], sku, words[words.length - 1]),
              new Sum(1, new BigDecimal(words[words.length - 2])),
              Sum::plus);
        }
      }
    }
    return sums;
  }

  private static Map<String, String> states(Comparison comparison) {
    var states = new TreeMap<String, String>();
    comparison
        .states()
        .forEach(
            (change, count) ->
                states.put(
                    "%s %s to %s %s"
                        .formatted(
                            change.before().end(),
                            change.before().reasonCode(),
                            change.after().end(),
                            change.after().reasonCode()),
                    count.events() + ", without money " + count.withoutMoney()));
    return states;
  }

  private static Map<String, String> states(
      Map<String, Oracle.Said> before, Map<String, Oracle.Said> after) {
    Set<String> changed = changed(before, after);
    var events = new TreeMap<String, Integer>();
    var withoutMoney = new TreeMap<String, Integer>();
    before.forEach(
        (key, said) -> {
          String was = said.facts().get("state");
          String is = after.get(key).facts().get("state");
          if (!was.equals(is)) {
            boolean free = METERS.stream().noneMatch(meter -> changed.contains(key + " " + meter));
            events.merge(was + " to " + is, 1, Integer::sum);
            withoutMoney.merge(was + " to " + is, free ? 1 : 0, Integer::sum);
          }
        });
    var states = new TreeMap<String, String>();
    events.forEach(
        (change, count) ->
            states.put(change, count + ", without money " + withoutMoney.get(change)));
    return states;
  }
}
