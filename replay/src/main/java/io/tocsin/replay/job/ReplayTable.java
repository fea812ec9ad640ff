package io.tocsin.replay.job;

import io.tocsin.books.audit.Audit;
import io.tocsin.books.db.Row;
import io.tocsin.books.db.Sql;
import io.tocsin.replay.job.ReplayException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The table `replays`, in a transaction of the caller's. Every change of a state writes its row in
/// `audit`.
final class ReplayTable {
  private final Connection connection;

  ReplayTable(Connection connection) {
    this.connection = connection;
  }

  void add(Replay replay) throws SQLException {
    Plan plan = replay.plan();
    Sql.change(
        connection,
        """
        insert into replays (replay_id, source, asked_by, asked_at, why, plan, total, rate, confirm, state, positions)
        values (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?::jsonb)
        """,
        replay.id(),
        plan.selection().source(),
        replay.askedBy(),
        replay.askedAt().atOffset(ZoneOffset.UTC),
        replay.why(),
        PlanJson.text(plan),
        replay.total(),
        replay.rate(),
        plan.confirmation() != null,
        replay.state().name(),
        PlanJson.text(replay.positions()));
    Audit.write(
        connection,
        replay.askedBy(),
        "REPLAY_PLANNED",
        replay.id(),
        replay.why(),
        PlanJson.text(plan.selection()));
  }

  /// The newest first.
  List<Replay.Entry> newest(int limit) throws SQLException {
    return Sql.list(
        connection,
        """
        select replay_id, state, source, asked_by, asked_at, why, sent, total, detail
        from replays order by replay_id desc limit ?
        """,
        row ->
            new Replay.Entry(
                row.text("replay_id"),
                State.valueOf(row.text("state")),
                row.text("source"),
                row.text("asked_by"),
                row.instant("asked_at"),
                row.text("why"),
                row.number("sent"),
                row.number("total"),
                row.text("detail")),
        limit);
  }

  Replay get(String id) throws SQLException {
    return find(id)
        .orElseThrow(
            () ->
                new ReplayException(
                    Kind.UNKNOWN, "There is no replay %s; list them.".formatted(id)));
  }

  private Optional<Replay> find(String id) throws SQLException {
    Outcomes outcomes = outcomes(id);
    return Sql.first(
        connection, "select * from replays where replay_id = ?", row -> replay(row, outcomes), id);
  }

  private static Replay replay(Row row, Outcomes outcomes) throws SQLException {
    return new Replay(
        row.text("replay_id"),
        State.valueOf(row.text("state")),
        row.text("asked_by"),
        row.instant("asked_at"),
        row.text("why"),
        PlanJson.plan(row.text("plan")),
        row.textOrNull("confirmed_by"),
        row.integer("rate"),
        PlanJson.positions(row.text("positions")),
        row.number("sent"),
        outcomes,
        row.text("detail"));
  }

  Outcomes outcomes(String id) throws SQLException {
    return Sql.one(
        connection,
        """
        select count(*) filter (where outcome = 'NEW') as new_events,
               count(*) filter (where outcome = 'REVISION') as revisions,
               count(*) filter (where outcome = 'DUPLICATE') as unchanged,
               count(*) filter (where outcome = 'DEAD_LETTERED') as dead_letters
        from replayed_deliveries where replay_id = ?
        """,
        row ->
            new Outcomes(
                row.number("new_events"),
                row.number("revisions"),
                row.number("unchanged"),
                row.number("dead_letters")),
        id);
  }

  /// Carries out a command.
  ///
  /// @throws ReplayException where it cannot be done
  void command(String id, Command command, String actor) throws SQLException {
    Replay replay = get(id);
    State next = command.on(replay, actor);
    Sql.change(
        connection,
        """
        update replays set state = ?, detail = '', confirmed_by = case when ? then ? else confirmed_by end
        where replay_id = ?
        """,
        next.name(),
        command == Command.CONFIRM,
        actor,
        id);
    Audit.write(
        connection,
        actor,
        command.audited(),
        id,
        null,
        PlanJson.text(Map.of("sent", replay.sent())));
  }

