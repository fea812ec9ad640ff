package io.tocsin.sinks.outward;

import com.zaxxer.hikari.HikariDataSource;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import io.tocsin.platform.Section;
import io.tocsin.schemas.BillingLine;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.Topics;
import io.tocsin.sinks.runtime.Failures;
import io.tocsin.sinks.runtime.Notes;
import io.tocsin.sinks.runtime.SinkDatabase;
import io.tocsin.sinks.runtime.SinkMeters;
import io.tocsin.sinks.runtime.SinkRunner;
import io.tocsin.sinks.runtime.Sinks;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the sinks that configuration names under `tocsin.sinks.outward.<name>`. What is missing or
/// wrong refuses to start.
@Singleton
public final class OutwardSinks implements Sinks.Configured, AutoCloseable {
  static final String SETTINGS = "tocsin.sinks.outward";

  private static final Logger LOG = LoggerFactory.getLogger(OutwardSinks.class);
  private static final int MOST_AT_ONCE = 200;
  private static final int CONCURRENCY = 4;
  private static final int RATE = 100;
  private static final Duration RATE_PER = Duration.ofMinutes(1);
  private static final Duration TURN_WITHIN = Duration.ofSeconds(20);
  private static final Duration SETTLE_AFTER = Duration.ofSeconds(90);

  private final Map<String, Kind> kinds = new TreeMap<>();
  private final Environment environment;
  private final SinkDatabase database;
  private final Clock clock = Clock.systemUTC();
  private @Nullable HikariDataSource connections;

  OutwardSinks(List<Kind> kinds, Environment environment, SinkDatabase database) {
    kinds.forEach(kind -> this.kinds.put(kind.name(), kind));
    this.environment = environment;
    this.database = database;
  }

  /// Names are read as they are written, not in the environment's normal form: an illegal one must
  /// be refused, not mended.
  @Override
  public List<SinkRunner.Part> parts(SinkMeters meters) {
    Section all = Section.of(SETTINGS, environment.getProperties(SETTINGS, StringConvention.RAW));
    var blocks = new ArrayList<Block>();
    all.children()
        .forEach(
            (name, section) -> {
              if (section.flag("enabled", true)) {
                blocks.add(block(all, name, section));
              }
            });
    if (blocks.isEmpty()) {
      return List.of();
    }
    HikariDataSource pool =
        database.outwardPool(blocks.stream().mapToInt(b -> b.concurrency + 2).sum());
    connections = pool;
    return blocks.stream().map(block -> part(block, pool, meters)).toList();
  }

  /// One sink as its settings describe it.
  private record Block(
      String name,
      Feed feed,
      Effects effects,
      Outside outside,
      Destination destination,
      int concurrency,
      RateLimiter limiter,
      Duration settleAfter,
      Optional<Instant> from) {}

  private Block block(Section all, String name, Section section) {
    try {
      Topics.ofSink(name, new Topics.Scale(1, 1, 1));
    } catch (IllegalArgumentException e) {
      throw all.refuse(
          name, "is no legal name of a sink: use 1 to 63 lower case letters, digits and hyphens");
    }
    String named = section.required("kind");
    Kind kind = kinds.get(named);
    if (kind == null) {
      throw section.refuse(
          "kind", "is none of the kinds known: " + String.join(", ", kinds.keySet()));
    }
    Section own = section.section(named);
    Feed feed = kind.feed(own);
    Effects effects =
        switch (feed) {
          case DECISIONS -> new Effects.OfDecisions(section.text("route").orElse(name));
          case LINES -> new Effects.OfLines(Set.copyOf(new HashSet<>(section.texts("clients"))));
        };
    int concurrency = section.count("concurrency").orElse(CONCURRENCY);
    Section rate = section.section("rate");
    RateLimiter limiter =
        RateLimiter.of(
            name,
            RateLimiterConfig.custom()
                .limitForPeriod(rate.count("requests").orElse(RATE))
                .limitRefreshPeriod(rate.duration("per").orElse(RATE_PER))
                .timeoutDuration(TURN_WITHIN)
                .build());
    rate.refuseUnknown();
    Duration settleAfter = section.duration("settle-after").orElse(SETTLE_AFTER);
    var outside = new Outside(name, section, clock);
    Destination destination = kind.open(own, outside);
    own.refuseUnknown();
    Optional<Instant> from = from(section);
    section.refuseUnknown();
    LOG.info("sink={} kind={} feed={} ready", name, named, feed);
    return new Block(
        name,
        feed,
        new Effects.WantedBy(destination, effects),
        outside,
        destination,
        concurrency,
        limiter,
        settleAfter,
        from);
  }

  /// Asked for, since no answer is right for all: from the beginning, all that was ever decided
  /// goes out. A time, and not the moment of the start: a sink whose offsets the broker has
  /// forgotten begins there again, and the journal knows what stands.
  private Optional<Instant> from(Section section) {
    String from = section.required("from");
    return switch (from) {
      case "beginning" -> Optional.empty();
      default -> {
        try {
          yield Optional.of(Instant.parse(from));
        } catch (DateTimeParseException e) {
          throw section.refuse(
              "from",
              "is neither beginning nor a time such as \"2026-03-01T00:00:00Z\", in quotes");
        }
      }
    };
  }

  private SinkRunner.Part part(Block block, HikariDataSource pool, SinkMeters meters) {
    var journal = new Journal(block.name);
    var courier =
        new Courier(
            block.destination,
            new Plan(
                block.destination.idempotency(),
                block.feed,
                block.destination.follows(),
                block.settleAfter),
            journal,
            pool,
            block.limiter,
            meters,
            clock);
    var permits = new Semaphore(block.concurrency);
    return new SinkRunner.Part(
        block.name,
        reads(block.feed),
        Set.of(),
        block.from,
        MOST_AT_ONCE,
        (intake, retries) ->
            new OutwardWriter(
                block.name,
                intake,
                block.effects,
                courier,
                block.destination.mostAtOnce(),
                block.concurrency,
                permits,
                retries,
                clock),
        notes(journal, block.effects, pool),
        () -> {
          block.destination.close();
          block.outside.close();
        });
  }

  private static Map<String, Class<? extends SpecificRecord>> reads(Feed feed) {
    return switch (feed) {
      case DECISIONS -> Map.of(Topics.DECISIONS, Decision.class);
      case LINES -> Map.of(Topics.BILLING_LINES, BillingLine.class);
    };
  }

  private static Notes notes(Journal journal, Effects effects, HikariDataSource pool) {
    return (subject, rejected, status, detail) -> {
      Effect effect;
      try {
        effect = rejected.value().flatMap(effects::of).orElse(null);
      } catch (RuntimeException e) {
        LOG.debug("sink={} no effect to note: {}", journal.sink(), Failures.words(e));
        return;
      }
      if (effect == null) {
        return;
      }
      try (Connection connection = pool.getConnection()) {
        journal.leaves(connection, effect, status, detail, rejected.attempts());
        connection.commit();
      }
    };
  }

  @Override
  @PreDestroy
  public void close() {
    HikariDataSource pool = connections;
    if (pool != null) {
      pool.close();
    }
  }
}
