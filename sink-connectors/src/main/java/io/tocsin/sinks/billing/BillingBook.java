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
import java.util.stream.Stream;

/// The books as they stand and what decisions add to them: pure, no I/O.
///
/// A decision says the charge as it should stand now. Where another charge of the event is live, or
/// the same with other terms, that one is reversed; then the wanted one is charged. Decisions are
/// taken one after the other in the order they came, also those that a later one of the same batch
/// undoes: so every step is in the books, and the lines do not depend on where a batch was cut. One
/// that is not newer than what the book has recorded of its event changes nothing.
///
/// Two events may exchange a charge, and the one that takes it may be heard before the one that
/// gives it up. Then its claim is a conflict and stays open; when the other gives the charge up,
/// the claim is settled: its line is charged at once, for the decision that claimed it. An open
/// claim is dropped when a newer decision on its event comes. So in the end each event has what its
/// newest decision wants, in whatever order they came, as long as no two want the same.
///
/// New lines have no number yet; they are known here by -1, -2, …, in the order they are made.
final class BillingBook {
  private final Map<String, Recorded> recorded;
  private final Map<String, LiveCharge> liveByKey = new HashMap<>();
  private final Map<String, Set<String>> keysByEvent = new HashMap<>();
  private final Set<Long> reversedLines = new HashSet<>();
  private final List<ChargeLine> lines = new ArrayList<>();
  private final List<ChargeConflict> conflicts = new ArrayList<>();
  private final List<ChargeClaim> openClaims;
  private final Map<String, SinkWrite> writes = new TreeMap<>();

  /// @param recorded what the sink has recorded of the events in question
  /// @param live the live charges of these events, and those that have a charge key in question
  /// @param openClaims the open claims on what these events hold, and all others of the claimants
  BillingBook(
      Map<String, Recorded> recorded,
      Collection<LiveCharge> live,
      Collection<ChargeClaim> openClaims) {
    this.recorded = new HashMap<>(recorded);
    this.openClaims = new ArrayList<>(openClaims);
    live.forEach(this::put);
  }

  /// Takes one decision.
  void apply(Decision decision, int attempt) {
    Subject subject = Subject.of(decision);
    if (!Recorded.admits(recorded.get(subject.eventKey()), subject.version())) {
      return;
    }
    openClaims.removeIf(claim -> claim.eventKey().equals(subject.eventKey()));
    List<Charge> wanted = wanted(decision);
    var standing = new HashSet<String>();
    var released = new ArrayList<String>();
    var answers = new ArrayList<String>();
    for (LiveCharge live : liveOf(subject.eventKey())) {
      if (wanted.stream().anyMatch(live::is)) {
        standing.add(live.chargeKey());
        answers.add("charge of " + live.terms().money() + " stands");
      } else {
        reverse(live, subject, decision);
        released.add(live.chargeKey());
        answers.add("reversed " + live.terms().money());
      }
    }
    boolean conflict = false;
    for (Charge charge : wanted) {
      if (!standing.contains(charge.getChargeKey())) {
        ChargeClaim claim = ChargeClaim.of(decision, charge, attempt);
        LiveCharge holder = liveByKey.get(claim.chargeKey());
        conflict |= holder != null;
        answers.add(holder == null ? charge(claim) : contest(claim, holder));
      }
    }
    WriteStatus status =
        conflict
            ? WriteStatus.CONFLICT
            : answers.isEmpty() ? WriteStatus.NOTHING_TO_DO : WriteStatus.WRITTEN;
    String detail = answers.isEmpty() ? "nothing to charge" : String.join("; ", answers);
    record(subject, status, detail, attempt);
    released.forEach(chargeKey -> settle(chargeKey, subject.eventKey()));
  }

  /// The charges that a decision wants: that of the response, where it goes to billing, and that of
  /// the signal meter, which has no route.
  static List<Charge> wanted(Decision decision) {
    return Stream.of(
            decision.getRoutes().contains(BillingSink.NAME) ? decision.getCharge() : null,
            decision.getSignalCharge())
        .filter(Objects::nonNull)
        .toList();
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

  private String charge(ChargeClaim claim) {
    long lineNo = nextLine();
    lines.add(
        new ChargeLine(
            lineNo,
            claim.chargeKey(),
            claim.subject(),
            OptionalLong.empty(),
            claim.terms(),
            claim.serviceDay(),
            claim.memo()));
    put(
        new LiveCharge(
            claim.chargeKey(), claim.eventKey(), lineNo, claim.terms(), claim.serviceDay()));
    return "charged " + claim.terms().money();
  }

  private String contest(ChargeClaim claim, LiveCharge holder) {
    String reason =
        "charge key is live for event %s with %s"
            .formatted(holder.eventKey(), holder.terms().money());
    conflicts.add(new ChargeConflict(claim, holder.lineNo(), reason));
    openClaims.add(claim);
    return reason;
  }

  /// Charges the open claim on a key that nobody holds any more. Of several the one whose event key
  /// is lowest, so that it does not depend on who came first.
  private void settle(String chargeKey, String releasedBy) {
    if (liveByKey.containsKey(chargeKey)) {
      return;
    }
    openClaims.stream()
        .filter(claim -> claim.chargeKey().equals(chargeKey))
        .min(Comparator.comparing(ChargeClaim::eventKey))
        .ifPresent(
            claim -> {
              openClaims.remove(claim);
              String answer = charge(claim) + ", which %s gave up".formatted(releasedBy);
              boolean another =
                  openClaims.stream().anyMatch(c -> c.subject().equals(claim.subject()));
              record(
                  claim.subject(),
                  another ? WriteStatus.CONFLICT : WriteStatus.WRITTEN,
                  answer,
                  claim.attempt());
            });
  }

  private void record(Subject subject, WriteStatus status, String detail, int attempt) {
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

  /// Numbers of the lines that were live before, still are, and have been claimed for another
  /// event.
  List<Long> contested() {
    return conflicts.stream()
        .map(ChargeConflict::liveLineNo)
        .filter(line -> line > 0 && !reversedLines.contains(line))
        .distinct()
        .sorted()
        .toList();
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