  /// Takes the next replay to run, where there is one: of those that run, one that nobody holds any
  /// more; else the oldest that is planned and whose source has no other that runs.
  ///
  /// @param holder the instance that takes it
  /// @param lease for how long
  Optional<Replay> take(UUID holder, Duration lease) throws SQLException {
    Optional<String> next =
        Sql.first(
            connection,
            """
            select replay_id from replays r
            where (state = 'RUNNING' or state = 'PLANNED')
              and (held_until is null or held_until < clock_timestamp())
              and (state = 'RUNNING'
                   or not exists (select from replays other where other.source = r.source and other.state = 'RUNNING'))
            order by state desc, replay_id
            limit 1
            """,
            row -> row.text("replay_id"));
    if (next.isEmpty()) {
      return Optional.empty();
    }
    Replay replay = get(next.get());
    Sql.change(
        connection,
        """
        update replays set state = 'RUNNING', held_by = ?, held_until = clock_timestamp() + ? * interval '1 millisecond'
        where replay_id = ?
        """,
        holder,
        lease.toMillis(),
        replay.id());
    if (replay.state() == State.PLANNED) {
      audit(replay, "REPLAY_STARTED", Map.of("sent", replay.sent()));
    }
    return Optional.of(replay);
  }

  /// Notes how far a replay is and holds it for longer.
  ///
  /// @return its state now; empty where another instance has taken it over, and then nothing was
  ///     noted
  Optional<State> save(String id, UUID holder, Duration lease, Reached reached, String detail)
      throws SQLException {
    return Sql.first(
        connection,
        """
        update replays set positions = ?::jsonb, sent = ?,
            detail = case when state = 'RUNNING' then ? else detail end,
            held_until = clock_timestamp() + ? * interval '1 millisecond'
        where replay_id = ? and held_by = ?
        returning state
        """,
        row -> State.valueOf(row.text("state")),
        PlanJson.text(reached.positions()),
        reached.sent(),
        detail,
        lease.toMillis(),
        id,
        holder);
  }

  /// Says why a replay that this instance holds does not go on for now.
  void say(String id, UUID holder, String detail) throws SQLException {
    Sql.change(
        connection,
        "update replays set detail = ? where replay_id = ? and held_by = ? and state = 'RUNNING'",
        detail,
        id,
        holder);
  }

  /// Lets another instance take a replay over at once.
  void release(String id, UUID holder) throws SQLException {
    Sql.change(
        connection,
        "update replays set held_by = null, held_until = null where replay_id = ? and held_by = ?",
        id,
        holder);
  }

  /// Ends a replay that this instance runs.
  ///
  /// @param state DONE or FAILED
  void end(Replay replay, UUID holder, State state, String detail, Outcomes outcomes)
      throws SQLException {
    int changed =
        Sql.change(
            connection,
            """
            update replays set state = ?, detail = ?, held_by = null, held_until = null
            where replay_id = ? and held_by = ? and state = 'RUNNING'
            """,
            state.name(),
            detail,
            replay.id(),
            holder);
    if (changed == 1) {
      audit(replay, "REPLAY_" + state.name(), Map.of("outcomes", outcomes, "detail", detail));
    }
  }

  private void audit(Replay replay, String action, Map<String, ?> detail) throws SQLException {
    Audit.write(
        connection, replay.askedBy(), action, replay.id(), replay.why(), PlanJson.text(detail));
  }

  /// Offsets of the records of a range that were dead letters for a reason when a replay was
  /// planned: no earlier replay made anything else of them. What the replay itself makes of them
  /// does not count, so that it may be asked again in its midst.
  List<Long> deadLetters(String id, String topic, Selection.Range range, String reason)
      throws SQLException {
    return Sql.list(
        connection,
        """
        select d.raw_offset from deliveries d
        where d.raw_topic = ? and d.raw_partition = ? and d.raw_offset >= ? and d.raw_offset < ?
          and d.outcome = 'DEAD_LETTERED' and d.reason_code = ?
          and not exists (
            select from replayed_deliveries p
            where p.raw_topic = d.raw_topic and p.raw_partition = d.raw_partition and p.raw_offset = d.raw_offset
              and p.outcome <> 'DEAD_LETTERED' and p.replay_id < ?)
        """,
        row -> row.number("raw_offset"),
        topic,
        range.partition(),
        range.from(),
        range.to(),
        reason,
        id);
  }
}
