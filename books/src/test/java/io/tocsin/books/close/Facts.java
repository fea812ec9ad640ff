package io.tocsin.books.close;

import io.tocsin.schemas.EndState;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Hand-made facts of one event: accepted, decided, charged and billed, until a test takes
/// something of that away.
final class Facts {
  static final LocalDate DAY = LocalDate.of(2026, 3, 10);
  static final RawPosition RAW = new RawPosition("raw.tracktik", 0, 5);

  final Map<Integer, EventStory.Revision> revisions =
      new HashMap<>(Map.of(1, new EventStory.Revision(RAW, false, DAY)));
  final Map<Integer, RawPosition> delivered = new HashMap<>(Map.of(1, RAW));
  final List<Decided> decisions = new ArrayList<>(List.of(decided(1, 1, "35.00")));
  final List<Line> lines = new ArrayList<>(List.of(charge("line-1", 1, 1, "35.00")));
  final Map<Decided.Version, Set<String>> contested = new HashMap<>();
  final Set<Integer> deadInPolicy = new java.util.HashSet<>();
  EventStory.@Nullable Answer billing = answer(1, 1, "WRITTEN");

  EventStory story() {
    return new EventStory(
        "tracktik:1",
        revisions,
        delivered,
        decisions,
        lines,
        contested,
        Optional.ofNullable(billing),
        deadInPolicy);
  }

  static EventStory.Answer answer(int revision, int number, String status) {
    return new EventStory.Answer(new Decided.Version(revision, number), status);
  }

  /// @param amount null = nothing is wanted
  static Decided decided(int revision, int number, @Nullable String amount) {
    return new Decided(
        new Decided.Version(revision, number),
        amount == null ? EndState.NOT_BILLABLE : EndState.BILLABLE,
        null,
        "as the rulebook says",
        "acme",
        amount == null ? Map.of() : Map.of("charge-1", terms(amount)),
        null);
  }

  static Terms terms(String amount) {
    BigDecimal money = new BigDecimal(amount);
    return new Terms("contract-1", "DISPATCH", BigDecimal.ONE, "dispatch", money, money, "USD");
  }

  static Line charge(String id, int revision, int number, String amount) {
    return new Line(
        id,
        "charge-1",
        "tracktik:1",
        new Decided.Version(revision, number),
        null,
        null,
        "acme",
        terms(amount),
        DAY,
        "Dispatch");
  }

  static Line reversal(String id, int revision, int number, Line of, String amount) {
    return new Line(
        id,
        "charge-1",
        "tracktik:1",
        new Decided.Version(revision, number),
        of.id(),
        of.terms(),
        "acme",
        terms(amount).reversed(),
        DAY,
        "Reversal");
  }
}
