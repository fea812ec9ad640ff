-- One day of facts, 2026-11-20, for the tests. Written as the sinks would write it.
select ensure_month(parent, '2026-11-20') from unnest('{events,deliveries,decisions}'::text[]) as parent;
insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, receipt, source, event_key, revision, same_as_receipt,
                        transport, auth_scheme, auth_key_id, received_at, received_day, reason_code, reason) values
  -- A dispatch, sent twice, then cancelled.
  ('raw.tracktik', 3, 40, 'NEW', '019aa0b2-0000-7000-8000-000000000001', 'tracktik', 'tracktik:48213', 1, null,
   'WEBHOOK', 'STATIC_HEADER', 'autumn-2026', '2026-11-20T23:14:05Z', '2026-11-20', null, null),
  ('raw.tracktik', 3, 41, 'DUPLICATE', '019aa0b2-0000-7000-8000-000000000002', 'tracktik', 'tracktik:48213', 1, '019aa0b2-0000-7000-8000-000000000001',
   'WEBHOOK', 'STATIC_HEADER', 'autumn-2026', '2026-11-20T23:14:11Z', '2026-11-20', null, null),
  ('raw.tracktik', 3, 42, 'REVISION', '019aa0b2-0000-7000-8000-000000000003', 'tracktik', 'tracktik:48213', 2, '019aa0b2-0000-7000-8000-000000000001',
   'WEBHOOK', 'STATIC_HEADER', 'autumn-2026', '2026-11-20T23:20:00Z', '2026-11-20', null, null),
  -- A fire alarm whose event key holds a slash and a plus sign.
  ('raw.manitou', 0, 7, 'NEW', '019aa0b2-0000-7000-8000-000000000004', 'manitou', 'manitou:0007/A+1:55', 1, null,
   'WEBHOOK', 'HMAC_SHA256', 'east', '2026-11-20T08:00:30Z', '2026-11-20', null, null),
  -- A code that nobody mapped, at a site that nobody knows.
  ('raw.manitou', 0, 8, 'NEW', '019aa0b2-0000-7000-8000-000000000005', 'manitou', 'manitou:sig-3', 1, null,
   'WEBHOOK', 'HMAC_SHA256', 'east', '2026-11-20T09:00:00Z', '2026-11-20', null, null),
  -- The same response again from the other platform: its charge key is taken.
  ('raw.tracktik', 1, 12, 'NEW', '019aa0b2-0000-7000-8000-000000000006', 'tracktik', 'tracktik:48300', 1, null,
   'WEBHOOK', 'STATIC_HEADER', 'autumn-2026', '2026-11-20T08:05:00Z', '2026-11-20', null, null),
  -- Not readable.
  ('raw.tracktik', 5, 2, 'DEAD_LETTERED', '019aa0b2-0000-7000-8000-000000000009', 'tracktik', null, null, null,
   'WEBHOOK', 'STATIC_HEADER', 'autumn-2026', '2026-11-20T10:00:00Z', '2026-11-20', 'UNREADABLE_BODY', 'The body ends inside a JSON string.');

