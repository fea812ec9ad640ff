package io.tocsin.replay.redrive;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.books.audit.Audit;
import io.tocsin.books.db.Database;
import io.tocsin.books.db.Row;
import io.tocsin.books.db.Sql;
import io.tocsin.platform.DeadLetter;
import io.tocsin.platform.KafkaSettings;
import io.tocsin.platform.ReasonCode;
import io.tocsin.platform.RegistrySettings;
import io.tocsin.schemas.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Puts back what a sink gave up on: dead letters, and what a system outside declined. Only through
/// that sink's own retry topic, so that no other sink sees any of it.
///
/// A redrive may be repeated at any time; each time it writes again. It is safe with money because
/// it changes no key: the sink knows by them what it has done. The rows and the audit row are
/// written in one transaction, the records before its end: where Kafka is away nothing is noted,
/// and where the transaction fails afterwards the records are there without a note, which a second
/// redrive mends.
public final class Redriver {
  /// Most redrives that are listed.
  private static final int LISTED = 200;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaSettings kafka;
  private final RegistrySettings registry;
  private final Database database;

  public Redriver(KafkaSettings kafka, RegistrySettings registry, Database database) {
    this.kafka = kafka;
    this.registry = registry;
    this.database = database;
  }

  /// A command.
  ///
  /// @param actor who
  /// @param why in the actor's words; null = nothing said
  /// @param dryRun whether only to say what would be done
  public record Order(String actor, @Nullable String why, boolean dryRun) {}

  /// What of a sink is dead now and still matters, the oldest first.
  ///
  /// @throws Refused where there is no such sink
  /// @throws KafkaAway where Kafka or the registry does not answer
  public List<OpenLetter> open(String sink, Selection wanted) {
    try (Mailbox mailbox = mailbox(sink)) {
      return open(mailbox, sink, wanted);
    }
  }

  private List<OpenLetter> open(Mailbox mailbox, String sink, Selection wanted) {
    List<Letter> letters = mailbox.letters(sink, wanted);
    return database.read(c -> Answers.open(c, sink, letters)).stream()
        .filter(wanted::admits)
        .toList();
  }

  /// Puts open letters back.
  ///
  /// @throws Refused where there is no such sink
  /// @throws KafkaAway where Kafka or the registry does not answer
  public Redriven letters(String sink, Selection wanted, Order order) {
    try (Mailbox mailbox = mailbox(sink)) {
      var back = new LinkedHashMap<Place, Going>();
      for (OpenLetter open : open(mailbox, sink, wanted)) {
        Letter letter = open.letter();
        back.put(
            letter.at(),
            new Going(
                new Redriven.Back(
                    letter.original(),
                    letter.about().eventKey(),
                    "%s: %s".formatted(letter.died().code(), letter.died().reason()),
                    open.redriven(),
                    open.lastRedrivenAt()),
                letter.at(),
                _ -> letter.died()));
      }
      return putBack(mailbox, sink, back, selection(wanted), order);
    }
  }

  /// Puts back the records whose effects a system outside declined.
  ///
  /// @param event only of this event; null = of any
  /// @throws Refused where there is no such sink
  /// @throws KafkaAway where Kafka does not answer
  public Redriven declined(String sink, @Nullable String event, Order order) {
    try (Mailbox mailbox = mailbox(sink)) {
      mailbox.known(sink);
      Map<Place, Going> back =
          database.read(
              c ->
                  goings(
                      Sql.list(
                          c,
                          EFFECTS
                              + " and e.status = 'REFUSED' and e.event_key = coalesce(nullif(?,"
                              + " ''), e.event_key) order by e.written_at, e.effect_key",
                          row -> effect(sink, row),
                          sink,
                          event == null ? "" : event)));
      ObjectNode selection = JSON.createObjectNode().put("declined", true).put("event", event);
      return putBack(mailbox, sink, back, selection, order);
    }
  }

