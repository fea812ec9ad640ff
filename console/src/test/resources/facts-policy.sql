-- What the policy judges, on 2026-11-22: one incident of two events, a test window, rulings, both meters, a charge that changed
-- hands, events in review. Written as the sinks would write it, and long ago, so that it waits longest.
insert into events (event_key, revision, source, vendor, receipt, site_key, site_id, site_name, client_id, site_ref, type, code, code_scheme, code_name,
                    mapping_source, mapping_version, mapping_entry, life_safety, status, occurred_at, time_basis, time_as_received, zone_as_received,
                    received_at, service_day, review, content_hash, raw_topic, raw_partition, raw_offset) values
  ('manitou:77', 1, 'manitou', 'manitou', '019aa0b3-0000-7000-8000-000000000077', 'harbor-plaza', 'harbor-plaza', 'Harbor Plaza', 'acme', '551',
   'alarm', 'BA', 'sia', 'Burglary alarm', 'manitou', 1, 'sia:BA', false, null,
   '2026-11-22T03:00:00Z', 'RECEIVED', null, null, '2026-11-22T03:00:02Z', '2026-11-22', '{}', 'p1', 'raw.manitou', 2, 77),
  ('tracktik:78', 1, 'tracktik', 'tracktik', '019aa0b3-0000-7000-8000-000000000078', 'harbor-plaza', 'harbor-plaza', 'Harbor Plaza', 'acme', '551',
   'alarm_dispatch', '42', 'report-template', 'Alarm response', 'tracktik', 3, 'report-template:42', false, 'open',
   '2026-11-22T03:04:00Z', 'RECEIVED', null, null, '2026-11-22T03:04:02Z', '2026-11-22', '{}', 'p2', 'raw.tracktik', 2, 78),
  ('manitou:80', 1, 'manitou', 'manitou', '019aa0b3-0000-7000-8000-000000000080', 'mill-road', 'mill-road', 'Mill Road Depot', 'borealis', '0007',
   'alarm', '110', 'contact-id', 'Fire alarm', 'manitou', 1, 'contact-id:110', true, null,
   '2026-11-22T05:00:00Z', 'RECEIVED', null, null, '2026-11-22T05:00:02Z', '2026-11-22', '{}', 'p3', 'raw.manitou', 2, 80);

insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, receipt, source, event_key, revision, transport, auth_scheme, auth_key_id, received_at, received_day)
values
  ('raw.manitou', 2, 77, 'NEW', '019aa0b3-0000-7000-8000-000000000077', 'manitou', 'manitou:77', 1, 'WEBHOOK', 'HMAC_SHA256', 'east', '2026-11-22T03:00:02Z', '2026-11-22'),
  ('raw.tracktik', 2, 78, 'NEW', '019aa0b3-0000-7000-8000-000000000078', 'tracktik', 'tracktik:78', 1, 'WEBHOOK', 'STATIC_HEADER', 'autumn-2026', '2026-11-22T03:04:02Z', '2026-11-22'),
  ('raw.manitou', 2, 80, 'NEW', '019aa0b3-0000-7000-8000-000000000080', 'manitou', 'manitou:80', 1, 'WEBHOOK', 'HMAC_SHA256', 'east', '2026-11-22T05:00:02Z', '2026-11-22');

