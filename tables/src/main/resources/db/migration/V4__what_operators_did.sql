-- Every version of a test window, a ruling and a rulebook that an operator wrote. Their topics are compacted and forget
-- all but the newest; these rows do not.
create table operator_commands (
  command_no       bigint generated always as identity primary key,
  kind             text not null check (kind in ('WINDOW', 'RULING', 'RULEBOOK')),
  -- The window's id, the event key that was ruled on, the rulebook's version.
  subject          text not null,
  -- Null where it was withdrawn: a withdrawal is a record without a value.
  version          integer,
  withdrawn        boolean not null default false,
  actor            text,
  reason           text,
  -- When the operator did it; of a withdrawal, when Kafka got it.
  commanded_at     timestamptz not null,
  body             jsonb not null,
  kafka_topic      text not null,
  kafka_partition  integer not null,
  kafka_offset     bigint not null,
  recorded_at      timestamptz not null default now(),
  check (withdrawn = (version is null)),
  check (withdrawn or actor is not null)
);
-- What is read again adds nothing. The time is in the key because versions begin anew after a withdrawal, and because two
-- operators at once may both write the same next version: both did it.
create unique index operator_commands_once on operator_commands (kind, subject, version, commanded_at) where not withdrawn;
create unique index operator_withdrawals_once on operator_commands (kafka_topic, kafka_partition, kafka_offset) where withdrawn;
create index operator_commands_by_subject on operator_commands (kind, subject, commanded_at);

create trigger facts_only before update or delete or truncate on operator_commands
  for each statement execute function refuse_change();
