package io.tocsin.sinks.outward;

import io.tocsin.sinks.runtime.Origin;
import io.tocsin.sinks.runtime.SinkWrite;
import io.tocsin.sinks.runtime.Version;
import io.tocsin.sinks.runtime.WriteStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The table `outward_effects` of one sink. What it says before a request goes out is what makes a
/// crash visible; the lock on a row is what keeps a second instance from the same effect.
///
/// @param sink whose rows
record Journal(String sink) {
  private static final String COLUMNS =
      "effect_key, revision, decision_number, state, remote_id, content, sending, first_sent_at,"
          + " sent_at, refusals, status";

  private static final String INSERT =
      """
      insert into outward_effects (sink, effect_key, event_key, revision, decision_number, state, status, detail,
        attempts, origin_topic, origin_partition, origin_offset)
      values (?, ?, ?, ?, ?, 'ABSENT', 'RETRYING', 'begun', ?, ?, ?, ?)
      on conflict (sink, effect_key) do nothing
      """;

  private static final String BEGIN =
      """
      update outward_effects
        set event_key = ?, revision = ?, decision_number = ?, state = 'SENDING', sending = ?,
            first_sent_at = case when sending = ? then first_sent_at else ? end, sent_at = ?, token = ?,
            remote_id = coalesce(?, remote_id), status = 'UNKNOWN_OUTCOME', detail = 'a request is under way, or was cut off',
            attempts = ?, origin_topic = ?, origin_partition = ?, origin_offset = ?, written_at = now()
        where sink = ? and effect_key = ?
      """;

  private static final String END =
      """
      update outward_effects
        set event_key = ?, revision = ?, decision_number = ?, state = ?, remote_id = ?, content = ?, sending = null,
            first_sent_at = null, sent_at = null, token = null, refusals = refusals + ?, status = ?, detail = ?, attempts = ?,
            origin_topic = ?, origin_partition = ?, origin_offset = ?, written_at = now()
        where sink = ? and effect_key = ?
      """;

  private static final String MINE =
      "select 1 from outward_effects where sink = ? and effect_key = ? and token = ? for update";

  // Never touches what is known of the effect itself, and no newer version. What was sent without
  // an
  // answer says so for as long as that is so; what was not sent never says so.
  private static final String LEAVES =
      """
      update outward_effects
        set status = case when ? = 'DEAD_LETTERED' then 'DEAD_LETTERED' when state = 'SENDING' then 'UNKNOWN_OUTCOME'
              else 'RETRYING' end,
            detail = ?, attempts = ?, written_at = now()
        where sink = ? and effect_key = ? and (revision, decision_number) <= (?, ?)
          and status not in ('WRITTEN', 'NOTHING_TO_DO', 'REFUSED')
      """;

  /// What is known of these effects; those that were never met are left out. Takes no lock.
  Map<String, Row> read(Connection connection, Collection<String> keys) throws SQLException {
    return rows(connection, keys, "");
  }

  /// The same, each row locked until the transaction ends, in the order of keys, so that two
  /// instances cannot lock each other out.
  Map<String, Row> lock(Connection connection, Collection<String> keys) throws SQLException {
    return rows(connection, keys, " order by effect_key for update");
  }