insert into decisions (event_key, revision, decision_number, site_key, client_id, incident_id, source, type, life_safety, occurred_at, service_day,
                       end_state, reason_code, reason, rule_id, rulebook_version, values_seen, charge_key, contract_id, sku, quantity, unit, unit_price,
                       amount, currency, owner_team, service_level, routes, summary, receipt, recorded_at, incident_evidence, decided_contract_id,
                       alternatives, on_test, signal_charge_key, signal_charge_contract_id, signal_charge_sku, signal_charge_quantity,
                       signal_charge_unit, signal_charge_unit_price, signal_charge_amount, signal_charge_currency) values
  -- First it was in review, then an operator joined it to the dispatch.
  ('manitou:77', 1, 1, 'harbor-plaza', 'acme', 'inc-77', 'manitou', 'alarm', false, '2026-11-22T03:00:00Z', '2026-11-22',
   'IN_REVIEW', 'AMBIGUOUS_INCIDENT', 'It may be one incident with tracktik:78 or with tracktik:79.', 'burglary', 4, '{"type": "alarm"}',
   null, null, null, null, null, null, null, null, 'field', 'same-day', '{crm}', 'Burglary alarm at Harbor Plaza', '019aa0b3-0000-7000-8000-000000000077',
   '2020-01-01T03:00:03Z', '[]', 'acme-2026', '[]', null,
   repeat('d1', 32), 'acme-2026', 'signal-volume', 1, 'signal', 0.05, 0.05, 'USD'),
  ('manitou:77', 1, 2, 'harbor-plaza', 'acme', 'inc-77', 'manitou', 'alarm', false, '2026-11-22T03:00:00Z', '2026-11-22',
   'BILLABLE', null, 'A burglary alarm is billed for each response, also on test.', 'burglary', 4, '{"type": "alarm"}',
   repeat('c1', 32), 'acme-2026', 'response', 1, 'dispatch', 45, 45, 'USD', 'field', 'same-day', '{billing,crm}', 'Burglary alarm at Harbor Plaza',
   '019aa0b3-0000-7000-8000-000000000077', '2020-01-01T03:10:00Z',
   '[{"event_key": "tracktik:78", "kind": "RULING", "detail": "seen together on the camera"},
     {"event_key": "tracktik:78", "kind": "REFERENCE", "detail": "both name ticket 4711"}]',
   'acme-2026',
   '[{"rule_id": "fire", "why": "lifeSafety does not hold, lifeSafety=false"},
     {"rule_id": "holiday", "why": "schedule.holiday does not hold, schedule.holiday=false"}]',
   'yearly-test', repeat('d1', 32), 'acme-2026', 'signal-volume', 1, 'signal', 0.05, 0.05, 'USD'),
  ('tracktik:78', 1, 1, 'harbor-plaza', 'acme', 'inc-78', 'tracktik', 'alarm_dispatch', false, '2026-11-22T03:04:00Z', '2026-11-22',
   'BILLABLE', null, 'An alarm response is billed for each dispatch.', 'alarm-response', 4, '{"type": "alarm_dispatch"}',
   repeat('c1', 32), 'acme-2026', 'response', 1, 'dispatch', 45, 45, 'USD', 'field', 'same-day', '{billing,crm}', 'Alarm response at Harbor Plaza',
   '019aa0b3-0000-7000-8000-000000000078', '2020-01-01T03:04:03Z', '[]', 'acme-2026', '[]', null, null, null, null, null, null, null, null, null),
  ('tracktik:78', 1, 2, 'harbor-plaza', 'acme', 'inc-77', 'tracktik', 'alarm_dispatch', false, '2026-11-22T03:04:00Z', '2026-11-22',
   'MERGED', 'SAME_INCIDENT', 'It is one incident with manitou:77, which carries the charge (seen together on the camera).', 'alarm-response', 4,
   '{"type": "alarm_dispatch"}', null, null, null, null, null, null, null, null, 'field', 'same-day', '{crm}', 'Alarm response at Harbor Plaza',
   '019aa0b3-0000-7000-8000-000000000078', '2020-01-01T03:10:01Z', '[{"event_key": "manitou:77", "kind": "RULING", "detail": "seen together on the camera"}]',
   'acme-2026', '[]', null, null, null, null, null, null, null, null, null),
  -- In review, then not, then in review again by two decisions on end.
  ('manitou:80', 1, 1, 'mill-road', 'borealis', 'inc-80', 'manitou', 'alarm', true, '2026-11-22T05:00:00Z', '2026-11-22',
   'IN_REVIEW', 'NO_CONTRACT', 'The client has no contract.', null, 4, '{}', null, null, null, null, null, null, null, null, 'dispatch', 'immediate',
   '{crm}', 'Fire alarm at Mill Road Depot', '019aa0b3-0000-7000-8000-000000000080', '2020-01-01T05:00:03Z', '[]', null, '[]', null,
   null, null, null, null, null, null, null, null),
  ('manitou:80', 1, 2, 'mill-road', 'borealis', 'inc-80', 'manitou', 'alarm', true, '2026-11-22T05:00:00Z', '2026-11-22',
   'NOT_BILLABLE', 'INCLUDED', 'It is in the monthly fee.', 'fire', 4, '{}', null, null, null, null, null, null, null, null, 'dispatch', 'immediate',
   '{crm}', 'Fire alarm at Mill Road Depot', '019aa0b3-0000-7000-8000-000000000080', '2020-01-01T06:00:00Z', '[]', null, '[]', null,
   null, null, null, null, null, null, null, null),
  ('manitou:80', 1, 3, 'mill-road', 'borealis', 'inc-80', 'manitou', 'alarm', true, '2026-11-22T05:00:00Z', '2026-11-22',
   'IN_REVIEW', 'NO_CONTRACT', 'The client has no contract.', null, 5, '{}', null, null, null, null, null, null, null, null, 'dispatch', 'immediate',
   '{crm}', 'Fire alarm at Mill Road Depot', '019aa0b3-0000-7000-8000-000000000080', '2020-01-01T07:00:00Z', '[]', null, '[]', null,
   null, null, null, null, null, null, null, null),
  ('manitou:80', 1, 4, 'mill-road', 'borealis', 'inc-80', 'manitou', 'alarm', true, '2026-11-22T05:00:00Z', '2026-11-22',
   'IN_REVIEW', 'NO_CONTRACT', 'The client has no contract in force.', null, 6, '{}', null, null, null, null, null, null, null, null, 'dispatch', 'immediate',
   '{crm}', 'Fire alarm at Mill Road Depot', '019aa0b3-0000-7000-8000-000000000080', '2020-01-01T08:00:00Z', '[]', null, '[]', null,
   null, null, null, null, null, null, null, null);