insert into events (event_key, revision, source, vendor, receipt, site_key, site_id, site_name, client_id, site_ref, type, code, code_scheme, code_name,
                    mapping_source, mapping_version, mapping_entry, life_safety, status, occurred_at, time_basis, time_as_received, zone_as_received,
                    received_at, service_day, review, content_hash, raw_topic, raw_partition, raw_offset) values
  ('tracktik:48213', 1, 'tracktik', 'tracktik', '019aa0b2-0000-7000-8000-000000000001', 'harbor-plaza', 'harbor-plaza', 'Harbor Plaza', 'acme', '551',
   'alarm_dispatch', '42', 'report-template', 'Alarm response', 'tracktik', 3, 'report-template:42', false, 'open',
   '2026-11-20T23:10:00Z', 'OFFSET_SENT', '2026-11-20T18:10:00-05:00', '-05:00', '2026-11-20T23:14:05Z', '2026-11-20', '{}', 'h1', 'raw.tracktik', 3, 40),
  ('tracktik:48213', 2, 'tracktik', 'tracktik', '019aa0b2-0000-7000-8000-000000000003', 'harbor-plaza', 'harbor-plaza', 'Harbor Plaza', 'acme', '551',
   'alarm_dispatch', '42', 'report-template', 'Alarm response', 'tracktik', 3, 'report-template:42', false, 'cancelled',
   '2026-11-20T23:10:00Z', 'OFFSET_SENT', '2026-11-20T18:10:00-05:00', '-05:00', '2026-11-20T23:14:05Z', '2026-11-20', '{}', 'h2', 'raw.tracktik', 3, 42),
  ('manitou:0007/A+1:55', 1, 'manitou', 'manitou', '019aa0b2-0000-7000-8000-000000000004', 'mill-road', 'mill-road', 'Mill Road Depot', 'borealis', '0007',
   'alarm', '110', 'contact-id', 'Fire alarm', 'manitou', 1, 'contact-id:110', true, null,
   '2026-11-20T08:00:00Z', 'ZONE_CONFIGURED', '2026-11-20 03:00:00', 'America/New_York', '2026-11-20T08:00:30Z', '2026-11-20', '{}', 'h3', 'raw.manitou', 0, 7),
  ('manitou:sig-3', 1, 'manitou', 'manitou', '019aa0b2-0000-7000-8000-000000000005', 'manitou:9999', null, null, null, '9999',
   'other', 'ZZ', 'sia', null, null, null, null, false, null,
   '2026-11-20T09:00:00Z', 'RECEIVED', null, null, '2026-11-20T09:00:00Z', '2026-11-20', '{UNMAPPED_CODE,UNKNOWN_SITE}', 'h4', 'raw.manitou', 0, 8),
  ('tracktik:48300', 1, 'tracktik', 'tracktik', '019aa0b2-0000-7000-8000-000000000006', 'mill-road', 'mill-road', 'Mill Road Depot', 'borealis', '0007',
   'alarm_dispatch', '42', 'report-template', 'Alarm response', 'tracktik', 3, 'report-template:42', false, 'open',
   '2026-11-20T08:04:00Z', 'OFFSET_SENT', '2026-11-20T03:04:00-05:00', '-05:00', '2026-11-20T08:05:00Z', '2026-11-20', '{}', 'h5', 'raw.tracktik', 1, 12);

insert into decisions (event_key, revision, decision_number, site_key, client_id, incident_id, source, type, life_safety, occurred_at, service_day,
                       end_state, reason_code, reason, rule_id, rulebook_version, values_seen, charge_key, contract_id, sku, quantity, unit, unit_price,
                       amount, currency, owner_team, service_level, routes, summary, receipt) values
  ('tracktik:48213', 1, 1, 'harbor-plaza', 'acme', 'inc-1', 'tracktik', 'alarm_dispatch', false, '2026-11-20T23:10:00Z', '2026-11-20',
   'BILLABLE', null, 'An alarm response is billed for each dispatch.', 'alarm-response', 1, '{"type": "alarm_dispatch", "status": "open"}',
   repeat('a1', 32), 'acme-2026', 'dispatch-standard', 1, 'dispatch', 45, 45, 'USD', 'field', 'same-day', '{billing,crm}', 'Alarm response at Harbor Plaza',
   '019aa0b2-0000-7000-8000-000000000001'),
  ('tracktik:48213', 2, 1, 'harbor-plaza', 'acme', 'inc-1', 'tracktik', 'alarm_dispatch', false, '2026-11-20T23:10:00Z', '2026-11-20',
   'NOT_BILLABLE', 'CANCELLED', 'The dispatch was cancelled before arrival.', 'cancelled-dispatch', 1, '{"type": "alarm_dispatch", "status": "cancelled"}',
   null, null, null, null, null, null, null, null, 'field', 'same-day', '{billing,crm}', 'Cancelled alarm response at Harbor Plaza',
   '019aa0b2-0000-7000-8000-000000000003'),
  ('manitou:0007/A+1:55', 1, 1, 'mill-road', 'borealis', 'inc-2', 'manitou', 'alarm', true, '2026-11-20T08:00:00Z', '2026-11-20',
   'BILLABLE', null, 'A fire alarm is billed by the hour of response.', 'fire-response', 1, '{"type": "alarm", "lifeSafety": "true"}',
   repeat('b2', 32), 'borealis-7', 'response-hour', 1.5, 'hour', 60.25, 90.38, 'USD', 'dispatch', 'immediate', '{billing,crm,ticketing}', 'Fire alarm at Mill Road Depot',
   '019aa0b2-0000-7000-8000-000000000004'),
  ('manitou:sig-3', 1, 1, 'manitou:9999', null, 'inc-3', 'manitou', 'other', false, '2026-11-20T09:00:00Z', '2026-11-20',
   'IN_REVIEW', 'UNMAPPED_CODE', 'Nobody has said what this code means.', null, 0, '{}',
   null, null, null, null, null, null, null, null, null, null, '{crm}', 'Unknown signal',
   '019aa0b2-0000-7000-8000-000000000005'),
  ('tracktik:48300', 1, 1, 'mill-road', 'borealis', 'inc-2', 'tracktik', 'alarm_dispatch', false, '2026-11-20T08:04:00Z', '2026-11-20',
   'BILLABLE', null, 'An alarm response is billed for each dispatch.', 'alarm-response', 1, '{"type": "alarm_dispatch", "status": "open"}',
   repeat('b2', 32), 'borealis-7', 'response-hour', 2, 'hour', 60.25, 120.5, 'USD', 'field', 'same-day', '{billing}', 'Alarm response at Mill Road Depot',
   '019aa0b2-0000-7000-8000-000000000006');