  private Map<String, Row> rows(Connection connection, Collection<String> keys, String ending)
      throws SQLException {
    var rows = new HashMap<String, Row>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "select "
                + COLUMNS
                + " from outward_effects where sink = ? and effect_key = any(?)"
                + ending)) {
      select.setString(1, sink);
      select.setArray(2, connection.createArrayOf("text", keys.toArray()));
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          rows.put(
              result.getString(1),
              new Row(
                  new Version(result.getInt(2), result.getInt(3)),
                  Row.State.valueOf(result.getString(4)),
                  Optional.ofNullable(result.getString(5)),
                  Optional.ofNullable(result.getString(6)),
                  Optional.ofNullable(result.getString(7)),
                  instant(result.getTimestamp(8)),
                  instant(result.getTimestamp(9)),
                  result.getInt(10),
                  WriteStatus.valueOf(result.getString(11))));
        }
      }
    }
    return rows;
  }

  private static Optional<Instant> instant(@Nullable Timestamp timestamp) {
    return Optional.ofNullable(timestamp).map(Timestamp::toInstant);
  }

  /// Makes the row of an effect where there is none, so that it can be locked.
  void meet(Connection connection, Effect effect, Origin origin, int attempts) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setString(1, sink);
      insert.setString(2, effect.key());
      insert.setString(3, effect.subject().eventKey());
      insert.setInt(4, effect.subject().version().revision());
      insert.setInt(5, effect.subject().version().decisionNumber());
      insert.setInt(6, attempts);
      insert.setString(7, origin.topic());
      insert.setInt(8, origin.partition());
      insert.setLong(9, origin.offset());
      insert.executeUpdate();
    }
  }

  /// Says that a request goes out now.
  ///
  /// @param content hash of what is sent
  /// @param remoteId where it exists
  /// @param token names this request
  void begin(
      Connection connection,
      Effect effect,
      Origin origin,
      int attempts,
      String content,
      Optional<String> remoteId,
      Instant now,
      UUID token)
      throws SQLException {
    try (PreparedStatement begin = connection.prepareStatement(BEGIN)) {
      begin.setString(1, effect.subject().eventKey());
      begin.setInt(2, effect.subject().version().revision());
      begin.setInt(3, effect.subject().version().decisionNumber());
      begin.setString(4, content);
      begin.setString(5, content);
      begin.setTimestamp(6, Timestamp.from(now));
      begin.setTimestamp(7, Timestamp.from(now));
      begin.setObject(8, token);
      begin.setString(9, remoteId.orElse(null));
      begin.setInt(10, attempts);
      begin.setString(11, origin.topic());
      begin.setInt(12, origin.partition());
      begin.setLong(13, origin.offset());
      begin.setString(14, sink);
      begin.setString(15, effect.key());
      begin.executeUpdate();
    }
  }

  /// Locks a row and says whether the request that is about to go out is still this one.
  boolean isMine(Connection connection, Effect effect, UUID token) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(MINE)) {
      select.setString(1, sink);
      select.setString(2, effect.key());
      select.setObject(3, token);
      try (ResultSet result = select.executeQuery()) {
        return result.next();
      }
    }
  }

  /// Says how it ended.
  ///
  /// @param content hash of what stands; empty where nothing does
  void end(
      Connection connection,
      Effect effect,
      Origin origin,
      Row.State state,
      Optional<String> remoteId,
      Optional<String> content,
      SinkWrite write)
      throws SQLException {
    try (PreparedStatement end = connection.prepareStatement(END)) {
      end.setString(1, write.eventKey());
      end.setInt(2, write.version().revision());
      end.setInt(3, write.version().decisionNumber());
      end.setString(4, state.name());
      end.setString(5, remoteId.orElse(null));
      end.setString(6, content.orElse(null));
      end.setInt(7, write.status() == WriteStatus.REFUSED ? 1 : 0);
      end.setString(8, write.status().name());
      end.setString(9, write.detail());
      end.setInt(10, write.attempts());
      end.setString(11, origin.topic());
      end.setInt(12, origin.partition());
      end.setLong(13, origin.offset());
      end.setString(14, sink);
      end.setString(15, effect.key());
      end.executeUpdate();
    }
  }

  /// Says that a record has left for a retry or dead-letter topic.
  void leaves(Connection connection, Effect effect, WriteStatus status, String detail, int attempts)
      throws SQLException {
    try (PreparedStatement leaves = connection.prepareStatement(LEAVES)) {
      leaves.setString(1, status.name());
      leaves.setString(2, detail.length() <= 500 ? detail : detail.substring(0, 500));
      leaves.setInt(3, attempts);
      leaves.setString(4, sink);
      leaves.setString(5, effect.key());
      leaves.setInt(6, effect.subject().version().revision());
      leaves.setInt(7, effect.subject().version().decisionNumber());
      leaves.executeUpdate();
    }
  }
}
