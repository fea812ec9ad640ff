package io.tocsin.sinks.billing;

import io.tocsin.schemas.Charge;
import io.tocsin.schemas.Decision;
import io.tocsin.sinks.runtime.Recorded;
import io.tocsin.sinks.runtime.SinkWrite;
import io.tocsin.sinks.runtime.Subject;
import io.tocsin.sinks.runtime.WriteStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// The books as they stand and what decisions add to them: pure, no I/O.
///
/// A decision says the charge as it should stand now. Where another charge of the event is live, or
/// the same with other terms, that one is reversed; then the wanted one is charged. Decisions are
/// taken one after the other in the order they came, also those that a later one of the same batch
/// undoes: so every step is in the books, and the lines do not depend on where a batch was cut. One
/// that is not newer than what the book has recorded of its event changes nothing.
///
/// New lines have no number yet; they are known here by -1, -2, …, in the order they are made.
final class BillingBook {
  private final Map<String, Recorded> recorded;
  private final Map<String, LiveCharge> liveByKey = new HashMap<>();
  private final Map<String, Set<String>> keysByEvent = new HashMap<>();
  private final Set<Long> reversedLines = new HashSet<>();
  private final List<ChargeLine> lines = new ArrayList<>();
  private final List<ChargeConflict> conflicts = new ArrayList<>();
  private final Map<String, SinkWrite> writes = new TreeMap<>();

  /// @param recorded what the sink has recorded of the events in question
  /// @param live the live charges of these events, and those that have a charge key in question
  BillingBook(Map<String, Recorded> recorded, Collection<LiveCharge> live) {
    this.recorded = new HashMap<>(recorded);
    live.forEach(this::put);
  }

  /// Takes one decision.
  void apply(Decision decision, int attempt) {
    Subject subject = Subject.of(decision);
    if (!Recorded.admits(recorded.get(subject.eventKey()), subject.version())) {
      return;
    }
    Charge wanted = decision.getRoutes().contains(BillingSink.NAME) ? decision.getCharge() : null;
    var answers = new ArrayList<String>();
    boolean stands = false;
    for (LiveCharge live : liveOf(subject.eventKey())) {
      if (wanted != null
          && live.chargeKey().equals(wanted.getChargeKey())
          && live.terms().same(ChargeTerms.of(wanted))) {
        stands = true;
        answers.add("charge of " + live.terms().money() + " stands");
      } else {
        reverse(live, subject, decision);
        answers.add("reversed " + live.terms().money());
      }
    }
    boolean conflict = false;
    if (wanted != null && !stands) {
      LiveCharge holder = liveByKey.get(wanted.getChargeKey());
      conflict = holder != null;
      answers.add(
          holder == null ? charge(wanted, subject, decision) : claim(wanted, subject, holder));
    }
    record(subject, conflict, answers, attempt);
  }

  private void reverse(LiveCharge live, Subject subject, Decision decision) {
    remove(live);
    lines.add(
        new ChargeLine(
            nextLine(),
            live.chargeKey(),
            subject,
            OptionalLong.of(live.lineNo()),
            live.terms().reversed(),
            live.serviceDay(),
            "Reversal: " + decision.getReason()));
  }

  private String charge(Charge wanted, Subject subject, Decision decision) {
    ChargeTerms terms = ChargeTerms.of(wanted);
    long lineNo = nextLine();
    lines.add(
        new ChargeLine(
            lineNo,
            wanted.getChargeKey(),
            subject,
            OptionalLong.empty(),
            terms,
            decision.getServiceDay(),
            decision.getSummary()));
    put(
        new LiveCharge(
            wanted.getChargeKey(), subject.eventKey(), lineNo, terms, decision.getServiceDay()));
    return "charged " + terms.money();
  }

  private String claim(Charge wanted, Subject subject, LiveCharge holder) {
    String reason =
        "charge key is live for event %s with %s"
            .formatted(holder.eventKey(), holder.terms().money());
    conflicts.add(
        new ChargeConflict(
            wanted.getChargeKey(), subject, holder.lineNo(), ChargeTerms.of(wanted), reason));
    return reason;
  }

  private void record(Subject subject, boolean conflict, List<String> answers, int attempt) {
    WriteStatus status =
        conflict
            ? WriteStatus.CONFLICT
            : answers.isEmpty() ? WriteStatus.NOTHING_TO_DO : WriteStatus.WRITTEN;
    String detail = answers.isEmpty() ? "nothing to charge" : String.join("; ", answers);
    recorded.put(subject.eventKey(), new Recorded(subject.version(), status));
    writes.put(
        subject.eventKey(),
        new SinkWrite(subject.eventKey(), subject.version(), status, detail, attempt));
  }

  private List<LiveCharge> liveOf(String eventKey) {
    return keysByEvent.getOrDefault(eventKey, Set.of()).stream()
        .map(liveByKey::get)
        .filter(Objects::nonNull)
        .sorted(Comparator.comparing(LiveCharge::chargeKey))
        .toList();
  }

  private void put(LiveCharge charge) {
    liveByKey.put(charge.chargeKey(), charge);
    keysByEvent.computeIfAbsent(charge.eventKey(), k -> new HashSet<>()).add(charge.chargeKey());
  }

  private void remove(LiveCharge charge) {
    liveByKey.remove(charge.chargeKey());
    keysByEvent.getOrDefault(charge.eventKey(), new HashSet<>()).remove(charge.chargeKey());
    reversedLines.add(charge.lineNo());
  }

  private long nextLine() {
    return -(lines.size() + 1L);
  }

  /// Lines to append, in order.
  List<ChargeLine> lines() {
    return List.copyOf(lines);
  }

  /// Conflicts to append, in order.
  List<ChargeConflict> conflicts() {
    return List.copyOf(conflicts);
  }

  /// What to record in `sink_writes`, by event key: the last decision that was taken for each.
  Map<String, SinkWrite> writes() {
    return Map.copyOf(writes);
  }

  /// Numbers of the lines that were live before and are not any more.
  List<Long> ended() {
    return reversedLines.stream().filter(n -> n > 0).sorted().toList();
  }

  /// The charges that have become live, by charge key.
  List<LiveCharge> begun() {
    return liveByKey.values().stream()
        .filter(c -> c.lineNo() < 0)
        .sorted(Comparator.comparing(LiveCharge::chargeKey))
        .toList();
  }

  /// All charges that stand, as far as the book knows them.
  Collection<LiveCharge> live() {
    return List.copyOf(liveByKey.values());
  }
}
