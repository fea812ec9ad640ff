package io.tocsin.books.close;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the facts say of one event as of a cut: what later records brought is not in it.
///
/// @param revisions its rows, by revision
/// @param delivered the revisions that deliveries of the interval speak of, and the record of each
/// @param decisions all of its decisions
/// @param lines all of its lines
/// @param contested charge keys that are in conflict, by the decision that claims them
/// @param billing what the billing sink last answered; empty where it has not
/// @param deadInPolicy revisions that the policy stream could not read
record EventStory(
    String eventKey,
    Map<Integer, Revision> revisions,
    Map<Integer, RawPosition> delivered,
    List<Decided> decisions,
    List<Line> lines,
    Map<Decided.Version, Set<String>> contested,
    Optional<Answer> billing,
    Set<Integer> deadInPolicy) {
  /// A row of the event.
  ///
  /// @param raw the record that it was made from
  /// @param replayed whether a replay made it
  /// @param serviceDay the day on which the event is billed
  record Revision(RawPosition raw, boolean replayed, LocalDate serviceDay) {}

  /// An answer of the billing sink.
  ///
  /// @param version to which decision
  /// @param status as in `sink_writes`
  record Answer(Decided.Version version, String status) {}

  /// The newest revision; 0 where there is none.
  int newestRevision() {
    return revisions.keySet().stream().max(Comparator.naturalOrder()).orElse(0);
  }

  /// The decision that stands.
  Optional<Decided> standing() {
    return decisions.stream().max(Comparator.comparing(Decided::version));
  }

  Optional<Decided> decision(Decided.Version version) {
    return decisions.stream().filter(d -> d.version().equals(version)).findFirst();
  }

  /// The charges that are not taken back.
  List<Line> live() {
    var takenBack = new HashSet<String>();
    lines.stream()
        .filter(Line::isReversal)
        .forEach(l -> takenBack.add(String.valueOf(l.reverses())));
    return lines.stream().filter(l -> !l.isReversal() && !takenBack.contains(l.id())).toList();
  }
}
