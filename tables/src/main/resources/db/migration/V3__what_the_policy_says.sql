-- What a decision says since incidents, test windows, contracts and the meter of signals are judged.
alter table decisions
  add column incident_evidence         jsonb not null default '[]',
  add column decided_contract_id       text,
  add column alternatives              jsonb not null default '[]',
  add column on_test                   text,
  add column signal_charge_key         text,
  add column signal_charge_contract_id text,
  add column signal_charge_sku         text,
  add column signal_charge_quantity    numeric(19, 4),
  add column signal_charge_unit        text,
  add column signal_charge_unit_price  numeric(19, 4),
  add column signal_charge_amount      numeric(19, 4),
  add column signal_charge_currency    text;
create index decisions_by_signal_charge on decisions (signal_charge_key) where signal_charge_key is not null;
create index decisions_by_incident on decisions (incident_id);
-- The review queue: the events whose newest decision is among these.
create index decisions_in_review on decisions (event_key, revision, decision_number) where end_state = 'IN_REVIEW';

-- A view has the columns that its table had when it was made: made anew, it has those above too.
create or replace view current_decisions as
  select distinct on (event_key) * from decisions
  order by event_key, revision desc, decision_number desc;
