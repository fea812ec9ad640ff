-- Which replay made a fact; null where it was made when its record arrived.
alter table events add column replay_id text;
alter table decisions
  add column replay_id     text,
  -- The raw record that made the revision; null on a decision from before.
  add column raw_topic     text,
  add column raw_partition integer,
  add column raw_offset    bigint;

-- A view has the columns that its table had when it was made: made anew, it has those above too.
create or replace view current_decisions as
  select distinct on (event_key) * from decisions
  order by event_key, revision desc, decision_number desc;

-- What became of raw records that were replayed: one row for each record of each replay. What became of them when they arrived
-- stays as it is in deliveries.
create table replayed_deliveries (
  replay_id      text not null,
  raw_topic      text not null,
  raw_partition  integer not null,
  raw_offset     bigint not null,
  outcome        text not null check (outcome in ('NEW', 'REVISION', 'DUPLICATE', 'DEAD_LETTERED')),
  event_key      text,
  revision       integer,
  reason_code    text,
  reason         text,
  recorded_at    timestamptz not null default now(),
  primary key (replay_id, raw_topic, raw_partition, raw_offset)
);
create index replayed_deliveries_by_record on replayed_deliveries (raw_topic, raw_partition, raw_offset)
  where outcome <> 'DEAD_LETTERED';
create index replayed_deliveries_by_event on replayed_deliveries (event_key);
create trigger facts_only before update or delete or truncate on replayed_deliveries
  for each statement execute function refuse_change();

-- The outcome of each delivery as it stands: that of its arrival; of a dead letter, the first replay in which it was none.
create view standing_deliveries as
  select d.raw_topic, d.raw_partition, d.raw_offset, d.receipt, d.source, d.transport, d.received_at, d.received_day,
         d.recorded_at,
         coalesce(r.outcome, d.outcome) as outcome,
         case when r.outcome is null then d.event_key else r.event_key end as event_key,
         case when r.outcome is null then d.revision else r.revision end as revision,
         case when r.outcome is null then d.reason_code end as reason_code,
         case when r.outcome is null then d.reason end as reason,
         r.replay_id
  from deliveries d
  left join lateral (
    select p.outcome, p.event_key, p.revision, p.replay_id
    from replayed_deliveries p
    where d.outcome = 'DEAD_LETTERED' and p.outcome <> 'DEAD_LETTERED'
      and p.raw_topic = d.raw_topic and p.raw_partition = d.raw_partition and p.raw_offset = d.raw_offset
    order by p.replay_id
    limit 1) r on true;

-- Who did what through the API, and why: one row for each command, written in the transaction of its effect.
create table audit (
  audit_no  bigint generated always as identity primary key,
  at        timestamptz not null default now(),
  actor     text not null,
  -- For example CLOSE_DAY, REPLAY_STARTED, REDRIVE.
  action    text not null,
  -- What was done it to: a day, the name of a replay, a sink.
  subject   text,
  reason    text,
  detail    jsonb not null default '{}'
);
create index audit_by_subject on audit (subject, audit_no);
create trigger facts_only before update or delete or truncate on audit
  for each statement execute function refuse_change();

-- The console acts for operators with a role of its own: it reads everything and writes only what commands are. Operators create it
-- before this migration; see docs/operate/postgresql.md.
do $$
begin
  if exists (select from pg_roles where rolname = '${readerRole}') then
    execute 'grant select on all tables in schema public to ${readerRole}';
  end if;
  if exists (select from pg_roles where rolname = '${operatorRole}') then
    execute 'grant usage on schema public to ${operatorRole}';
    execute 'grant select on all tables in schema public to ${operatorRole}';
    execute 'alter default privileges in schema public grant select on tables to ${operatorRole}';
    execute 'grant insert on audit to ${operatorRole}';
  end if;
end $$;
