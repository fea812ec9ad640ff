-- So many raw records, each with its delivery, event, decision and charge; every fourth charge is reversed by a second
-- decision. The first is from before decisions named their raw record.
select ensure_month('events', date '2026-11-18'), ensure_month('deliveries', date '2026-11-18'), ensure_month('decisions', date '2026-11-18');

insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, receipt, source, event_key, revision, transport,
  received_at, past_horizon, ignored, received_day)
select 'raw.manitou', 0, k, 'NEW', 'receipt-' || k, 'manitou', 'manitou:' || k, 1, 'WEBHOOK',
  timestamptz '2026-11-18 12:00:00.000001Z', false, '{a,"b c"}', date '2026-11-18'
from generate_series(0, :rows - 1) k;

insert into events (event_key, revision, source, vendor, receipt, site_key, client_id, type, code, life_safety, occurred_at,
  time_basis, received_at, service_day, review, content_hash, raw_topic, raw_partition, raw_offset)
select 'manitou:' || k, 1, 'manitou', 'manitou', 'receipt-' || k, 'northgate', 'client-' || k % 3, 'BURGLARY', '1130', false,
  timestamptz '2026-11-18 11:59:59Z', 'SITE_ZONE', timestamptz '2026-11-18 12:00:00.000001Z',
  date '2026-11-18' + (k >= 30)::integer, '{}', 'hash-' || k, 'raw.manitou', 0, k
from generate_series(0, :rows - 1) k;

insert into decisions (event_key, revision, decision_number, site_key, client_id, incident_id, source, type, life_safety,
  occurred_at, service_day, end_state, reason, rulebook_version, values_seen, charge_key, contract_id, sku, quantity, unit,
  unit_price, amount, currency, routes, summary, receipt, raw_topic, raw_partition, raw_offset)
select 'manitou:' || k, 1, n, 'northgate', 'client-' || k % 3, 'incident-' || k, 'manitou', 'BURGLARY', false,
  timestamptz '2026-11-18 11:59:59Z', date '2026-11-18' + (k >= 30)::integer, 'BILLABLE', 'by rule', 1, '{"b": "1", "a": "2"}',
  'charge-' || k, 'c-1', 'DISPATCH', 1, 'dispatch', 85, 85, 'USD', '{crm}', 'Burglary', 'receipt-' || k,
  case when k > 0 then 'raw.manitou' end, case when k > 0 then 0 end, case when k > 0 then k end
from generate_series(0, :rows - 1) k, generate_series(1, 2) n where n = 1 or k % 4 = 3;

insert into charge_lines (kind, charge_key, event_key, revision, decision_number, client_id, contract_id, sku, quantity, unit,
  unit_price, amount, currency, service_day, memo)
select 'CHARGE', 'charge-' || k, 'manitou:' || k, 1, 1, 'client-' || k % 3, 'c-1', 'DISPATCH', 1.5, 'dispatch', 85, 127.5, 'USD',
  date '2026-11-18' + (k >= 30)::integer, 'Dispatch'
from generate_series(0, :rows - 1) k;
insert into charge_lines (kind, charge_key, event_key, revision, decision_number, reverses, client_id, contract_id, sku,
  quantity, unit, unit_price, amount, currency, service_day, memo)
select 'REVERSAL', charge_key, event_key, 1, 2, line_no, client_id, contract_id, sku, -quantity, unit, unit_price, -amount,
  currency, service_day, 'Taken back'
from charge_lines where substring(event_key from 9)::integer % 4 = 3;

insert into charge_conflicts (charge_key, event_key, revision, decision_number, live_line_no, claimed_amount, currency, reason)
select charge_key, event_key, 1, 2, line_no, 90, 'USD', 'another amount' from charge_lines where event_key in ('manitou:1', 'manitou:2');

insert into operator_commands (kind, subject, version, withdrawn, actor, reason, commanded_at, body, kafka_topic,
  kafka_partition, kafka_offset)
values ('WINDOW', 'repair', 1, false, 'Ann B.', 'New panel', '2026-11-18 10:00Z', '{"site_id": "northgate"}', 'config.test-windows', 0, 1),
       ('RULING', 'manitou:1', null, true, null, null, '2026-11-18 10:00Z', '{}', 'config.rulings', 0, 1);

insert into replayed_deliveries (replay_id, raw_topic, raw_partition, raw_offset, outcome, event_key, revision)
values ('r1', 'raw.manitou', 0, 1, 'DUPLICATE', 'manitou:1', 1);

insert into audit (at, actor, action, subject, reason, detail)
values ('2026-11-18 10:00Z', 'ann', 'REPLAY_STARTED', 'r1', 'New mapping', '{"records": 1}');
