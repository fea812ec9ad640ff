-- What stands, or may stand, in the systems outside: one row for each effect of each sink. Written before a request goes
-- out and again after its answer, so that a crash in between is seen and looked into.
create table outward_effects (
  sink             text not null,
  effect_key       text not null,
  event_key        text not null,
  revision         integer not null,
  decision_number  integer not null,
  -- ABSENT: not made. SENDING: a request is under way or its outcome is unknown. STANDS: made. CANCELLED: a charge and its
  -- reversal that met before either was sent.
  state            text not null check (state in ('ABSENT', 'SENDING', 'STANDS', 'CANCELLED')),
  remote_id        text,
  -- SHA-256 of what stands there, and of what is being sent.
  content          text,
  sending          text,
  first_sent_at    timestamptz,
  sent_at          timestamptz,
  -- How often the other side has declined it: what is tried again afterwards is a new request.
  refusals         integer not null default 0,
  -- Whose request it is: another instance that took over has another one.
  token            uuid,
  status           text not null
    check (status in ('WRITTEN', 'NOTHING_TO_DO', 'REFUSED', 'UNKNOWN_OUTCOME', 'RETRYING', 'DEAD_LETTERED')),
  detail           text not null,
  attempts         integer not null default 1,
  -- The record that asked for it, to be read again where a person wants it tried again.
  origin_topic     text not null,
  origin_partition integer not null,
  origin_offset    bigint not null,
  written_at       timestamptz not null default now(),
  primary key (sink, effect_key),
  check ((state = 'SENDING') = (token is not null)),
  check (state <> 'STANDS' or remote_id is not null)
);
create index outward_effects_by_event on outward_effects (event_key);
create index outward_effects_open on outward_effects (sink, status) where status not in ('WRITTEN', 'NOTHING_TO_DO');

-- What every sink, of our database and outside, last answered to each event.
create view sink_answers as
  select sink, event_key, revision, decision_number, status, detail, attempts, written_at, null as effect_key, null as remote_id
    from sink_writes
  union all
  select sink, event_key, revision, decision_number, status, detail, attempts, written_at, effect_key, remote_id
    from outward_effects;

do $$
begin
  if exists (select from pg_roles where rolname = '${readerRole}') then
    execute 'grant select on outward_effects, sink_answers to ${readerRole}';
  end if;
end $$;