  /// Notes what a person has found out about an effect of which nobody knew whether it was made.
  /// One that is not there is sent again.
  ///
  /// @param asked key of the effect, or of its event where that has one in question
  /// @param remoteId its id in the system outside; null = it is not there and cannot come any more
  /// @throws Refused where that effect is not in question
  /// @throws KafkaAway where Kafka does not answer
  public Redriven settle(
      String sink, String asked, @Nullable String remoteId, String actor, String why) {
    try (Mailbox mailbox = mailbox(sink)) {
      return database.write(
          c -> {
            String effect = inQuestion(c, sink, asked);
            Sql.one(
                c,
                "select settle_effect(?, ?, nullif(?, '')) as settled",
                row -> row.truth("settled"),
                sink,
                effect,
                remoteId == null ? "" : remoteId);
            var detail = JSON.createObjectNode().put("effectKey", effect).put("remoteId", remoteId);
            Audit.write(c, actor, "SETTLED", sink, why, detail.toString());
            if (remoteId != null) {
              return new Redriven(null, sink, false, List.of(), List.of());
            }
            Map<Place, Going> back =
                goings(
                    Sql.list(
                        c,
                        EFFECTS + " and e.effect_key = ?",
                        row -> effect(sink, row),
                        sink,
                        effect));
            return write(c, mailbox, sink, back, detail, new Order(actor, why, false));
          });
    }
  }

  private static String inQuestion(Connection connection, String sink, String asked)
      throws SQLException {
    List<String> effects =
        Sql.list(
            connection,
            "select effect_key from outward_effects where sink = ? and state = 'SENDING' and"
                + " (effect_key = ? or event_key = ?) order by effect_key limit 10",
            row -> row.text("effect_key"),
            sink,
            asked,
            asked);
    if (effects.size() == 1) {
      return effects.getFirst();
    }
    throw new Refused(
        effects.isEmpty() ? Refused.Cause.UNKNOWN : Refused.Cause.WRONG,
        effects.isEmpty()
            ? "Sink %s has no effect %s that was sent and not answered.".formatted(sink, asked)
            : "%s has several effects at sink %s that were sent and not answered; name one: %s."
                .formatted(asked, sink, String.join(", ", effects)));
  }

  /// The redrives that were done, the newest first.
  public List<PastRedrive> past() {
    return database.read(
        c ->
            Sql.list(
                c,
                "select detail->>'redriveId' as redrive_id, subject, at, actor, reason,"
                    + " (detail->>'records')::integer as records, detail->>'selection' as selection"
                    + " from audit where action = 'REDRIVE' order by audit_no desc limit ?",
                row ->
                    new PastRedrive(
                        row.text("redrive_id"),
                        row.text("subject"),
                        row.instant("at"),
                        row.text("actor"),
                        row.textOrNull("reason"),
                        row.integer("records"),
                        row.text("selection")),
                LISTED));
  }

  private static final String EFFECTS =
      """
      select e.event_key, e.detail, e.written_at, e.origin_topic, e.origin_partition, e.origin_offset, r.redriven,
             r.last_redriven_at
      from outward_effects e, lateral (
        select count(*)::integer as redriven, max(redriven_at) as last_redriven_at
        from redriven_letters r
        where r.sink = e.sink and r.original_topic = e.origin_topic and r.original_partition = e.origin_partition
          and r.original_offset = e.origin_offset) r
      where e.sink = ?
      """;

  /// A record on its way back.
  ///
  /// @param at where it is read
  /// @param facts makes its headers
  private record Going(
      Redriven.Back back, Place at, Function<ConsumerRecord<byte[], byte[]>, DeadLetter> facts) {}

  private static Map<Place, Going> goings(List<Going> all) {
    // Several effects may come of one record.
    return all.stream()
        .collect(Collectors.toMap(Going::at, g -> g, (a, _) -> a, LinkedHashMap::new));
  }

