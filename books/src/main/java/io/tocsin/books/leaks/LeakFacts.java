package io.tocsin.books.leaks;

import io.tocsin.books.Money;
import io.tocsin.books.db.Row;
import io.tocsin.books.db.Sql;
import io.tocsin.platform.Sha256;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Finds the leaks in PostgreSQL, in one snapshot.
///
/// A price is known where everything comparable that was billed cost one and the same; what is
/// comparable, each query says. Where prices differ, or nothing comparable was billed, nothing is
/// guessed.
public final class LeakFacts {
  private static final String STANDING =
      """
      d.service_day >= ?
        and not exists (
          select from decisions n
          where n.event_key = d.event_key and (n.revision, n.decision_number) > (d.revision, d.decision_number))
      """;

  // Comparable: the same code of the same source, where a mapping for one account or a ruling made
  // it billable.
  private static final String UNMAPPED =
      """
      select g.*, null as client_id, p.prices, p.amount, p.currency
      from (
        select e.source, e.code, coalesce(e.code_scheme, '') as scheme, count(*) as events, min(e.occurred_at) as since
        from decisions d
        join events e on e.event_key = d.event_key and e.revision = d.revision
        where d.end_state = 'IN_REVIEW' and d.reason_code = 'UNMAPPED_CODE' and %s
        group by e.source, e.code, e.code_scheme) as g
      cross join lateral (
        select count(distinct (b.amount, b.currency)) as prices, min(b.amount) as amount, min(b.currency) as currency
        from events e
        join decisions b on b.event_key = e.event_key and b.end_state = 'BILLABLE'
        where e.source = g.source and e.code = g.code) as p
      """
          .formatted(STANDING);

  // Comparable: what the same rule has cost any client.
  private static final String NO_CONTRACT =
      """
      select g.*, p.prices, p.amount, p.currency
      from (
        select d.client_id, coalesce(d.rule_id, '') as rule_id, count(*) as events, min(d.occurred_at) as since
        from decisions d
        where d.end_state = 'IN_REVIEW' and d.reason_code = 'NO_CONTRACT' and %s
        group by d.client_id, d.rule_id) as g
      cross join lateral (
        select count(distinct (b.amount, b.currency)) as prices, min(b.amount) as amount, min(b.currency) as currency
        from decisions b
        where b.rule_id = g.rule_id and b.end_state = 'BILLABLE') as p
      """
          .formatted(STANDING);

  private static final String NEVER_BILLED =
      """
      select g.*, (
        select d.reason_code from decisions d
        where d.event_key = g.last_event
        order by d.revision desc, d.decision_number desc
        limit 1) as reason_code
      from (
        select e.site_key, min(e.client_id) as client_id, count(distinct e.event_key) as events, min(e.occurred_at) as since,
               (array_agg(e.event_key order by e.occurred_at desc))[1] as last_event
        from events e
        where e.site_id is not null and e.service_day >= ?
        group by e.site_key) as g
      where not exists (
        select from events e join charge_lines l on l.event_key = e.event_key where e.site_key = g.site_key)
      """;

  private static final String SILENT =
      """
      select g.*
      from (
        select e.site_key, c.client_id, c.currency, count(*) as events, sum(c.amount) as amount,
               (select max(h.occurred_at) from events h where h.site_key = e.site_key) as since
        from charge_lines c
        join live_charges v on v.line_no = c.line_no
        join events e on e.event_key = c.event_key and e.revision = c.revision
        where c.service_day >= ?
        group by e.site_key, c.client_id, c.currency) as g
      where g.since < now() - make_interval(days => ?)
      """;