insert into charge_lines (line_no, kind, charge_key, event_key, revision, decision_number, reverses, client_id, contract_id, sku, quantity, unit, unit_price,
                          amount, currency, service_day, memo) overriding system value values
  (11, 'CHARGE', repeat('c1', 32), 'tracktik:78', 1, 1, null, 'acme', 'acme-2026', 'response', 1, 'dispatch', 45, 45, 'USD', '2026-11-22',
   'Alarm response at Harbor Plaza'),
  (12, 'CHARGE', repeat('d1', 32), 'manitou:77', 1, 1, null, 'acme', 'acme-2026', 'signal-volume', 1, 'signal', 0.05, 0.05, 'USD', '2026-11-22',
   'Burglary alarm at Harbor Plaza'),
  (13, 'REVERSAL', repeat('c1', 32), 'tracktik:78', 1, 2, 11, 'acme', 'acme-2026', 'response', -1, 'dispatch', 45, -45, 'USD', '2026-11-22',
   'Reversal: It is one incident with manitou:77.'),
  (14, 'CHARGE', repeat('c1', 32), 'manitou:77', 1, 2, null, 'acme', 'acme-2026', 'response', 1, 'dispatch', 45, 45, 'USD', '2026-11-22',
   'Burglary alarm at Harbor Plaza');

insert into live_charges (charge_key, line_no, event_key, claims) values
  (repeat('d1', 32), 12, 'manitou:77', 0), (repeat('c1', 32), 14, 'manitou:77', 0);

insert into charge_conflicts (charge_key, event_key, revision, decision_number, live_line_no, claimed_amount, currency, reason, client_id, contract_id, sku,
                              quantity, unit, unit_price, service_day, memo) values
  (repeat('c1', 32), 'manitou:77', 1, 2, 11, 45, 'USD', 'charge key is live for event tracktik:78 with 45.00 USD', 'acme', 'acme-2026', 'response',
   1, 'dispatch', 45, '2026-11-22', 'Burglary alarm at Harbor Plaza');

insert into sink_writes (sink, event_key, revision, decision_number, status, detail, attempts) values
  ('ledger', 'manitou:77', 1, 2, 'WRITTEN', 'decision recorded', 1),
  ('billing', 'manitou:77', 1, 2, 'WRITTEN', 'charged 45.00 USD, which tracktik:78 gave up', 1);

insert into operator_commands (kind, subject, version, withdrawn, actor, reason, commanded_at, body, kafka_topic, kafka_partition, kafka_offset) values
  ('WINDOW', 'yearly-test', 1, false, 'operator-1', 'yearly inspection', '2026-11-21T10:00:00Z', '{}', 'config.test-windows', 0, 0),
  ('WINDOW', 'yearly-test', 2, false, 'operator-2', 'yearly inspection, a day longer', '2026-11-21T11:00:00Z', '{}', 'config.test-windows', 0, 1),
  ('RULING', 'manitou:77', 1, false, 'operator-1', 'told by the installer', '2026-11-22T03:05:00Z',
   '{"separate": false, "type": "alarm", "accepted": ["UNMAPPED_CODE", "ABSURD_TIME"]}', 'config.rulings', 0, 0),
  ('RULING', 'manitou:77', null, true, null, null, '2026-11-22T03:06:00Z', '{}', 'config.rulings', 0, 1),
  ('RULING', 'manitou:77', 1, false, 'operator-2', 'seen together on the camera', '2026-11-22T03:09:00Z',
   '{"joins": "tracktik:78", "separate": false, "accepted": []}', 'config.rulings', 0, 2);
