package io.tocsin.policy.account;

import io.tocsin.policy.account.AccountStore.Mark;
import io.tocsin.policy.decision.Draft;
import io.tocsin.policy.decision.SignalUnit;
import io.tocsin.policy.index.SortedText;
import io.tocsin.schemas.Decision;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The meter of signal volume, by contract and calendar month of service days: the first signals in
/// the order of time are included, each further one costs.
///
/// Beside a mark for each signal it keeps one for each number of included signals that a plan of
/// the month has: the place of the last included one, the boundary. A signal that comes or goes
/// moves a boundary by one place at most, so that at most one other signal changes sides, and
/// finding it costs one look-up, however many signals there are.
final class SignalMeter {
  private static final int PAGE = 512;

  private final AccountStore store;

  SignalMeter(AccountStore store) {
    this.store = store;
  }

  /// Where a signal is in its account.
  ///
  /// @param month the last parts of what the marks of its contract and month begin with
  private record Unit(String month, String place, int included) {
    static @Nullable Unit of(@Nullable Draft draft) {
      SignalUnit signal = draft == null ? null : draft.signal();
      if (draft == null || signal == null) {
        return null;
      }
      return new Unit(
          SortedText.part(signal.charge().getContractId())
              + SortedText.part(Months.of(draft.decision()).toString()),
          Months.place(draft.decision()),
          signal.included());
    }

    String signals() {
      return "g" + SortedText.END + month;
    }

    String boundaries() {
      return "h" + SortedText.END + month;
    }

    String total() {
      return "n" + SortedText.END + month;
    }

    String boundary() {
      return boundaries() + SortedText.number(included);
    }
  }

  /// The end of what is included.
  ///
  /// @param signals how many signals of the month have a plan with this number
  /// @param last the place of the last included one; empty while all are, or where none is
  private record Boundary(long signals, String last) {
    static Boundary of(String text) {
      int end = text.indexOf(' ');
      return new Boundary(Long.parseLong(text.substring(0, end)), text.substring(end + 1));
    }

    String text() {
      return signals + " " + last;
    }
  }

  /// Takes note of another draft.
  ///
  /// @return the events that changed sides
  Set<String> change(@Nullable Draft before, @Nullable Draft after) {
    Unit old = Unit.of(before);
    Unit unit = Unit.of(after);
    if (Objects.equals(old, unit)) {
      return Set.of();
    }
    var affected = new HashSet<String>();
    if (old != null) {
      remove(old, affected);
    }
    if (unit != null) {
      add(unit, affected);
    }
    return affected;
  }

  private void add(Unit unit, Set<String> affected) {
    long total = total(unit) + 1;
    store.mark(unit.total(), Long.toString(total));
    store.mark(unit.signals() + unit.place(), Integer.toString(unit.included()));
    for (Mark mark : boundaries(unit)) {
      long included = SortedText.readNumber(mark.key(), unit.boundaries().length());
      Boundary boundary = Boundary.of(mark.value());
      if (included > 0 && total == included) {
        moveTo(last(unit), mark, boundary);
      } else if (included > 0 && total > included && before(unit, boundary)) {
        changedSides(boundary.last(), included, unit, affected);
        moveTo(previous(boundary.last(), unit), mark, boundary);
      }
    }
    String known = store.mark(unit.boundary());
    Boundary own =
        known == null ? new Boundary(0, place(unit.included(), unit)) : Boundary.of(known);
    store.mark(unit.boundary(), new Boundary(own.signals() + 1, own.last()).text());
  }

  private void remove(Unit unit, Set<String> affected) {
    long total = total(unit) - 1;
    store.mark(unit.total(), total == 0 ? null : Long.toString(total));
    for (Mark mark : boundaries(unit)) {
      long included = SortedText.readNumber(mark.key(), unit.boundaries().length());
      Boundary boundary = Boundary.of(mark.value());
      if (included > 0
          && total + 1 >= included
          && (before(unit, boundary) || boundary.last().equals(unit.place()))) {
        String next = next(boundary.last(), unit);
        if (!next.isEmpty()) {
          changedSides(next, included, unit, affected);
        }
        moveTo(next, mark, boundary);
      }
    }
    store.mark(unit.signals() + unit.place(), null);
    Boundary own = Boundary.of(Objects.requireNonNull(store.mark(unit.boundary()), "a boundary"));
    store.mark(
        unit.boundary(),
        own.signals() == 1 ? null : new Boundary(own.signals() - 1, own.last()).text());
  }

  private static boolean before(Unit unit, Boundary boundary) {
    return SortedText.ORDER.compare(unit.place(), boundary.last()) < 0;
  }

  private void moveTo(String place, Mark mark, Boundary boundary) {
    store.mark(mark.key(), new Boundary(boundary.signals(), place).text());
  }

  /// Names a signal that a boundary passed, where it is the boundary of its own plan.
  private void changedSides(String place, long included, Unit unit, Set<String> affected) {
    if (Long.toString(included).equals(store.mark(unit.signals() + place))) {
      affected.add(Months.key(place));
    }
  }

  private long total(Unit unit) {
    String total = store.mark(unit.total());
    return total == null ? 0 : Long.parseLong(total);
  }

  private List<Mark> boundaries(Unit unit) {
    // As many as plans of one month differ in what they include: a few.
    return store.marks(unit.boundaries(), SortedText.end(unit.boundaries()), false, PAGE);
  }

  private String last(Unit unit) {
    return place(store.marks(unit.signals(), SortedText.end(unit.signals()), true, 1), unit);
  }

  private String previous(String place, Unit unit) {
    return place(store.marks(unit.signals(), unit.signals() + place, true, 1), unit);
  }

  private String next(String place, Unit unit) {
    return place(
        store.marks(
            SortedText.next(unit.signals() + place), SortedText.end(unit.signals()), false, 1),
        unit);
  }

  private static String place(List<Mark> found, Unit unit) {
    return found.isEmpty() ? "" : found.getFirst().key().substring(unit.signals().length());
  }

  /// The place of the signal with some rank, from 1; empty where there are fewer. Counts them: only
  /// for the first signal of a plan in a month.
  private String place(int rank, Unit unit) {
    if (rank == 0 || total(unit) < rank) {
      return "";
    }
    long passed = 0;
    List<Mark> page = store.marks(unit.signals(), SortedText.end(unit.signals()), false, PAGE);
    while (passed + page.size() < rank) {
      passed += page.size();
      page =
          store.marks(
              SortedText.next(page.getLast().key()), SortedText.end(unit.signals()), false, PAGE);
    }
    return page.get(Math.toIntExact(rank - passed - 1)).key().substring(unit.signals().length());
  }

  /// Sets the signal charge of a decision where its signal is beyond what is included.
  void apply(Draft draft, Decision.Builder decision) {
    Unit unit = Unit.of(draft);
    SignalUnit signal = draft.signal();
    if (unit == null || signal == null) {
      return;
    }
    Boundary boundary =
        Boundary.of(Objects.requireNonNull(store.mark(unit.boundary()), "a boundary"));
    boolean included =
        unit.included() > 0
            && (boundary.last().isEmpty()
                || SortedText.ORDER.compare(unit.place(), boundary.last()) <= 0);
    if (!included) {
      decision.setSignalCharge(signal.charge());
    }
  }
}