  // Comparable: what the same rule has cost the same client. The windows are those whose newest
  // version is open-ended and
  // follows no weekly hours; the other tests are those that their source or a signal opened.
  private static final String ON_TEST =
      """
      with windows as (
        select distinct on (subject) subject, version, (body ->> 'starts_at')::timestamptz as starts_at, body ->> 'ends_at' as ends_at,
               coalesce(jsonb_array_length(body -> 'weekly'), 0) as weekly, coalesce((body ->> 'cancelled')::boolean, false) as cancelled,
               body ->> 'client_id' as client_id
        from operator_commands
        where kind = 'WINDOW'
        order by subject, commanded_at desc, command_no desc),
      open_windows as (
        select * from windows
        where version is not null and not cancelled and ends_at is null and weekly = 0
          and starts_at < now() - make_interval(days => ?)),
      suppressed as (
        select d.on_test, case when d.on_test = 'source' or d.on_test like 'signal:%%' then d.site_key end as site_key, d.client_id,
               coalesce(d.rule_id, '') as rule_id, count(*) as events, min(d.occurred_at) as first, max(d.occurred_at) as last
        from decisions d
        where d.on_test is not null and d.reason_code = 'ON_TEST' and %s
        group by 1, 2, 3, 4)
      select coalesce(w.subject, s.on_test) as subject, s.site_key, coalesce(s.client_id, w.client_id) as client_id,
             coalesce(w.starts_at, s.first) as since, coalesce(s.events, 0) as events, p.prices, p.amount, p.currency
      from suppressed s
      full join open_windows w on w.subject = s.on_test
      cross join lateral (
        select count(distinct (b.amount, b.currency)) as prices, min(b.amount) as amount, min(b.currency) as currency
        from decisions b
        where b.rule_id = s.rule_id and b.client_id = s.client_id and b.end_state = 'BILLABLE') as p
      where w.subject is not null or s.site_key is not null and s.last - s.first > make_interval(days => ?)
      """
          .formatted(STANDING);

  private static final String CONFLICTS =
      """
      select event_key, client_id, charge_key, claimed_amount as amount, currency, recorded_at as since, reason
      from open_charge_conflicts
      where recorded_at < now() - make_interval(days => ?)
      """;

  private static final String SINK_OWN =
      """
      select w.event_key, d.client_id, w.sink, w.status, w.detail, w.written_at as since, d.amount, d.currency
      from sink_writes w
      cross join lateral (
        select client_id, amount, currency from decisions n
        where n.event_key = w.event_key order by n.revision desc, n.decision_number desc limit 1) as d
      where w.sink = 'billing' and w.status in ('RETRYING', 'DEAD_LETTERED')
      """;

  // Effects of lines are named after them; which of the open effects are some, is told by the
  // names.
  private static final String SINK_OUTSIDE =
      """
      select o.effect_key, o.sink, o.status, o.detail, coalesce(o.first_sent_at, o.written_at) as since,
             c.event_key, c.client_id, c.charge_key, c.kind, c.revision, c.decision_number, c.amount, c.currency
      from outward_effects o
      join charge_lines c on c.event_key = o.event_key and c.revision = o.revision and c.decision_number = o.decision_number
      where o.status not in ('WRITTEN', 'NOTHING_TO_DO')
      """;

  private final Connection connection;
  private final LeakQuestion question;

  public LeakFacts(Connection connection, LeakQuestion question) {
    this.connection = connection;
    this.question = question;
  }

  /// All kinds of leaks.
  public Leaks read() throws SQLException {
    Instant now =
        Sql.one(
            connection,
            "select date_trunc('milliseconds', now()) as now",
            row -> row.instant("now"));
    var lists = new ArrayList<LeakList>();
    for (LeakKind kind : LeakKind.values()) {
      lists.add(LeakList.of(kind, find(kind), question.most()));
    }
    return new Leaks(now, question.since(), lists);
  }

  private List<Leak> find(LeakKind kind) throws SQLException {
    return switch (kind) {
      case UNMAPPED_CODE -> Sql.list(connection, UNMAPPED, LeakFacts::unmapped, question.since());
      case NO_CONTRACT ->
          Sql.list(connection, NO_CONTRACT, LeakFacts::withoutContract, question.since());
      case NEVER_BILLED ->
          Sql.list(connection, NEVER_BILLED, LeakFacts::neverBilled, question.since());
      case SILENT ->
          Sql.list(connection, SILENT, LeakFacts::silent, question.since(), question.silentDays());
      case ON_TEST ->
          Sql.list(
              connection,
              ON_TEST,
              LeakFacts::onTest,
              question.openDays(),
              question.since(),
              question.openDays());
      case CHARGE_CONFLICT ->
          Sql.list(connection, CONFLICTS, LeakFacts::conflict, question.openDays());
      case BILLING_SINK -> billingSinks();
    };
  }

  private static Leak unmapped(Row row) throws SQLException {
    String code = row.textOrNull("code");
    return priced(
        row,
        LeakKind.UNMAPPED_CODE,
        "%s code %s %s"
            .formatted(row.text("source"), code == null ? "none" : code, row.text("scheme"))
            .strip(),
        "events of the same code that were billed");
  }

