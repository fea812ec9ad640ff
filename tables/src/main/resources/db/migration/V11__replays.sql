-- Replays as jobs: what was asked for and what it would change, which is fixed, and how far it is, which is not. Who commanded
-- what stands in audit.
create table replays (
  replay_id      text primary key check (replay_id ~ '^r[0-9]{14}-[a-z]{4}$'),
  source         text not null,
  asked_by       text not null,
  asked_at       timestamptz not null,
  why            text not null,
  -- Selection, notes and difference, as of when it was planned.
  plan           jsonb not null,
  total          bigint not null check (total >= 0),
  rate           integer not null check (rate > 0),
  -- Whether a second person must confirm it.
  confirm        boolean not null,
  state          text not null
    check (state in ('WAITING_FOR_CONFIRMATION', 'PLANNED', 'RUNNING', 'PAUSED', 'DONE', 'ABORTED', 'FAILED')),
  confirmed_by   text,
  -- The next raw offset of each partition; sent counts the records before it.
  positions      jsonb not null,
  sent           bigint not null default 0 check (sent >= 0),
  detail         text not null default '',
  -- The instance of the console that runs it, and until when it may without saying so again.
  held_by        uuid,
  held_until     timestamptz,
  -- Four eyes, whatever a program does.
  check (confirmed_by <> asked_by),
  check (not confirm or confirmed_by is not null or state in ('WAITING_FOR_CONFIRMATION', 'ABORTED'))
);
create index replays_to_run on replays (replay_id) where state in ('PLANNED', 'RUNNING');
-- One at a time for each source.
create unique index replays_running on replays (source) where state = 'RUNNING';

do $$
begin
  if exists (select from pg_roles where rolname = '${readerRole}') then
    execute 'grant select on replays to ${readerRole}';
  end if;
  if exists (select from pg_roles where rolname = '${operatorRole}') then
    execute 'grant select, insert on replays to ${operatorRole}';
    -- What was asked for is not changed by anybody.
    execute 'grant update (state, confirmed_by, positions, sent, detail, held_by, held_until) on replays to ${operatorRole}';
  end if;
end $$;
