-- What operators put back for a sink: one row for each record of each redrive. Who and why is in audit, under the same id.
create table redriven_letters (
  redrive_id          text not null,
  sink                text not null,
  original_topic      text not null,
  original_partition  integer not null,
  original_offset     bigint not null,
  -- The letter in dlq.<sink>; null where a system outside had declined it, which makes no letter.
  dlq_partition       integer,
  dlq_offset          bigint,
  -- Null where nobody can tell it.
  event_key           text,
  redriven_at         timestamptz not null default now(),
  primary key (redrive_id, original_topic, original_partition, original_offset)
);
create index redriven_letters_by_record on redriven_letters (sink, original_topic, original_partition, original_offset);
create trigger facts_only before update or delete or truncate on redriven_letters
  for each statement execute function refuse_change();

-- A person has looked outside whether an effect is there. That is all that the operator role may change in the journal: what was
-- sent and not answered, and nothing else. A request that is under way holds the row until it has its answer.
create function settle_effect(of_sink text, of_effect text, remote text) returns boolean
  language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update outward_effects
    set state = case when remote is null then 'ABSENT' else 'STANDS' end, remote_id = remote,
        content = case when remote is null then null else sending end, sending = null, first_sent_at = null, sent_at = null,
        token = null, status = case when remote is null then 'RETRYING' else 'WRITTEN' end,
        detail = case when remote is null then 'not there, seen by a person' else 'seen there by a person' end, written_at = now()
    where sink = of_sink and effect_key = of_effect and state = 'SENDING';
  return found;
end $$;
revoke all on function settle_effect(text, text, text) from public;

do $$
begin
  if exists (select from pg_roles where rolname = '${readerRole}') then
    execute 'grant select on redriven_letters to ${readerRole}';
  end if;
  if exists (select from pg_roles where rolname = '${operatorRole}') then
    execute 'grant select, insert on redriven_letters to ${operatorRole}';
    execute 'grant execute on function settle_effect(text, text, text) to ${operatorRole}';
  end if;
end $$;