  private static Leak withoutContract(Row row) throws SQLException {
    String client = row.textOrNull("client_id");
    return priced(
        row,
        LeakKind.NO_CONTRACT,
        "%s, rule %s"
            .formatted(
                client == null ? "an unknown client" : "client " + client, row.text("rule_id")),
        "what the rule has cost other clients");
  }

  private static Leak onTest(Row row) throws SQLException {
    String site = row.textOrNull("site_key");
    return priced(
        row,
        LeakKind.ON_TEST,
        row.text("subject") + (site == null ? "" : " at " + site),
        "what the rule has cost this client");
  }

  /// A leak whose price is that of what is comparable, where it has only one.
  private static Leak priced(Row row, LeakKind kind, String subject, String comparable)
      throws SQLException {
    long prices = row.number("prices");
    long events = row.number("events");
    String currency = row.textOrNull("currency");
    List<Money> money = List.of();
    String basis = "no price is known: nothing comparable was billed (%s)".formatted(comparable);
    if (prices == 1 && currency != null) {
      var each = new Money(row.decimal("amount"), currency);
      money = List.of(each.times(events));
      basis = "%s %s each: %s".formatted(each.amount().toPlainString(), currency, comparable);
    } else if (prices > 1) {
      basis = "no price is known: %d prices differ (%s)".formatted(prices, comparable);
    }
    return new Leak(
        kind, row.instant("since"), subject, row.textOrNull("client_id"), events, money, basis);
  }

  private static Leak neverBilled(Row row) throws SQLException {
    String reason = row.textOrNull("reason_code");
    return new Leak(
        LeakKind.NEVER_BILLED,
        row.instant("since"),
        row.text("site_key"),
        row.textOrNull("client_id"),
        row.number("events"),
        List.of(),
        "no price is known: nothing of this site was ever billed"
            + (reason == null ? "" : "; the last event: " + reason));
  }

  private static Leak silent(Row row) throws SQLException {
    return new Leak(
        LeakKind.SILENT,
        row.instant("since"),
        row.text("site_key"),
        row.text("client_id"),
        row.number("events"),
        List.of(new Money(row.decimal("amount"), row.text("currency"))),
        "what is billed of it in the time looked at");
  }

  private static Leak conflict(Row row) throws SQLException {
    return new Leak(
        LeakKind.CHARGE_CONFLICT,
        row.instant("since"),
        row.text("event_key"),
        row.textOrNull("client_id"),
        1,
        List.of(new Money(row.decimal("amount"), row.text("currency"))),
        "what the event claims: " + row.text("reason"));
  }

  private List<Leak> billingSinks() throws SQLException {
    var leaks = new ArrayList<Leak>();
    leaks.addAll(Sql.list(connection, SINK_OWN, LeakFacts::own));
    Sql.list(connection, SINK_OUTSIDE, LeakFacts::outside).forEach(leaks::addAll);
    return leaks;
  }

  private static Leak own(Row row) throws SQLException {
    String currency = row.textOrNull("currency");
    return new Leak(
        LeakKind.BILLING_SINK,
        row.instant("since"),
        "billing " + row.text("event_key"),
        row.textOrNull("client_id"),
        1,
        currency == null ? List.of() : List.of(new Money(row.decimal("amount"), currency)),
        words(row));
  }

  /// None where the effect is not this line's.
  private static List<Leak> outside(Row row) throws SQLException {
    String lineId =
        Sha256.ofFields(
            row.text("charge_key"),
            row.text("kind"),
            row.text("event_key"),
            Integer.toString(row.integer("revision")),
            Integer.toString(row.integer("decision_number")));
    if (!lineId.equals(row.text("effect_key"))) {
      return List.of();
    }
    return List.of(
        new Leak(
            LeakKind.BILLING_SINK,
            row.instant("since"),
            row.text("sink") + " " + row.text("event_key"),
            row.text("client_id"),
            1,
            List.of(new Money(row.decimal("amount"), row.text("currency"))),
            words(row)));
  }

  private static String words(Row row) throws SQLException {
    return "%s: %s"
        .formatted(
            row.text("status").toLowerCase(Locale.ROOT).replace('_', ' '), row.text("detail"));
  }
}
