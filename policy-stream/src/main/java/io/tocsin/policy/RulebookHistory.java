package io.tocsin.policy;

import io.tocsin.platform.registry.Reading;
import io.tocsin.platform.registry.RecordReader;
import io.tocsin.policy.stream.RulebookLibrary;
import io.tocsin.schemas.Rulebook;
import io.tocsin.schemas.Topics;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Every rulebook that was ever published, and the service days that each decides.
final class RulebookHistory {
  private RulebookHistory() {}

  /// The service days that a version decides.
  sealed interface Days {
    /// Some.
    ///
    /// @param until last one; null = no later version takes over yet
    record Of(LocalDate from, @Nullable LocalDate until) implements Days {
      boolean hold(LocalDate day) {
        return !day.isBefore(from) && (until == null || !day.isAfter(until));
      }
    }

    /// None any more.
    ///
    /// @param by the later version that decides all of its days
    record Superseded(int by) implements Days {}

    /// None, because it cannot be used.
    record LeftOut(String reason) implements Days {}
  }

  /// One published version.
  ///
  /// @param version the record's key
  /// @param document the record; empty where it cannot be read
  record Entry(String version, Optional<Rulebook> document, Days days) {}

  /// The versions in rising order; those whose key is no number come last.
  ///
  /// @param published record value by record key, all of them
  /// @throws io.tocsin.platform.registry.RegistryAwayException where the registry is away
  static List<Entry> of(Map<String, byte[]> published, RecordReader<Rulebook> reader) {
    var library = new RulebookLibrary(reader);
    library.refresh(published);
    Map<String, String> refused = library.refused();
    List<Rulebook> usable =
        published.entrySet().stream()
            .filter(record -> !refused.containsKey(record.getKey()))
            .flatMap(record -> read(reader, record.getValue()).stream())
            .toList();
    var entries = new ArrayList<Entry>();
    published.forEach(
        (key, bytes) -> {
          Optional<Rulebook> document = read(reader, bytes);
          String reason = refused.get(key);
          Days days =
              reason == null && document.isPresent()
                  ? days(document.get(), usable)
                  : new Days.LeftOut(reason == null ? "it cannot be read" : reason);
          entries.add(new Entry(key, document, days));
        });
    entries.sort(Comparator.comparingInt(RulebookHistory::order).thenComparing(Entry::version));
    return entries;
  }

  private static int order(Entry entry) {
    return entry.version().matches("[0-9]{1,9}")
        ? Integer.parseInt(entry.version())
        : Integer.MAX_VALUE;
  }

  private static Optional<Rulebook> read(RecordReader<Rulebook> reader, byte[] bytes) {
    return reader.read(Topics.CONFIG_RULEBOOK, bytes) instanceof Reading.Value<Rulebook>(var value)
        ? Optional.of(value)
        : Optional.empty();
  }

  /// A version decides its days until a higher one does: the highest number that is effective by a
  /// day decides it.
  private static Days days(Rulebook one, List<Rulebook> all) {
    Optional<Rulebook> next =
        all.stream()
            .filter(other -> other.getVersion() > one.getVersion())
            .min(
                Comparator.comparing(Rulebook::getEffectiveFrom)
                    .thenComparing(Rulebook::getVersion, Comparator.reverseOrder()));
    if (next.isEmpty()) {
      return new Days.Of(one.getEffectiveFrom(), null);
    }
    LocalDate taken = next.get().getEffectiveFrom();
    return taken.isAfter(one.getEffectiveFrom())
        ? new Days.Of(one.getEffectiveFrom(), taken.minusDays(1))
        : new Days.Superseded(next.get().getVersion());
  }

  /// The versions as a table for people.
  ///
  /// @param today the day whose version is marked
  static String table(List<Entry> entries, LocalDate today) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("version", "service days", "published", "by", "sha256", "why"));
    entries.forEach(entry -> rows.add(row(entry, today)));
    return Table.of(rows);
  }

  private static List<String> row(Entry entry, LocalDate today) {
    Optional<Rulebook> document = entry.document();
    return List.of(
        entry.version(),
        said(entry.days(), today),
        document.map(Rulebook::getPublishedAt).map(Instant::toString).orElse(""),
        document.map(d -> Table.line(d.getPublishedBy())).orElse(""),
        document.map(Rulebook::getSha256).orElse(""),
        document.map(Rulebook::getReason).map(Table::line).orElse(""));
  }

  private static String said(Days days, LocalDate today) {
    return switch (days) {
      case Days.Of of -> {
        String range =
            of.until() == null
                ? "from %s".formatted(of.from())
                : "%s to %s".formatted(of.from(), of.until());
        yield of.hold(today) ? range + ", in force today" : range;
      }
      case Days.Superseded(int by) -> "none: version %d took over".formatted(by);
      case Days.LeftOut(String reason) -> "none: left out, " + Table.line(reason);
    };
  }
}
