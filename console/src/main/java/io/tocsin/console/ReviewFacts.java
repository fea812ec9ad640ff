package io.tocsin.console;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the events in review from PostgreSQL: those whose newest decision says so.
final class ReviewFacts {
  private static final LocalDate BEGINNING = LocalDate.of(1, 1, 1);

  // All decisions in review are in an index of their own; whether one is the newest of its event,
  // and since when all of them say so, is told by the primary key.
  private static final String IN_REVIEW =
      """
      select d.*,
             (select min(r.recorded_at)
              from decisions r
              where r.event_key = d.event_key and r.end_state = 'IN_REVIEW'
                and not exists (
                  select from decisions o
                  where o.event_key = r.event_key and o.end_state <> 'IN_REVIEW'
                    and (o.revision, o.decision_number) > (r.revision, r.decision_number))) as since
      from decisions d
      where d.end_state = 'IN_REVIEW'
        and not exists (
          select from decisions n
          where n.event_key = d.event_key
            and (n.revision, n.decision_number) > (d.revision, d.decision_number))
      """;

  private final Connection connection;
  private final ReviewQuestion question;
  private final String queue;
  private final List<Object> filters = new ArrayList<>();

  ReviewFacts(Connection connection, ReviewQuestion question) {
    this.connection = connection;
    this.question = question;
    this.queue =
        "(select * from ("
            + IN_REVIEW
            + only("client_id", question.client())
            + only("site_key", question.site())
            + only("reason_code", question.reason())
            + ") as waiting where since >= ?) as queue";
    filters.add(moment(question.since()));
  }

  private String only(String column, @Nullable String wanted) {
    if (wanted == null) {
      return "";
    }
    filters.add(wanted);
    return " and d.%s = ?".formatted(column);
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
                + " queue.revision where (queue.since, queue.event_key) > (?, ?)"
                + " order by queue.since, queue.event_key limit ?",
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
    values.add(question.limit() + 1);
    return values;
  }

  private static ReviewItem item(Row row) throws SQLException {
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
        row.text("reason"),
        row.textOrNull("owner_team"));
  }
}
