package io.tocsin.console;

import io.tocsin.books.db.Row;
import io.tocsin.books.db.Sql;
import io.tocsin.schemas.EndState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Reads the outcomes of a range of days from PostgreSQL. Sums and counts cover everything; lists
/// are cut at a limit.
final class OutcomesFacts {
  private static final int EXAMPLES = 5;

  private static final String RECEIVED =
      "(coalesce(d.received_at, d.recorded_at) at time zone 'UTC')::date between ? and ?";

  private final Connection connection;
  private final DayRange days;
  private final int limit;

  /// @param limit most rows of a list
  OutcomesFacts(Connection connection, DayRange days, int limit) {
    this.connection = connection;
    this.days = days;
    this.limit = limit;
  }

  /// Everything, from the connection's one snapshot.
  Outcomes read() throws SQLException {
    List<Outcomes.EndStateCount> endStates = endStates();
    return new Outcomes(
        days.from(),
        days.to(),
        readAt(),
        arrived(),
        deliveryBalance(),
        endStates,
        eventBalance(endStates),
        lines(),
        totals(),
        moneyBalance(),
        activities(),
        tickets(),
        sinks(),
        deadLetters(),
        conflicts());
  }

  private Instant readAt() throws SQLException {
    return Sql.one(
        connection, "select date_trunc('milliseconds', now()) as now", row -> row.instant("now"));
  }

  private List<Outcomes.Arrived> arrived() throws SQLException {
    return Sql.list(
        connection,
        """
        select d.source,
               count(*) filter (where d.outcome = 'NEW') as new_events,
               count(*) filter (where d.outcome = 'REVISION') as revisions,
               count(*) filter (where d.outcome = 'DUPLICATE') as duplicates,
               count(*) filter (where d.outcome = 'DEAD_LETTERED') as dead_letters
        from standing_deliveries d
        where %s
        group by d.source
        order by d.source nulls last
        limit ?
        """
            .formatted(RECEIVED),
        row -> new Outcomes.Arrived(row.textOrNull("source"), counts(row)),
        days.first(),
        days.last(),
        limit);
  }

  /// An event belongs to the day on which the delivery of its raw record was received; where that
  /// delivery is missing, to the day that the event itself names. A revision that a replay made of
  /// a record whose own outcome is another one stands beside the deliveries, and is not counted.
  private Outcomes.DeliveryBalance deliveryBalance() throws SQLException {
    DeliveryCounts said =
        Sql.one(
            connection,
            """
            select count(*) filter (where d.outcome = 'NEW') as new_events,
                   count(*) filter (where d.outcome = 'REVISION') as revisions,
                   count(*) filter (where d.outcome = 'DUPLICATE') as duplicates,
                   count(*) filter (where d.outcome = 'DEAD_LETTERED') as dead_letters
            from standing_deliveries d
            where %s
            """
                .formatted(RECEIVED),
            OutcomesFacts::counts,
            days.first(),
            days.last());
    return Sql.one(
        connection,
        """
        select count(*) filter (where e.revision = 1) as firsts,
               count(*) filter (where e.revision > 1) as laters
        from events e
        left join standing_deliveries d using (raw_topic, raw_partition, raw_offset)
        where (coalesce(d.received_at, d.recorded_at, e.received_at) at time zone 'UTC')::date between ? and ?
          and (e.replay_id is null or d.outcome is null
               or (e.event_key = d.event_key and e.revision = d.revision))
        """,
        row -> new Outcomes.DeliveryBalance(said, row.number("firsts"), row.number("laters")),
        days.first(),
        days.last());
  }

