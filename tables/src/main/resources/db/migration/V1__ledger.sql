-- Facts are appended and never changed; the database itself refuses anything else, for the owner too.
-- Projections hold the present and are rebuilt from the facts.

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% refuses %: facts are appended, never changed', tg_table_name, tg_op
    using errcode = 'restrict_violation';
end $$;

-- What became of each raw record: one row per raw record.
create table deliveries (
  raw_topic        text not null,
  raw_partition    integer not null,
  raw_offset       bigint not null,
  outcome          text not null check (outcome in ('NEW', 'REVISION', 'DUPLICATE', 'DEAD_LETTERED')),
  receipt          text,
  source           text,
  event_key        text,
  revision         integer,
  same_as_receipt  text,
  transport        text,
  auth_scheme      text,
  auth_key_id      text,
  received_at      timestamptz,
  reason_code      text,
  reason           text,
  recorded_at      timestamptz not null default now(),
  primary key (raw_topic, raw_partition, raw_offset)
);
create index deliveries_by_receipt on deliveries (receipt);
create index deliveries_by_event on deliveries (event_key);

-- One row per revision of an event.
create table events (
  event_key         text not null,
  revision          integer not null,
  source            text not null,
  vendor            text not null,
  receipt           text not null,
  site_key          text not null,
  site_id           text,
  site_name         text,
  client_id         text,
  site_ref          text,
  type              text not null,
  code              text,
  code_scheme       text,
  code_name         text,
  mapping_source    text,
  mapping_version   integer,
  mapping_entry     text,
  life_safety       boolean not null,
  qualifier         text,
  zone              text,
  area              text,
  severity          integer,
  category          text,
  status            text,
  occurred_at       timestamptz not null,
  time_basis        text not null,
  time_as_received  text,
  zone_as_received  text,
  received_at       timestamptz not null,
  service_day       date not null,
  review            text[] not null,
  content_hash      text not null,
  raw_topic         text not null,
  raw_partition     integer not null,
  raw_offset        bigint not null,
  recorded_at       timestamptz not null default now(),
  primary key (event_key, revision)
);

-- One row per decision; the highest (revision, decision_number) of an event stands.
create table decisions (
  event_key         text not null,
  revision          integer not null,
  decision_number   integer not null,
  site_key          text not null,
  client_id         text,
  incident_id       text not null,
  source            text not null,
  type              text not null,
  life_safety       boolean not null,
  occurred_at       timestamptz not null,
  service_day       date not null,
  end_state         text not null
    check (end_state in ('BILLABLE', 'NOT_BILLABLE', 'MERGED', 'IN_REVIEW', 'DEAD_LETTERED')),
  reason_code       text,
  reason            text not null,
  rule_id           text,
  rulebook_version  integer not null,
  values_seen       jsonb not null,
  charge_key        text,
  contract_id       text,
  sku               text,
  quantity          numeric(19, 4),
  unit              text,
  unit_price        numeric(19, 4),
  amount            numeric(19, 4),
  currency          text,
  owner_team        text,
  service_level     text,
  routes            text[] not null,
  summary           text not null,
  receipt           text not null,
  recorded_at       timestamptz not null default now(),
  primary key (event_key, revision, decision_number)
);
create index decisions_by_charge on decisions (charge_key) where charge_key is not null;

create view current_decisions as
  select distinct on (event_key) * from decisions
  order by event_key, revision desc, decision_number desc;

-- Invoice lines: charges and their reversals. A line names the decision that made it.
create table charge_lines (
  line_no          bigint generated always as identity primary key,
  kind             text not null check (kind in ('CHARGE', 'REVERSAL')),
  charge_key       text not null,
  event_key        text not null,
  revision         integer not null,
  decision_number  integer not null,
  reverses         bigint unique references charge_lines (line_no),
  client_id        text not null,
  contract_id      text not null,
  sku              text not null,
  quantity         numeric(19, 4) not null,
  unit             text not null,
  unit_price       numeric(19, 4) not null,
  amount           numeric(19, 4) not null,
  currency         text not null,
  service_day      date not null,
  memo             text not null,
  recorded_at      timestamptz not null default now(),
  -- A replayed decision cannot make its line twice.
  unique (charge_key, kind, event_key, revision, decision_number),
  check ((kind = 'REVERSAL') = (reverses is not null))
);
create index charge_lines_by_event on charge_lines (event_key);
create index charge_lines_by_client_day on charge_lines (client_id, service_day);

-- Somebody claims a charge key that is live with another amount or for another event: a human decides.
create table charge_conflicts (
  charge_key       text not null,
  event_key        text not null,
  revision         integer not null,
  decision_number  integer not null,
  live_line_no     bigint not null references charge_lines (line_no),
  claimed_amount   numeric(19, 4) not null,
  currency         text not null,
  reason           text not null,
  recorded_at      timestamptz not null default now(),
  primary key (charge_key, event_key, revision, decision_number)
);

create trigger facts_only before update or delete or truncate on deliveries
  for each statement execute function refuse_change();
create trigger facts_only before update or delete or truncate on events
  for each statement execute function refuse_change();
create trigger facts_only before update or delete or truncate on decisions
  for each statement execute function refuse_change();
create trigger facts_only before update or delete or truncate on charge_lines
  for each statement execute function refuse_change();
create trigger facts_only before update or delete or truncate on charge_conflicts
  for each statement execute function refuse_change();

-- The one live charge of a charge key: its primary key is the last line of defence against a doubled invoice line.
create table live_charges (
  charge_key  text primary key,
  line_no     bigint not null unique references charge_lines (line_no),
  event_key   text not null
);
create index live_charges_by_event on live_charges (event_key);

-- What each sink last did about each event; an older revision never overwrites a newer one.
create table sink_writes (
  sink             text not null,
  event_key        text not null,
  revision         integer not null,
  decision_number  integer not null,
  status           text not null check (status in ('WRITTEN', 'NOTHING_TO_DO', 'CONFLICT', 'RETRYING', 'DEAD_LETTERED')),
  detail           text not null,
  attempts         integer not null default 1,
  written_at       timestamptz not null default now(),
  primary key (sink, event_key)
);

create table crm_activities (
  event_key        text primary key,
  revision         integer not null,
  decision_number  integer not null,
  state            text not null check (state in ('OPEN', 'WITHDRAWN')),
  client_id        text,
  site_key         text not null,
  owner_team       text,
  subject          text not null,
  body             text not null,
  occurred_at      timestamptz not null,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);

create table tickets (
  event_key        text primary key,
  revision         integer not null,
  decision_number  integer not null,
  state            text not null check (state in ('OPEN', 'WITHDRAWN')),
  incident_id      text not null,
  client_id        text,
  site_key         text not null,
  owner_team       text,
  service_level    text,
  subject          text not null,
  body             text not null,
  occurred_at      timestamptz not null,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
);

-- The console reads with a role of its own that can write nothing. Operators create it before the first migration; see
-- docs/operate/postgresql.md.
do $$
begin
  if exists (select from pg_roles where rolname = '${readerRole}') then
    execute 'grant usage on schema public to ${readerRole}';
    execute 'grant select on all tables in schema public to ${readerRole}';
    execute 'alter default privileges in schema public grant select on tables to ${readerRole}';
  end if;
end $$;
