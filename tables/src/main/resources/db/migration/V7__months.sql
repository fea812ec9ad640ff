-- The three large tables of facts are kept by month: an old month can be put away without touching the others.
--
-- The column that says the month is a part of the fact, the same however often and whenever the fact is written: so the
-- second time meets the first in its month, and the primary key refuses it. For events and decisions that is the service
-- day, which is fixed when an event is accepted. For deliveries it is the day of the receipt, UTC; a raw record that nobody
-- could read has no receipt and no time of its own, and all of those are in the month of 1970-01.

-- Makes the month of a day, where it is not there. Not with "create table … partition of", which would lock out everybody
-- who reads or writes the table; what is done here goes on beside them.
create function ensure_month(parent text, day date) returns void language plpgsql as $$
declare
  first_day date := date_trunc('month', day::timestamp);
  month     text := parent || to_char(first_day, '_YYYY_MM');
begin
  if day is null or day < '1970-01-01' or day >= '2100-01-01' then
    raise exception 'day % is not between 1970 and 2099', day using errcode = 'datetime_field_overflow';
  end if;
  -- Whoever detaches a month waits until this transaction has written what it made sure of.
  execute format('lock table only %I in row exclusive mode', parent);
  -- Asked of functions and not of the catalogue's tables: these show what is there now, those what was there when a
  -- transaction of isolation repeatable read began.
  if pg_partition_root(to_regclass(quote_ident(month))) = to_regclass(quote_ident(parent)) then
    return;
  end if;
  -- One at a time; the others find it made. Reading and writing goes on. Whoever makes months of several tables does so in
  -- the order events, deliveries, decisions.
  execute format('lock table only %I in share update exclusive mode', parent);
  if pg_partition_root(to_regclass(quote_ident(month))) = to_regclass(quote_ident(parent)) then
    return;
  end if;
  execute format('create table %I (like %I including all)', month, parent);
  -- A trigger for each statement is not handed down, and fires only on the table that the statement names.
  execute format(
    'create trigger facts_only before update or delete or truncate on %I for each statement execute function refuse_change()',
    month);
  execute format(
    'alter table %I attach partition %I for values from (%L) to (%L)',
    parent, month, first_day, (first_day + interval '1 month')::date);
end $$;

-- Moved, not attached as they are: else the old months would be one.
drop view current_decisions;
alter table deliveries rename to deliveries_whole;
alter table events rename to events_whole;
alter table decisions rename to decisions_whole;

create table deliveries (
  like deliveries_whole including defaults including constraints,
  received_day date not null,
  constraint deliveries_received_day_check
    check (received_day = coalesce((received_at at time zone 'UTC')::date, date '1970-01-01'))
) partition by range (received_day);
create table events (like events_whole including defaults including constraints) partition by range (service_day);
create table decisions (like decisions_whole including defaults including constraints) partition by range (service_day);

do $$
begin
  perform ensure_month('deliveries', month) from (
    select distinct date_trunc('month', coalesce((received_at at time zone 'UTC')::date, date '1970-01-01')::timestamp)::date
    from deliveries_whole) as had (month);
  perform ensure_month('events', month) from (
    select distinct date_trunc('month', service_day::timestamp)::date from events_whole) as had (month);
  perform ensure_month('decisions', month) from (
    select distinct date_trunc('month', service_day::timestamp)::date from decisions_whole) as had (month);
end $$;

insert into deliveries select d.*, coalesce((d.received_at at time zone 'UTC')::date, date '1970-01-01') from deliveries_whole d;
insert into events select * from events_whole;
insert into decisions select * from decisions_whole;
drop table deliveries_whole;
drop table events_whole;
drop table decisions_whole;

alter table deliveries add primary key (raw_topic, raw_partition, raw_offset, received_day);
create index deliveries_by_receipt on deliveries (receipt);
create index deliveries_by_event on deliveries (event_key);
alter table events add primary key (event_key, revision, service_day);
alter table decisions add primary key (event_key, revision, decision_number, service_day);
create index decisions_by_charge on decisions (charge_key) where charge_key is not null;
create index decisions_by_signal_charge on decisions (signal_charge_key) where signal_charge_key is not null;
create index decisions_by_incident on decisions (incident_id);
create index decisions_in_review on decisions (event_key, revision, decision_number) where end_state = 'IN_REVIEW';

create trigger facts_only before update or delete or truncate on deliveries
  for each statement execute function refuse_change();
create trigger facts_only before update or delete or truncate on events
  for each statement execute function refuse_change();
create trigger facts_only before update or delete or truncate on decisions
  for each statement execute function refuse_change();

create view current_decisions as
  select distinct on (event_key) * from decisions
  order by event_key, revision desc, decision_number desc;

do $$
begin
  if exists (select from pg_roles where rolname = '${readerRole}') then
    execute 'grant select on all tables in schema public to ${readerRole}';
  end if;
end $$;
