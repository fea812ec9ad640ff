package io.tocsin.sinks.outward;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tocsin.sinks.Bench;
import io.tocsin.sinks.Rows;
import io.tocsin.sinks.runtime.Intake;
import io.tocsin.sinks.runtime.SinkMeters;
import io.tocsin.sinks.runtime.Subject;
import io.tocsin.sinks.runtime.Version;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever fails, and wherever two instances are killed: one effect for each key, with the words
/// of its newest version. Real PostgreSQL, a destination and a clock that the seed drives.
///
/// More seeds: `-Dtocsin.simulations=1000`. One seed again: `-Dtocsin.seed=17`.
final class AnyFailureIT {
  private static final int SEEDS = Integer.getInteger("tocsin.simulations", 12);
  private static final Duration SETTLE = Duration.ofSeconds(90);
  private static final Duration MEMORY = Duration.ofMinutes(10);
  private static Rows rows;
  private static HikariDataSource pool;

  @BeforeAll
  static void tables() {
    rows = Bench.freshDatabase("any_failure");
    Flyway.configure()
        .dataSource(rows.url(), rows.user(), rows.password())
        .locations("classpath:db/migration")
        .placeholders(Map.of("readerRole", "nobody", "operatorRole", "nobody"))
        .load()
        .migrate();
    var config = new HikariConfig();
    config.setJdbcUrl(rows.url());
    config.setUsername(rows.user());
    config.setPassword(rows.password());
    config.setAutoCommit(false);
    config.setMaximumPoolSize(2);
    pool = new HikariDataSource(config);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  /// The classes of destinations.
  enum Kind {
    UPSERT(new Idempotency.Upsert()),
    REMEMBERED(new Idempotency.Remembered(MEMORY)),
    NONE(new Idempotency.None(true));

    final Idempotency idempotency;

    Kind(Idempotency idempotency) {
      this.idempotency = idempotency;
    }
  }

  /// The process dies here.
  private static final class Killed extends RuntimeException {}

  /// A destination with a memory of its class, which fails as the random source says.
  private static final class World implements Destination {
    final Kind kind;
    final Random random;
    final Map<String, List<String>> objects = new TreeMap<>();
    final Map<String, String> remembered = new HashMap<>();
    final Map<String, Instant> rememberedAt = new HashMap<>();
    final List<Runnable> underWay = new ArrayList<>();
    Instant now = Instant.parse("2026-03-02T04:05:06Z");
    Instant lateSince = now;
    boolean calm;

    World(Kind kind, Random random) {
      this.kind = kind;
      this.random = random;
    }

    /// What is under way arrives at some time, but before the time to settle is over.
    void pass(Duration time) {
      Instant then = now.plus(time);
      if (random.nextInt(6) == 0 || !then.isBefore(lateSince.plus(SETTLE))) {
        underWay.forEach(Runnable::run);
        underWay.clear();
      }
      now = then;
    }

    @Override
    public Idempotency idempotency() {
      return kind.idempotency;
    }

    @Override
    public List<Answer> send(List<Delivery> deliveries) {
      Delivery delivery = deliveries.getFirst();
      if (calm) {
        return List.of(new Answer.Stands(act(delivery), "calm"));
      }
      return switch (random.nextInt(13)) {
        case 0 -> throw new Killed();
        case 1 -> {
          act(delivery);
          throw new Killed();
        }
        case 2 -> List.of(new Answer.Unknown("lost before"));
        case 3 -> {
          act(delivery);
          yield List.of(new Answer.Unknown("lost after"));
        }
        case 4, 8 -> {
          lateSince = underWay.isEmpty() ? now : lateSince;
          underWay.add(() -> act(delivery));
          yield List.of(new Answer.Unknown("late"));
        }
        case 5 -> List.of(new Answer.Away("away"));
        case 6 -> List.of(new Answer.Throttled(Optional.empty(), "slower"));
        case 7 -> List.of(new Answer.Stale("changed"));
        default -> List.of(new Answer.Stands(act(delivery), "done"));
      };
    }

    private String act(Delivery delivery) {
      String key = delivery.effect().key();
      String words = words(delivery);
      List<String> standing = objects.computeIfAbsent(key, k -> new ArrayList<>());
      if (delivery.remoteId().isPresent() && !standing.isEmpty()) {
        standing.set(0, words);
        return key;
      }
      switch (kind) {
        case UPSERT -> {
          standing.clear();
          standing.add(words);
        }
        case REMEMBERED -> {
          Instant at = rememberedAt.get(delivery.requestKey());
          if (at == null || !now.isBefore(at.plus(MEMORY).plus(MEMORY))) {
            standing.add(words);
            rememberedAt.put(delivery.requestKey(), now);
          }
        }
        case NONE -> standing.add(words);
      }
      return key;
    }

    @Override
    public Sighting find(Delivery delivery) {
      if (!calm && random.nextInt(5) == 0) {
        return new Sighting.Failed(
            random.nextBoolean() ? new Answer.Away("away") : new Answer.Unknown("silence"));
      }
      List<String> standing = objects.getOrDefault(delivery.effect().key(), List.of());
      return switch (standing.size()) {
        case 0 -> new Sighting.Absent();
        case 1 -> new Sighting.Found(delivery.effect().key());
        default -> new Sighting.Unclear(standing.size() + " of one key");
      };
    }
  }

  private static String words(Delivery delivery) {
    return delivery.effect().fields().get("words").toString();
  }

  @TestFactory
  List<DynamicTest> oneEffectForEachKey() {
    var tests = new ArrayList<DynamicTest>();
    Integer only = Integer.getInteger("tocsin.seed");
    for (Kind kind : Kind.values()) {
      for (int seed = only == null ? 1 : only; seed <= (only == null ? SEEDS : only); seed++) {
        int s = seed;
        tests.add(DynamicTest.dynamicTest(kind + " seed " + s, () -> run(kind, s)));
      }
    }
    return tests;
  }

  private static void run(Kind kind, int seed) throws Exception {
    var random = new Random(seed);
    var world = new World(kind, random);
    String sink = "s-" + kind.ordinal() + "-" + seed;
    Courier[] instances = {courier(sink, world), courier(sink, world)};
    List<String> keys = List.of("a", "b");
    Map<String, Integer> newest = new HashMap<>();
    for (int step = 0; step < 80; step++) {
      String key = keys.get(random.nextInt(keys.size()));
      int known = newest.getOrDefault(key, 0);
      // The next version, the newest again, or any that was delivered before.
      int version =
          known == 0
              ? 1
              : switch (random.nextInt(4)) {
                case 0 -> known + 1;
                case 1 -> 1 + random.nextInt(known);
                default -> known;
              };
      newest.merge(key, version, Math::max);
      try {
        instances[random.nextInt(2)].deliver(List.of(job(key, version)));
      } catch (Killed e) {
        instances[random.nextInt(2)] = courier(sink, world);
      }
      world.pass(Duration.ofSeconds(random.nextInt(random.nextInt(10) == 0 ? 600 : 60)));
    }

    world.calm = true;
    for (int i = 0; i < 3; i++) {
      world.pass(SETTLE.multipliedBy(2));
      for (var entry : newest.entrySet()) {
        instances[0].deliver(List.of(job(entry.getKey(), entry.getValue())));
      }
    }

    // What waited in a retry topic comes last.
    for (var entry : newest.entrySet()) {
      for (int version = 1; version < entry.getValue(); version++) {
        instances[1].deliver(List.of(job(entry.getKey(), version)));
      }
    }

    for (var entry : newest.entrySet()) {
      assertThat(world.objects.get(entry.getKey()))
          .as("%s seed %d key %s", kind, seed, entry.getKey())
          .containsExactly("version " + entry.getValue());
    }
    assertThat(rows.of("select distinct state, status from outward_effects where sink = ?", sink))
        .containsExactly("STANDS|WRITTEN");
  }

  private static Job job(String key, int version) {
    var record =
        new ConsumerRecord<>(
            "decisions", 0, (long) version, key.getBytes(StandardCharsets.UTF_8), new byte[0]);
    return new Job(
        new Intake.Item(record, Optional.empty(), Optional.empty()),
        new Effect(
            key,
            key,
            new Subject("event-" + key, new Version(version, 1)),
            Effect.Action.PUT,
            Optional.empty(),
            Map.of("words", "version " + version)),
        false);
  }

  private static Courier courier(String sink, World world) {
    return new Courier(
        world,
        new Plan(world.idempotency(), Feed.DECISIONS, true, SETTLE),
        new Journal(sink),
        source(world),
        RateLimiter.of(
            "none",
            RateLimiterConfig.custom()
                .limitForPeriod(1_000_000)
                .limitRefreshPeriod(Duration.ofSeconds(1))
                .build()),
        new SinkMeters(new SimpleMeterRegistry()),
        () -> world.now);
  }

  /// Connections whose commit may be the last thing that the process does, or the first that it
  /// does not do any more.
  private static DataSource source(World world) {
    return (DataSource)
        Proxy.newProxyInstance(
            AnyFailureIT.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> dying(world));
  }

  private static Connection dying(World world) throws SQLException {
    Connection connection = pool.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            AnyFailureIT.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              boolean commit = method.getName().equals("commit");
              if (commit && !world.calm && world.random.nextInt(15) == 0) {
                throw new Killed();
              }
              try {
                Object result = method.invoke(connection, arguments);
                if (commit && !world.calm && world.random.nextInt(15) == 0) {
                  throw new Killed();
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void chargesAndReversalsEndInPairs(Kind kind) throws Exception {
    for (int seed = 1; seed <= SEEDS; seed++) {
      var random = new Random(seed);
      var world = new World(kind, random);
      String sink = "l-" + kind.ordinal() + "-" + seed;
      var lines = new Plan(world.idempotency(), Feed.LINES, true, SETTLE);
      List<Job> jobs = List.of(line("charge", 1, null), line("reversal", 2, "charge"));
      for (int step = 0; step < 20; step++) {
        try {
          lineCourier(sink, world, lines).deliver(List.of(jobs.get(random.nextInt(2))));
        } catch (Killed e) {
          // Started anew in the next step.
        }
        world.pass(Duration.ofSeconds(random.nextInt(200)));
      }
      world.calm = true;
      for (int i = 0; i < 4; i++) {
        world.pass(SETTLE.multipliedBy(2));
        for (Job job : jobs) {
          lineCourier(sink, world, lines).deliver(List.of(job));
        }
      }

      int charges = world.objects.getOrDefault("charge", List.of()).size();
      int reversals = world.objects.getOrDefault("reversal", List.of()).size();
      assertThat(charges).as("%s seed %d", kind, seed).isEqualTo(reversals).isLessThan(2);
    }
  }

  private static Courier lineCourier(String sink, World world, Plan plan) {
    return new Courier(
        world,
        plan,
        new Journal(sink),
        source(world),
        RateLimiter.ofDefaults("none"),
        new SinkMeters(new SimpleMeterRegistry()),
        () -> world.now);
  }

  private static Job line(String key, int version, String undoes) {
    Job plain = job(key, version);
    return new Job(
        plain.item(),
        new Effect(
            key,
            "group",
            plain.effect().subject(),
            Effect.Action.PUT,
            Optional.ofNullable(undoes),
            plain.effect().fields()),
        false);
  }
}
