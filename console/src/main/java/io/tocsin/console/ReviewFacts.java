package io.tocsin.console;

import io.tocsin.books.db.Row;
import io.tocsin.books.db.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads from PostgreSQL what waits for a person: events whose newest decision says so, what
/// systems outside declined, and what they have not answered for long.
final class ReviewFacts {
  private static final LocalDate BEGINNING = LocalDate.of(1, 1, 1);

  private static final String COLUMNS =
      "d.event_key, d.revision, d.decision_number, d.incident_id, d.source, d.client_id,"
          + " d.site_key, d.type, d.life_safety, d.occurred_at, d.service_day, d.owner_team";

  // All decisions in review are in an index of their own; whether one is the newest of its event,
  // and since when all of them say so, is told by the primary key.
  private static final String DECIDED =
      """
      select %s, d.reason_code, d.reason,
             (select min(r.recorded_at)
              from decisions r
              where r.event_key = d.event_key and r.end_state = 'IN_REVIEW'
                and not exists (
                  select from decisions o
                  where o.event_key = r.event_key and o.end_state <> 'IN_REVIEW'
                    and (o.revision, o.decision_number) > (r.revision, r.decision_number))) as since,
             null as sink, null as effect_key, '' as cause
      from decisions d
      where d.end_state = 'IN_REVIEW'
        and not exists (
          select from decisions n
          where n.event_key = d.event_key
            and (n.revision, n.decision_number) > (d.revision, d.decision_number))
      """
          .formatted(COLUMNS);

  // The first condition is that of the index of effects that are not done. Whether an outcome is
  // unknown is told by the state: the status speaks of the record, which may have left for a retry
  // or dead-letter topic meanwhile; written_at too, which every such step moves.
  private static final String OUTSIDE =
      """
      select %s, w.reason_code, w.detail as reason, w.since, e.sink, e.effect_key, e.sink || '/' || e.effect_key as cause
      from outward_effects e
      cross join lateral (
        select case when e.status = 'REFUSED' then '%s' else '%s' end as reason_code,
               case when e.status = 'REFUSED' then e.written_at else coalesce(e.first_sent_at, e.written_at) end as since,
               e.detail) as w
      cross join lateral (
        select *
        from decisions n
        where n.event_key = e.event_key
        order by n.revision desc, n.decision_number desc
        limit 1) as d
      where e.status not in ('WRITTEN', 'NOTHING_TO_DO')
        and (e.status = 'REFUSED' or e.state = 'SENDING' and w.since < now() - interval '5 minutes')
      """
          .formatted(COLUMNS, ReviewItem.SINK_REFUSED, ReviewItem.SINK_OUTCOME_UNKNOWN);

  private final Connection connection;
  private final ReviewQuestion question;
  private final String queue;
  private final List<Object> filters = new ArrayList<>();

  ReviewFacts(Connection connection, ReviewQuestion question) {
    this.connection = connection;
    this.question = question;
    filters.add(moment(question.since()));
    this.queue =
        "(select * from ("
            + DECIDED
            + " union all "
            + OUTSIDE
            + ") as waiting where since >= ?"
            + only("client_id", question.client())
            + only("site_key", question.site())
            + only("reason_code", question.reason())
            + ") as queue";
  }

  private String only(String column, @Nullable String wanted) {
    if (wanted == null) {
      return "";
    }
    filters.add(wanted);
    return " and %s = ?".formatted(column);
  }

  private static OffsetDateTime moment(LocalDate day) {
    return day.atStartOfDay().atOffset(ZoneOffset.UTC);
  }

  /// A page of the queue, from the connection's one snapshot.
  ReviewQueue read() throws SQLException {
    record Counted(long total, Instant now) {}
    Counted counted =
        Sql.one(
            connection,
            "select count(*) as total, date_trunc('milliseconds', now()) as now from " + queue,
            row -> new Counted(row.number("total"), row.instant("now")),
            filters.toArray());
    // One more than is shown, to know whether there is a next page.
    List<ReviewItem> found =
        Sql.list(
            connection,
            "select queue.*, e.site_name from "
                + queue
                + " left join events e on e.event_key = queue.event_key and e.revision ="
                + " queue.revision where (queue.since, queue.event_key, queue.cause) > (?, ?, ?)"
                + " order by queue.since, queue.event_key, queue.cause limit ?",
            ReviewFacts::item,
            page().toArray());
    boolean more = found.size() > question.limit();
    List<ReviewItem> shown = more ? found.subList(0, question.limit()) : found;
    return new ReviewQueue(
        counted.now(),
        List.copyOf(shown),
        counted.total(),
        more ? ReviewPlace.of(shown.getLast()).toString() : null);
  }

  private List<Object> page() {
    ReviewPlace after = question.after();
    var values = new ArrayList<>(filters);
    values.add(after == null ? moment(BEGINNING) : after.since().atOffset(ZoneOffset.UTC));
    values.add(after == null ? "" : after.eventKey());
    values.add(after == null ? "" : after.cause());
    values.add(question.limit() + 1);
    return values;
  }

  private static ReviewItem item(Row row) throws SQLException {
    String sink = row.textOrNull("sink");
    return new ReviewItem(
        row.instant("since"),
        row.text("event_key"),
        row.integer("revision"),
        row.integer("decision_number"),
        row.text("incident_id"),
        row.text("source"),
        row.textOrNull("client_id"),
        row.text("site_key"),
        row.textOrNull("site_name"),
        row.text("type"),
        row.truth("life_safety"),
        row.instant("occurred_at"),
        row.day("service_day"),
        row.textOrNull("reason_code"),
        sink == null ? row.text("reason") : sentence(row, sink),
        row.textOrNull("owner_team"),
        sink,
        row.textOrNull("effect_key"));
  }

  private static String sentence(Row row, String sink) throws SQLException {
    String said =
        row.text("reason_code").equals(ReviewItem.SINK_REFUSED)
            ? sink + " declined"
            : "outcome unknown at " + sink;
    String detail = row.text("reason");
    return detail.isBlank() ? said : said + ": " + detail;
  }
}
