package io.tocsin.replay.redrive;

import io.tocsin.books.db.Sql;
import io.tocsin.replay.redrive.About.Fact;
import io.tocsin.schemas.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Says which letters of a sink still matter, by what the sink has answered since.
///
/// - A letter is open while the sink's answer to the very version is dead-lettered. What is tried
///   again, done, or overtaken by a newer version that the sink has met is not.
/// - The ledger keeps every version, also one that was overtaken: its letter is open until the fact
///   is there.
/// - Where no answer can be told (nobody can read the record, or its key is refused by PostgreSQL),
///   a letter is open until it is put back, and again when it comes back.
final class Answers {
  private static final String LEDGER = "ledger";
  private static final String DEAD = "DEAD_LETTERED";
  private static final int BATCH = 5_000;

  private record Answer(Fact.Version version, @Nullable String effectKey, String status) {}

  private record Redriven(int times, Instant last) {}

  private final Connection connection;
  private final String sink;
  private final Map<String, List<Answer>> answers = new HashMap<>();
  private final Map<Place, Redriven> redriven = new HashMap<>();
  private final Set<Place> putBack = new HashSet<>();
  private final Map<String, String> sites = new HashMap<>();
  private final Set<Object> kept = new HashSet<>();

  private Answers(Connection connection, String sink) {
    this.connection = connection;
    this.sink = sink;
  }

  private record Kept(String eventKey, Fact.Version version) {}

  /// Those of the letters that are open, in their order.
  static List<OpenLetter> open(Connection connection, String sink, List<Letter> letters)
      throws SQLException {
    var answers = new Answers(connection, sink);
    answers.readRedriven();
    for (int i = 0; i < letters.size(); i += BATCH) {
      answers.read(letters.subList(i, Math.min(letters.size(), i + BATCH)));
    }
    return letters.stream().filter(answers::open).map(answers::describe).toList();
  }

  private void read(List<Letter> letters) throws SQLException {
    Object keys =
        array(letters.stream().flatMap(l -> Stream.ofNullable(l.about().eventKey())).distinct());
    Sql.list(
        connection,
        "select event_key, effect_key, revision, decision_number, status from sink_answers where"
            + " sink = ? and event_key = any(?)",
        row ->
            answers
                .computeIfAbsent(row.text("event_key"), k -> new ArrayList<>())
                .add(
                    new Answer(
                        new Fact.Version(row.integer("revision"), row.integer("decision_number")),
                        row.textOrNull("effect_key"),
                        row.text("status"))),
        sink,
        keys);
    Sql.list(
        connection,
        "select distinct on (event_key) event_key, site_key from events where event_key = any(?)"
            + " order by event_key, revision desc",
        row -> sites.put(row.text("event_key"), row.text("site_key")),
        keys);
    if (sink.equals(LEDGER)) {
      readKept(keys, letters);
    }
  }

  private void readRedriven() throws SQLException {
    Sql.list(
        connection,
        "select original_topic, original_partition, original_offset, dlq_partition, dlq_offset,"
            + " redriven_at from redriven_letters where sink = ? and dlq_offset is not null"
            + " order by redriven_at",
        row -> {
          redriven.merge(
              new Place(
                  row.text("original_topic"),
                  row.integer("original_partition"),
                  row.number("original_offset")),
              new Redriven(1, row.instant("redriven_at")),
              (a, b) -> new Redriven(a.times() + 1, b.last()));
          return putBack.add(
              new Place(Topics.dlq(sink), row.integer("dlq_partition"), row.number("dlq_offset")));
        },
        sink);
  }

  private void readKept(Object keys, List<Letter> letters) throws SQLException {
    Sql.list(
        connection,
        "select event_key, revision, 0 as decision_number from events where event_key = any(?)"
            + " union all select event_key, revision, decision_number from decisions where"
            + " event_key = any(?)",
        row ->
            kept.add(
                new Kept(
                    row.text("event_key"),
                    new Fact.Version(row.integer("revision"), row.integer("decision_number")))),
        keys,
        keys);
    List<Place> raws =
        letters.stream()
            .flatMap(
                l ->
                    l.about().fact() instanceof Fact.Delivery d
                        ? Stream.of(d.raw())
                        : Stream.<Place>empty())
            .toList();
    Sql.list(
        connection,
        "select raw_topic, raw_partition, raw_offset from deliveries where (raw_topic,"
            + " raw_partition, raw_offset) in (select * from unnest(?::text[], ?::integer[],"
            + " ?::bigint[]))",
        row ->
            kept.add(
                new Place(
                    row.text("raw_topic"), row.integer("raw_partition"), row.number("raw_offset"))),
        array(raws.stream().map(Place::topic)),
        connection.createArrayOf("integer", raws.stream().map(Place::partition).toArray()),
        connection.createArrayOf("bigint", raws.stream().map(Place::offset).toArray()));
  }

  private Object array(Stream<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }

  private boolean open(Letter letter) {
    String event = letter.about().eventKey();
    List<Answer> said = event == null ? List.of() : answers.getOrDefault(event, List.of());
    return switch (letter.about().fact()) {
      case Fact.Delivery(Place raw) -> !kept.contains(raw) && notPutBack(letter);
      case Fact.Unknown _ -> notPutBack(letter);
      case Fact.Line(String lineId) ->
          said.stream()
              .filter(answer -> lineId.equals(answer.effectKey()))
              .findFirst()
              .map(answer -> answer.status().equals(DEAD))
              .orElseGet(() -> notPutBack(letter));
      case Fact.Version version -> {
        if (event != null && kept.contains(new Kept(event, version))) {
          yield false;
        }
        Optional<Answer> same =
            said.stream().filter(answer -> answer.version().equals(version)).findFirst();
        if (same.isPresent()) {
          yield same.get().status().equals(DEAD);
        }
        boolean overtaken =
            said.stream().anyMatch(answer -> answer.version().compareTo(version) > 0);
        yield (!overtaken || sink.equals(LEDGER)) && notPutBack(letter);
      }
    };
  }

  private boolean notPutBack(Letter letter) {
    return !putBack.contains(letter.at());
  }

  private OpenLetter describe(Letter letter) {
    Redriven before = redriven.get(letter.original());
    String site = letter.about().siteKey();
    String event = letter.about().eventKey();
    return new OpenLetter(
        letter,
        site != null || event == null ? site : sites.get(event),
        before == null ? 0 : before.times(),
        before == null ? null : before.last());
  }
}
