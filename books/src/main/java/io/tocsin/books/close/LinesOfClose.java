package io.tocsin.books.close;

import io.tocsin.books.close.DayFacts.ClientDay;
import io.tocsin.books.db.Sql;
import io.tocsin.books.proof.FactKind;
import io.tocsin.books.proof.Leaf;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The invoice lines of a close with their words: what the clients' files are made of. Reads only
/// what never changes, so that it finds the same again after years.
final class LinesOfClose {
  private static final int CHUNK = 5_000;

  private final Connection connection;
  private final DayFacts facts;

  LinesOfClose(Connection connection, DayFacts facts) {
    this.connection = connection;
    this.facts = facts;
  }

  /// The lines among the leaves of a close.
  ///
  /// @param first whether it is the first close
  /// @throws IllegalStateException where the row of a line is not there any more
  List<Entry> of(List<Leaf> leaves, LocalDate day, boolean first) throws SQLException {
    var sealed = new HashMap<String, Leaf>();
    var clientDays = new LinkedHashSet<ClientDay>();
    for (Leaf leaf : leaves) {
      if (leaf.kind() == FactKind.LINE) {
        Map<String, String> members = leaf.members();
        sealed.put(leaf.key(), leaf);
        clientDays.add(
            new ClientDay(
                members.getOrDefault("client", ""),
                LocalDate.parse(members.getOrDefault("serviceDay", ""))));
      }
    }
    var lines = new ArrayList<Line>();
    for (List<ClientDay> some : chunks(clientDays)) {
      facts.lines(some).stream().filter(line -> sealed.containsKey(line.id())).forEach(lines::add);
    }
    if (lines.size() != sealed.size()) {
      throw new IllegalStateException(
          "%d invoice lines are sealed in the close of %s, and %d of them are in the ledger"
              .formatted(sealed.size(), day, lines.size()));
    }
    Reasoning reasoning = reasoning(lines, day, first);
    var entries = new ArrayList<Entry>();
    for (Line line : lines) {
      Leaf leaf = sealed.get(line.id());
      if (leaf != null) {
        entries.add(
            new Entry(leaf, line, line.serviceDay().isBefore(day) ? reasoning.of(line) : null));
      }
    }
    return List.copyOf(entries);
  }

  /// What the reasons of adjustments need.
  private record Reasoning(
      boolean first,
      Map<String, List<Decided>> decisions,
      Map<String, Instant> received,
      Map<String, Map<Decided.Version, Set<String>>> contested,
      Map<String, String> replays) {
    String of(Line line) {
      Decided decision =
          decisions.getOrDefault(line.eventKey(), List.of()).stream()
              .filter(d -> d.version().equals(line.version()))
              .findFirst()
              .orElse(null);
      boolean conflict =
          contested
              .getOrDefault(line.eventKey(), Map.of())
              .getOrDefault(line.version(), Set.of())
              .contains(line.chargeKey());
      return AdjustmentReason.of(
          line,
          new AdjustmentReason.Origin(
              first,
              decision,
              received.get(line.eventKey() + "#" + line.version().revision()),
              conflict,
              replays));
    }
  }

  private Reasoning reasoning(List<Line> lines, LocalDate day, boolean first) throws SQLException {
    var decisions = new HashMap<String, List<Decided>>();
    var received = new HashMap<String, Instant>();
    var contested = new HashMap<String, Map<Decided.Version, Set<String>>>();
    if (!first) {
      var keys = new LinkedHashSet<String>();
      lines.stream()
          .filter(line -> line.serviceDay().isBefore(day))
          .forEach(line -> keys.add(line.eventKey()));
      for (List<String> some : chunks(keys)) {
        decisions.putAll(facts.decisions(some));
        received.putAll(facts.received(some));
        contested.putAll(facts.contested(some));
      }
    }
    return new Reasoning(first, decisions, received, contested, replays(decisions.values()));
  }

  /// The reasons of the replays that made some decisions, by the replay's id.
  private Map<String, String> replays(Collection<List<Decided>> decisions) throws SQLException {
    var ids = new HashSet<String>();
    for (List<Decided> some : decisions) {
      for (Decided decision : some) {
        String replay = decision.replayId();
        if (replay != null) {
          ids.add(replay);
        }
      }
    }
    var reasons = new HashMap<String, String>();
    if (!ids.isEmpty()) {
      Sql.list(
          connection,
          "select replay_id, why from replays where replay_id = any(?)",
          row -> reasons.put(row.text("replay_id"), row.text("why")) == null,
          connection.createArrayOf("text", ids.toArray()));
    }
    return reasons;
  }

  /// Some at a time, so that no query has too many parameters.
  static <T> List<List<T>> chunks(Collection<T> all) {
    List<T> list = List.copyOf(all);
    var chunks = new ArrayList<List<T>>();
    for (int i = 0; i < list.size(); i += CHUNK) {
      chunks.add(list.subList(i, Math.min(list.size(), i + CHUNK)));
    }
    return chunks;
  }
}
