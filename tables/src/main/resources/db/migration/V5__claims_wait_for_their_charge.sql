-- A conflict says everything that its invoice line would say, so that the line can be written when the charge is given up.
-- A conflict from before has no memo: it is not settled by itself.
alter table charge_conflicts
  add column client_id    text,
  add column contract_id  text,
  add column sku          text,
  add column quantity     numeric(19, 4),
  add column unit         text,
  add column unit_price   numeric(19, 4),
  add column service_day  date,
  add column memo         text;
create index charge_conflicts_by_event on charge_conflicts (event_key);

-- How often it was claimed for another event. Whoever claims a live charge writes here, so that whoever ends it in the same
-- moment learns of the claim.
alter table live_charges add column claims integer not null default 0;

-- The claims that still wait: made by the newest decision that the billing sink has met of their event, and not charged.
-- The line that stands may be another than when the claim was made.
create view open_charge_conflicts as
  select c.*, w.attempts, v.line_no as standing_line_no
  from charge_conflicts c
  join sink_writes w
    on w.sink = 'billing' and w.event_key = c.event_key
   and w.revision = c.revision and w.decision_number = c.decision_number
  left join live_charges v on v.charge_key = c.charge_key
  where not exists (
    select from charge_lines l
    where l.kind = 'CHARGE' and l.charge_key = c.charge_key and l.event_key = c.event_key
      and l.revision = c.revision and l.decision_number = c.decision_number);

-- The reader role may have been made after the first migration; then it has no right to what was made since.
do $$
begin
  if exists (select from pg_roles where rolname = '${readerRole}') then
    execute 'grant select on all tables in schema public to ${readerRole}';
  end if;
end $$;
