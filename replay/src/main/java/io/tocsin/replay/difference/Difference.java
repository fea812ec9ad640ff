package io.tocsin.replay.difference;

import io.tocsin.policy.backtest.History;
import io.tocsin.policy.backtest.TrialDays;
import io.tocsin.policy.backtest.WhatIf;
import io.tocsin.policy.backtest.WhatIf.Fate;
import io.tocsin.policy.backtest.WhatIf.Line;
import io.tocsin.replay.difference.LiveCharges.LiveCharge;
import io.tocsin.replay.job.MoneyDifference;
import io.tocsin.replay.job.MoneyDifference.ClientDifference;
import io.tocsin.replay.job.MoneyDifference.LineDifference;
import io.tocsin.replay.job.MoneyDifference.Sum;
import io.tocsin.replay.job.MoneyDifference.What;
import io.tocsin.schemas.Charge;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The difference in money that rehearsed records would make, in the words of a replay, with what
/// it cannot know as warnings.
final class Difference {
  private final Rehearsed rehearsed;
  private final History history;
  private final TrialDays days;
  private final LiveCharges live;
  private final Limits limits;
  private final List<String> warnings = new ArrayList<>();

  /// What lines are judged by beside their charge.
  ///
  /// @param closed whether the books of a day are closed
  /// @param open the first day whose events are still decided again
  record Limits(Predicate<LocalDate> closed, LocalDate open) {}

  /// @param history of at least the days
  /// @param days [WhatIf#days] of the service days of all events that were rehearsed
  Difference(
      Rehearsed rehearsed, History history, TrialDays days, LiveCharges live, Limits limits) {
    this.rehearsed = rehearsed;
    this.history = history;
    this.days = days;
    this.live = live;
    this.limits = limits;
  }

  MoneyDifference money() {
    List<Line> lines =
        WhatIf.lines(history, rehearsed.events(), rehearsed.revisions().values(), days);
    unread();
    forgotten();
    pastHorizon(lines);
    booksDiffer(lines);
    return new MoneyDifference(
        rehearsed.records(),
        rehearsed.unchanged(),
        rehearsed.revised(),
        rehearsed.created(),
        rehearsed.deadLetters(),
        clients(lines),
        lines.stream().filter(line -> line.fate() != Fate.UNCHANGED).map(this::line).toList(),
        warnings);
  }

  private LineDifference line(Line line) {
    Charge charge = line.charge();
    return new LineDifference(
        line.fate() == Fate.ADDED ? What.ADDED : What.REVERSED,
        charge.getClientId(),
        line.eventKey(),
        charge.getSku(),
        line.serviceDay(),
        charge.getAmount(),
        charge.getCurrency(),
        limits.closed().test(line.serviceDay()));
  }

  private record Client(String id, String currency) {
    static final Comparator<Client> ORDER =
        Comparator.comparing(Client::id).thenComparing(Client::currency);
  }

  private static List<ClientDifference> clients(List<Line> lines) {
    Map<Client, List<Line>> byClient =
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    line -> new Client(line.charge().getClientId(), line.charge().getCurrency()),
                    () -> new TreeMap<>(Client.ORDER),
                    Collectors.toList()));
    var clients = new ArrayList<ClientDifference>();
    byClient.forEach(
        (client, all) ->
            clients.add(
                new ClientDifference(
                    client.id(),
                    client.currency(),
                    sum(all, Fate.ADDED),
                    sum(all, Fate.REVERSED),
                    sum(all, Fate.UNCHANGED))));
    return clients;
  }

  private static Sum sum(List<Line> lines, Fate fate) {
    List<BigDecimal> amounts =
        lines.stream()
            .filter(line -> line.fate() == fate)
            .map(line -> line.charge().getAmount())
            .toList();
    return new Sum(amounts.size(), amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  private void unread() {
    int unread = history.unread().count();
    if (unread > 0) {
      warnings.add(
          "%s of events, rulings, test windows or rulebooks cannot be read and had no part in this."
              .formatted(count(unread, "record")));
    }
  }

  private void forgotten() {
    if (rehearsed.forgotten() > 0) {
      warnings.add(
          "%s older than the normalizer's memory; a replay leaves such records alone."
              .formatted(
                  rehearsed.forgotten() == 1
                      ? "1 record is"
                      : rehearsed.forgotten() + " records are"));
    }
  }

  /// The policy stream decides an event of long ago again only where it is revised itself.
  private void pastHorizon(List<Line> lines) {
    long neighbours =
        lines.stream()
            .filter(line -> line.fate() != Fate.UNCHANGED)
            .filter(line -> line.serviceDay().isBefore(limits.open()))
            .filter(line -> !rehearsed.revisions().containsKey(line.eventKey()))
            .count();
    if (neighbours > 0) {
      warnings.add(
          """
          %s of events from before %s that are not replayed; such events may stay as they were \
          decided.\
          """
              .formatted(neighbours == 1 ? "1 line is" : neighbours + " lines are", limits.open()));
    }
  }

  /// What stands was decided anew here. The books have it otherwise where a charge is in conflict,
  /// where a decision is still on its way, and where an event is older than the horizon of the
  /// policy stream and its rulebook was changed since.
  private void booksDiffer(List<Line> lines) {
    var asked = new TreeSet<>(rehearsed.events());
    lines.forEach(line -> asked.add(line.eventKey()));
    var booked = new HashMap<String, LiveCharge>();
    live.of(asked).forEach(charge -> booked.put(charge.chargeKey(), charge));
    var differing = new TreeSet<String>();
    for (Line line : lines) {
      if (line.fate() != Fate.ADDED) {
        if (!isBooked(line, booked.remove(line.charge().getChargeKey()))) {
          differing.add(line.eventKey());
        }
      }
    }
    Set<String> replayed = rehearsed.events();
    booked.values().stream()
        .map(LiveCharge::eventKey)
        .filter(replayed::contains) // Of the others, lines that stay are not among these.
        .forEach(differing::add);
    if (!differing.isEmpty()) {
      warnings.add(
          """
          The books have the charges of %s otherwise than they are decided now, %s%s: a charge is \
          in conflict, a decision is on its way, or the event is past the horizon of the policy \
          stream.\
          """
              .formatted(
                  count(differing.size(), "event"),
                  differing.size() > 1 ? "among them " : "",
                  differing.first()));
    }
  }

  private static boolean isBooked(Line line, @Nullable LiveCharge booked) {
    return booked != null
        && booked.eventKey().equals(line.eventKey())
        && booked.amount().compareTo(line.charge().getAmount()) == 0;
  }

  private static String count(long number, String one) {
    return number == 1 ? "1 " + one : number + " " + one + "s";
  }
}
