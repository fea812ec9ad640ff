package io.tocsin.policy.account;

import io.tocsin.policy.account.AccountStore.Mark;
import io.tocsin.policy.account.Share.Asked;
import io.tocsin.policy.account.Share.Used;
import io.tocsin.policy.decision.Allowance;
import io.tocsin.policy.decision.Draft;
import io.tocsin.policy.index.SortedText;
import io.tocsin.policy.rulebook.Route;
import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.schemas.EndState;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Free allowances and caps, by contract, sku and calendar month of service days, used up in the
/// order of time.
///
/// For each charge that has any there is a mark: what it asks for, and what the earlier ones used.
/// A change is carried on to the later ones until one finds what it found before.
final class Allowances {
  private static final int PAGE = 64;
  private static final String NOTHING = "-";

  private final AccountStore store;

  Allowances(AccountStore store) {
    this.store = store;
  }

  /// One mark.
  private record Entry(Asked asked, Used before) {
    String text() {
      return String.join(
          " ",
          asked.quantity().toPlainString(),
          text(asked.free()),
          text(asked.cap()),
          before.free().toPlainString(),
          before.cap().toPlainString());
    }

    private static String text(@Nullable BigDecimal units) {
      return units == null ? NOTHING : units.toPlainString();
    }

    static Entry of(String text) {
      String[] words = text.split(" ", -1);
      return new Entry(
          new Asked(new BigDecimal(words[0]), units(words[1]), units(words[2])),
          new Used(new BigDecimal(words[3]), new BigDecimal(words[4])));
    }

    private static @Nullable BigDecimal units(String word) {
      return word.equals(NOTHING) ? null : new BigDecimal(word);
    }

    Share share() {
      return Share.of(asked, before);
    }
  }

  /// Where a charge is in its account.
  ///
  /// @param month what the marks of its contract, sku and month begin with
  /// @param place the rest
  private record Claim(String month, String place, Asked asked) {
    static @Nullable Claim of(@Nullable Draft draft) {
      if (draft == null || draft.allowance() == null || draft.decision().getCharge() == null) {
        return null;
      }
      Charge charge = draft.decision().getCharge();
      return new Claim(
          "a"
              + SortedText.END
              + SortedText.part(charge.getContractId())
              + SortedText.part(charge.getSku())
              + SortedText.part(Months.of(draft.decision()).toString()),
          Months.place(draft.decision()),
          new Asked(charge.getQuantity(), draft.allowance().free(), draft.allowance().cap()));
    }

    String key() {
      return month + place;
    }
  }

  /// Takes note of another draft.
  ///
  /// @return the events whose share may be another now
  Set<String> change(@Nullable Draft before, @Nullable Draft after) {
    Claim old = Claim.of(before);
    Claim claim = Claim.of(after);
    if (Objects.equals(old, claim)) {
      return Set.of();
    }
    var affected = new HashSet<String>();
    if (old != null) {
      store.mark(old.key(), null);
      carryOn(old, affected);
    }
    if (claim != null) {
      store.mark(claim.key(), new Entry(claim.asked(), before(claim)).text());
      carryOn(claim, affected);
    }
    return affected;
  }

  /// What the charges before a place used.
  private Used before(Claim claim) {
    List<Mark> last = store.marks(claim.month(), claim.key(), true, 1);
    return last.isEmpty() ? Used.NOTHING : Entry.of(last.getFirst().value()).share().used();
  }

  /// Carries on to the charges after a place what was used up to it.
  private void carryOn(Claim claim, Set<String> affected) {
    String here = store.mark(claim.key());
    Used used = here == null ? before(claim) : Entry.of(here).share().used();
    String from = SortedText.next(claim.key());
    String end = SortedText.end(claim.month());
    List<Mark> page = store.marks(from, end, false, PAGE);
    while (!page.isEmpty()) {
      for (Mark mark : page) {
        Entry entry = Entry.of(mark.value());
        if (same(entry.before(), used)) {
          return;
        }
        var now = new Entry(entry.asked(), used);
        store.mark(mark.key(), now.text());
        if (!entry.share().equals(now.share())) {
          affected.add(Months.key(mark.key().substring(claim.month().length())));
        }
        used = now.share().used();
      }
      page = store.marks(SortedText.next(page.getLast().key()), end, false, PAGE);
    }
  }

  private static boolean same(Used one, Used other) {
    return one.free().compareTo(other.free()) == 0 && one.cap().compareTo(other.cap()) == 0;
  }

  /// Makes the charge of a decision as large as its share is.
  void apply(Draft draft, Decision.Builder decision) {
    Claim claim = Claim.of(draft);
    Allowance allowance = draft.allowance();
    Charge charge = draft.decision().getCharge();
    if (claim == null || allowance == null || charge == null) {
      return;
    }
    String mark = store.mark(claim.key());
    if (mark == null) {
      throw new IllegalStateException("a draft without its mark");
    }
    Share share = Entry.of(mark).share();
    if (share.charged().compareTo(charge.getQuantity()) == 0) {
      return;
    }
    var words = new AllowanceWords(charge, share, claim.asked(), Months.of(draft.decision()));
    if (share.charged().signum() == 0) {
      decision.setEndState(EndState.NOT_BILLABLE);
      decision.setReasonCode(
          share.free().compareTo(charge.getQuantity()) == 0 ? "FREE_ALLOWANCE" : "OVER_CAP");
      decision.setReason(words.nothingCharged());
      decision.setCharge(null);
      decision.setRoutes(
          draft.decision().getRoutes().stream()
              .filter(route -> !route.equals(Route.BILLING.word()))
              .toList());
    } else {
      Charge less = words.charged(allowance.rounding());
      decision.setCharge(less);
      decision.setReason(words.partlyCharged(less));
    }
  }
}
