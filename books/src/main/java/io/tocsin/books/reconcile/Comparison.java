package io.tocsin.books.reconcile;

import io.tocsin.books.Money;
import io.tocsin.books.reconcile.LedgerFacts.Arrival;
import io.tocsin.platform.reading.SignalCode;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Compares an export's rows with the ledger.
///
/// Compared is what the intake knows of a row: which event it is, site, code and time. A row that
/// does not say one of these says nothing against it. Whether anything else in a row would make a
/// revision, only the normalizer can say.
final class Comparison {
  /// More events than this in a range is a mistake: the range, or the source.
  static final int MOST = 200_000;

  private static final Comparator<Line> ORDER =
      Comparator.comparing(Line::finding)
          .thenComparing(Line::at, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparingInt(line -> line.row() == null ? 0 : line.row())
          .thenComparing(Line::eventKey, Comparator.nullsFirst(Comparator.naturalOrder()));

  private final LedgerFacts ledger;
  private final String source;
  private final @Nullable Range range;
  private final List<Line> lines = new ArrayList<>();

  /// @param range null = what the rows cover
  Comparison(LedgerFacts ledger, String source, @Nullable Range range) {
    this.ledger = ledger;
    this.source = source;
    this.range = range;
  }

  Reconciliation of(List<ExportRow> export) throws SQLException {
    Range compared = range == null ? covered(export).orElse(null) : range;
    List<ExportRow> rows = export.stream().filter(row -> within(row, compared)).toList();
    // The last row of an event counts, as the last content delivered stands.
    var named = new LinkedHashMap<String, ExportRow>();
    int repeated = 0;
    for (ExportRow row : rows) {
      String key = row.eventKey();
      if (key == null) {
        lines.add(unusable(row));
      } else if (named.put(key, row) != null) {
        repeated++;
      }
    }
    Set<String> known = new HashSet<>(named.keySet());
    if (compared != null) {
      List<String> extra = ledger.between(source, compared, MOST + 1);
      if (extra.size() > MOST) {
        throw new IntakeRefused(
            400,
            "The ledger has more than %d events of %s in that range; say a shorter one."
                .formatted(MOST, source));
      }
      known.addAll(extra);
    }
    Map<String, LedgerEvent> events = ledger.events(known);
    Map<String, Arrival> arrivals =
        ledger.arrivals(named.keySet().stream().filter(key -> !events.containsKey(key)).toList());
    named.forEach(
        (key, row) -> {
          LedgerEvent event = events.get(key);
          lines.add(event == null ? missing(row, key, arrivals.get(key)) : both(row, event));
        });
    for (LedgerEvent event : events.values()) {
      if (!named.containsKey(event.eventKey()) && compared != null && compared.holds(event.at())) {
        lines.add(extra(event));
      }
    }
    lines.sort(ORDER);
    return new Reconciliation(
        source,
        ledger.now(),
        compared,
        export.size(),
        repeated,
        export.size() - rows.size(),
        sums(lines),
        lines);
  }

  /// From the first time in the export to behind the last.
  private static Optional<Range> covered(List<ExportRow> rows) {
    Comparator<Instant> order = Comparator.naturalOrder();
    Optional<Instant> first = rows.stream().map(ExportRow::at).filter(Objects::nonNull).min(order);
    Optional<Instant> last =
        rows.stream()
            .filter(row -> row.at() != null)
            .map(row -> Objects.requireNonNull(row.at()).plus(1, unit(row)))
            .max(order);
    return first.isPresent() && last.isPresent()
        ? Optional.of(new Range(first.get(), last.get(), false))
        : Optional.empty();
  }

  private static ChronoUnit unit(ExportRow row) {
    return row.toTheSecond() ? ChronoUnit.SECONDS : ChronoUnit.MINUTES;
  }

  private static boolean within(ExportRow row, @Nullable Range range) {
    Instant at = row.at();
    return at == null || range == null || range.holds(at);
  }

  private static Line unusable(ExportRow row) {
    return new Line(
        Finding.UNUSABLE,
        row.index() + 1,
        null,
        row.siteRef(),
        row.code(),
        row.at(),
        Objects.requireNonNullElse(row.problem(), "It cannot be named."),
        false,
        null);
  }

  private static Line missing(ExportRow row, String key, @Nullable Arrival arrival) {
    String why =
        arrival == null
            ? "it never arrived by any road"
            : arrival.deadLettered()
                ? "it arrived and is a dead letter: %s %s"
                    .formatted(arrival.reasonCode(), arrival.reason())
                : "it has arrived and is on its way to the ledger";
    return new Line(
        Finding.MISSING,
        row.index() + 1,
        key,
        row.siteRef(),
        row.code(),
        row.at(),
        why,
        arrival == null,
        null);
  }

  private static Line extra(LedgerEvent event) {
    return new Line(
        Finding.EXTRA,
        null,
        event.eventKey(),
        event.siteRef(),
        event.code(),
        event.at(),
        "the export has no such row; it came by " + words(event.roads()),
        false,
        event);
  }

  private static String words(List<String> roads) {
    return roads.isEmpty() ? "a road that is not recorded" : String.join(" and ", roads);
  }

  private static Line both(ExportRow row, LedgerEvent event) {
    var differing = new ArrayList<String>();
    differs(differing, "site", row.siteRef(), event.siteRef());
    String code = row.code();
    differs(
        differing,
        "code",
        code == null ? null : SignalCode.of(code, event.codeScheme(), null).code(),
        event.code());
    Instant at = row.at();
    if (at != null && !event.at().truncatedTo(unit(row)).equals(at.truncatedTo(unit(row)))) {
      differs(differing, "time", at.toString(), event.at().toString());
    }
    return new Line(
        differing.isEmpty() ? Finding.SAME : Finding.DIFFERS,
        row.index() + 1,
        event.eventKey(),
        event.siteRef(),
        event.code(),
        event.at(),
        String.join("; ", differing),
        false,
        event);
  }

  private static void differs(
      List<String> differing, String field, @Nullable String export, @Nullable String ledger) {
    if (export != null && !export.equals(ledger)) {
      differing.add(
          "%s: export %s, ledger %s"
              .formatted(field, export, Objects.requireNonNullElse(ledger, "nothing")));
    }
  }

  private record Kind(Finding finding, @Nullable Billing billing) implements Comparable<Kind> {
    private static final Comparator<Kind> ORDER =
        Comparator.comparing(Kind::finding)
            .thenComparing(Kind::billing, Comparator.nullsFirst(Comparator.naturalOrder()));

    @Override
    public int compareTo(Kind other) {
      return ORDER.compare(this, other);
    }
  }

  private static List<Sum> sums(List<Line> lines) {
    var kinds = new TreeMap<Kind, List<Line>>();
    for (Line line : lines) {
      kinds
          .computeIfAbsent(new Kind(line.finding(), line.billing()), _ -> new ArrayList<>())
          .add(line);
    }
    return kinds.entrySet().stream()
        .map(
            kind ->
                new Sum(
                    kind.getKey().finding(),
                    kind.getKey().billing(),
                    kind.getValue().size(),
                    Money.sums(
                        kind.getValue().stream().flatMap(line -> line.money().stream()).toList())))
        .toList();
  }
}