  private static Going effect(String sink, Row row) throws SQLException {
    var origin =
        new Place(
            row.text("origin_topic"), row.integer("origin_partition"), row.number("origin_offset"));
    String words = row.text("detail");
    Instant at = row.instant("written_at");
    return new Going(
        new Redriven.Back(
            origin,
            row.text("event_key"),
            words,
            row.integer("redriven"),
            row.instantOrNull("last_redriven_at")),
        origin,
        record ->
            new DeadLetter(
                sink,
                ReasonCode.WAITS_FOR_RETRY,
                words,
                origin.topic(),
                origin.partition(),
                origin.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                0,
                at));
  }

  private Redriven putBack(
      Mailbox mailbox, String sink, Map<Place, Going> back, ObjectNode selection, Order order) {
    if (order.dryRun() || back.isEmpty()) {
      return new Redriven(
          null, sink, order.dryRun(), back.values().stream().map(Going::back).toList(), List.of());
    }
    return database.write(c -> write(c, mailbox, sink, back, selection, order));
  }

  private Redriven write(
      Connection connection,
      Mailbox mailbox,
      String sink,
      Map<Place, Going> back,
      ObjectNode selection,
      Order order)
      throws SQLException {
    String id = UUID.randomUUID().toString();
    var done = new ArrayList<Going>();
    Set<Place> gone = new HashSet<>(back.keySet());
    try (var retry = new RetryTopic(kafka, sink, id)) {
      mailbox.records(
          back.keySet(),
          record -> {
            var at = new Place(record.topic(), record.partition(), record.offset());
            Going going = back.get(at);
            if (going != null) {
              retry.put(record, going.facts().apply(record));
              done.add(going);
              gone.remove(at);
            }
          });
      retry.arrived();
    }
    note(connection, id, sink, done);
    Audit.write(
        connection,
        order.actor(),
        "REDRIVE",
        sink,
        order.why(),
        JSON.createObjectNode()
            .put("redriveId", id)
            .put("records", done.size())
            .set("selection", selection)
            .toString());
    return new Redriven(
        id, sink, false, done.stream().map(Going::back).toList(), List.copyOf(gone));
  }

  private static void note(Connection connection, String id, String sink, Collection<Going> done)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            "insert into redriven_letters (redrive_id, sink, original_topic, original_partition,"
                + " original_offset, dlq_partition, dlq_offset, event_key) values (?, ?, ?, ?, ?,"
                + " ?, ?, ?)")) {
      for (Going going : done) {
        boolean letter = going.at().topic().equals(Topics.dlq(sink));
        insert.setString(1, id);
        insert.setString(2, sink);
        insert.setString(3, going.back().original().topic());
        insert.setInt(4, going.back().original().partition());
        insert.setLong(5, going.back().original().offset());
        insert.setObject(6, letter ? going.at().partition() : null);
        insert.setObject(7, letter ? going.at().offset() : null);
        insert.setString(8, going.back().eventKey());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static ObjectNode selection(Selection wanted) {
    ObjectNode node = JSON.createObjectNode();
    BiConsumer<String, @Nullable Object> put =
        (name, value) -> {
          if (value != null) {
            node.put(name, value.toString());
          }
        };
    put.accept("reason", wanted.reason());
    put.accept("site", wanted.site());
    put.accept("event", wanted.event());
    put.accept("from", wanted.from());
    put.accept("to", wanted.to());
    return node;
  }

  private Mailbox mailbox(String sink) {
    if (sink.equals("normalizer")) {
      throw new Refused(
          Refused.Cause.WRONG,
          "The normalizer is no sink: its letters are raw records, and ./tocsin replay --reason"
              + " CODE sends them through it again.");
    }
    if (sink.equals("policy")) {
      throw new Refused(
          Refused.Cause.WRONG,
          "The policy stream is no sink: find out who writes to events.canonical beside the"
              + " normalizer.");
    }
    return new Mailbox(kafka, registry);
  }
}