  private List<Outcomes.EndStateCount> endStates() throws SQLException {
    List<Outcomes.EndStateCount> counts =
        Sql.list(
            connection,
            """
            select end_state, reason_code, count(*) as events,
                   case when min(reason) = max(reason) then min(reason)
                        else 'for example: ' || min(reason) end as reason
            from current_decisions
            where service_day between ? and ?
            group by end_state, reason_code
            """,
            row ->
                new Outcomes.EndStateCount(
                    EndState.valueOf(row.text("end_state")),
                    row.textOrNull("reason_code"),
                    row.textOrNull("reason"),
                    row.number("events")),
            days.first(),
            days.last());
    return counts.stream()
        .sorted(
            Comparator.comparing(Outcomes.EndStateCount::endState)
                .thenComparing(Outcomes.EndStateCount::events, Comparator.reverseOrder())
                .thenComparing(c -> c.reasonCode() == null ? "" : c.reasonCode()))
        .toList();
  }

  private Outcomes.EventBalance eventBalance(List<Outcomes.EndStateCount> endStates)
      throws SQLException {
    long events =
        Sql.one(
            connection,
            "select count(distinct event_key) as events from events where service_day between ? and"
                + " ?",
            row -> row.number("events"),
            days.first(),
            days.last());
    Excerpt<String> undecided =
        excerpt(
            """
            select n.event_key, count(*) over () as total
            from (select event_key, max(revision) as revision
                  from events
                  where service_day between ? and ?
                  group by event_key) n
            where not exists (select from decisions d where d.event_key = n.event_key and d.revision = n.revision)
            order by n.event_key
            limit ?
            """,
            row -> row.text("event_key"),
            EXAMPLES);
    Excerpt<String> unknown =
        excerpt(
            """
            select c.event_key, count(*) over () as total
            from current_decisions c
            where c.service_day between ? and ?
              and not exists (select from events e where e.event_key = c.event_key and e.revision = c.revision)
            order by c.event_key
            limit ?
            """,
            row -> row.text("event_key"),
            EXAMPLES);
    var examples = new ArrayList<>(undecided.rows());
    examples.addAll(unknown.rows());
    return new Outcomes.EventBalance(
        events, endStates, undecided.total(), unknown.total(), List.copyOf(examples));
  }

  private Excerpt<InvoiceLine> lines() throws SQLException {
    return excerpt(
        """
        select *, count(*) over () as total
        from charge_lines
        where service_day between ? and ?
        order by client_id, service_day, line_no
        limit ?
        """,
        SqlStoryFacts::line,
        limit);
  }

  private List<Outcomes.Total> totals() throws SQLException {
    return Sql.list(
        connection,
        """
        select client_id, currency, count(*) as lines, sum(amount) as amount
        from charge_lines
        where service_day between ? and ?
        group by client_id, currency
        order by client_id, currency
        limit ?
        """,
        row -> {
          String currency = row.text("currency");
          return new Outcomes.Total(
              row.text("client_id"),
              currency,
              row.number("lines"),
              Decimals.money(row.decimal("amount"), currency));
        },
        days.first(),
        days.last(),
        limit);
  }

  private List<Outcomes.MoneyBalance> moneyBalance() throws SQLException {
    return Sql.list(
        connection,
        """
        with decided as (
          select m.currency, sum(m.amount) as amount,
                 sum(m.amount) filter (where exists (
                   select from charge_conflicts c
                   where c.charge_key = m.charge_key and c.event_key = d.event_key
                     and c.revision = d.revision and c.decision_number = d.decision_number)
                   and not exists (
                   select from charge_lines l
                   where l.kind = 'CHARGE' and l.charge_key = m.charge_key and l.event_key = d.event_key
                     and l.revision = d.revision and l.decision_number = d.decision_number)) as in_conflict
          from current_decisions d
          -- Both meters: the response and the signal.
          cross join lateral (values (d.charge_key, d.amount, d.currency),
                                     (d.signal_charge_key, d.signal_charge_amount, d.signal_charge_currency))
                             as m (charge_key, amount, currency)
          where d.service_day between ? and ? and m.charge_key is not null
          group by m.currency),
        invoiced as (
          select currency, sum(amount) as amount
          from charge_lines
          where service_day between ? and ?
          group by currency)
        select currency, coalesce(i.amount, 0) as invoiced, coalesce(d.amount, 0) as decided,
               coalesce(d.in_conflict, 0) as in_conflict
        from decided d
        full join invoiced i using (currency)
        order by currency
        """,
        row -> {
          String currency = row.text("currency");
          return new Outcomes.MoneyBalance(
              currency,
              Decimals.money(row.decimal("invoiced"), currency),
              Decimals.money(row.decimal("decided"), currency),
              Decimals.money(row.decimal("in_conflict"), currency));
        },
        days.first(),
        days.last(),
        days.first(),
        days.last());
  }