insert into charge_lines (kind, charge_key, event_key, revision, decision_number, reverses, client_id, contract_id, sku, quantity, unit, unit_price,
                          amount, currency, service_day, memo) values
  ('CHARGE', repeat('a1', 32), 'tracktik:48213', 1, 1, null, 'acme', 'acme-2026', 'dispatch-standard', 1, 'dispatch', 45, 45, 'USD', '2026-11-20',
   'Alarm response at Harbor Plaza'),
  ('CHARGE', repeat('b2', 32), 'manitou:0007/A+1:55', 1, 1, null, 'borealis', 'borealis-7', 'response-hour', 1.5, 'hour', 60.25, 90.38, 'USD', '2026-11-20',
   'Fire alarm at Mill Road Depot'),
  ('REVERSAL', repeat('a1', 32), 'tracktik:48213', 2, 1, 1, 'acme', 'acme-2026', 'dispatch-standard', -1, 'dispatch', 45, -45, 'USD', '2026-11-20',
   'Cancelled alarm response at Harbor Plaza');

insert into live_charges (charge_key, line_no, event_key) values (repeat('b2', 32), 2, 'manitou:0007/A+1:55');

insert into charge_conflicts (charge_key, event_key, revision, decision_number, live_line_no, claimed_amount, currency, reason) values
  (repeat('b2', 32), 'tracktik:48300', 1, 1, 2, 120.5, 'USD', 'The charge key is live for another event.');

insert into sink_writes (sink, event_key, revision, decision_number, status, detail, attempts) values
  ('ledger', 'tracktik:48213', 2, 1, 'WRITTEN', '', 1),
  ('billing', 'tracktik:48213', 2, 1, 'WRITTEN', 'line 1 reversed', 1),
  ('crm', 'tracktik:48213', 1, 1, 'RETRYING', 'no answer', 3),
  ('ledger', 'manitou:0007/A+1:55', 1, 1, 'WRITTEN', '', 1),
  ('billing', 'manitou:0007/A+1:55', 1, 1, 'WRITTEN', 'line 2 written', 1),
  ('crm', 'manitou:0007/A+1:55', 1, 1, 'WRITTEN', 'activity written', 1),
  ('ticketing', 'manitou:0007/A+1:55', 1, 1, 'WRITTEN', 'ticket written', 1),
  ('ledger', 'manitou:sig-3', 1, 1, 'WRITTEN', '', 1),
  ('ledger', 'tracktik:48300', 1, 1, 'WRITTEN', '', 1),
  ('billing', 'tracktik:48300', 1, 1, 'CONFLICT', 'charge key is live for another event', 1);

insert into crm_activities (event_key, revision, decision_number, state, client_id, site_key, owner_team, subject, body, occurred_at) values
  ('tracktik:48213', 1, 1, 'OPEN', 'acme', 'harbor-plaza', 'field', 'Alarm response at Harbor Plaza', '', '2026-11-20T23:10:00Z'),
  ('manitou:0007/A+1:55', 1, 1, 'OPEN', 'borealis', 'mill-road', 'dispatch', 'Fire alarm at Mill Road Depot', '', '2026-11-20T08:00:00Z');

insert into tickets (event_key, revision, decision_number, state, incident_id, client_id, site_key, owner_team, service_level, subject, body, occurred_at) values
  ('manitou:0007/A+1:55', 1, 1, 'OPEN', 'inc-2', 'borealis', 'mill-road', 'dispatch', 'immediate', 'Fire alarm at Mill Road Depot', '', '2026-11-20T08:00:00Z');