  private Excerpt<Activity> activities() throws SQLException {
    return excerpt(
        """
        select a.*, count(*) over () as total
        from crm_activities a
        left join events e on e.event_key = a.event_key and e.revision = 1
        where coalesce(e.service_day, (a.occurred_at at time zone 'UTC')::date) between ? and ?
        order by a.occurred_at, a.event_key
        limit ?
        """,
        SqlStoryFacts::activity,
        limit);
  }

  private Excerpt<Ticket> tickets() throws SQLException {
    return excerpt(
        """
        select t.*, count(*) over () as total
        from tickets t
        left join events e on e.event_key = t.event_key and e.revision = 1
        where coalesce(e.service_day, (t.occurred_at at time zone 'UTC')::date) between ? and ?
        order by t.occurred_at, t.event_key
        limit ?
        """,
        SqlStoryFacts::ticket,
        limit);
  }

  private List<Outcomes.SinkCount> sinks() throws SQLException {
    return Sql.list(
        connection,
        """
        select a.sink, a.status, count(distinct a.event_key) as events
        from sink_answers a
        where exists (select from decisions d
                      where d.event_key = a.event_key and d.service_day between ? and ?)
        group by a.sink, a.status
        order by a.sink, a.status
        """,
        row -> new Outcomes.SinkCount(row.text("sink"), row.text("status"), row.number("events")),
        days.first(),
        days.last());
  }

  private Excerpt<Delivery> deadLetters() throws SQLException {
    return excerpt(
        "select count(*) over () as total, "
            + SqlStoryFacts.DELIVERY
            + "from deliveries d\n"
            + SqlStoryFacts.STANDING
            + """
            where d.outcome = 'DEAD_LETTERED' and s.outcome = 'DEAD_LETTERED' and %s
            order by received_at, raw_topic, raw_partition, raw_offset
            limit ?
            """
                .formatted(RECEIVED),
        SqlStoryFacts::delivery,
        limit);
  }

  private Excerpt<Conflict> conflicts() throws SQLException {
    return excerpt(
        "select f.*, count(*) over () as total from ("
            + SqlStoryFacts.CONFLICTS
            + """
            ) as f
            left join decisions d
              on d.event_key = f.event_key and d.revision = f.revision and d.decision_number = f.decision_number
            where coalesce(d.service_day, f.service_day, f.live_service_day) between ? and ?
            order by f.state <> 'OPEN', f.charge_key, f.event_key, f.revision, f.decision_number
            limit ?
            """,
        SqlStoryFacts::conflict,
        limit);
  }

  /// Rows of a query whose parameters are the range and a limit, and whose column `total` counts
  /// them all.
  private <T> Excerpt<T> excerpt(String query, Sql.Mapper<T> mapper, int most) throws SQLException {
    record Counted<T>(T value, long total) {}
    List<Counted<T>> rows =
        Sql.list(
            connection,
            query,
            row -> new Counted<>(mapper.map(row), row.number("total")),
            days.first(),
            days.last(),
            most);
    return new Excerpt<>(
        rows.stream().map(Counted::value).toList(), rows.isEmpty() ? 0 : rows.getFirst().total());
  }

  private static DeliveryCounts counts(Row row) throws SQLException {
    return new DeliveryCounts(
        row.number("new_events"),
        row.number("revisions"),
        row.number("duplicates"),
        row.number("dead_letters"));
  }
}
