-- What systems outside answered of one event of 2026-11-25. It is in review, and sinks declined or did not answer, so that it waits
-- for several reasons, some of them since the same moment. Written as the sinks would write it.
select ensure_month(parent, '2026-11-25') from unnest('{events,deliveries,decisions}'::text[]) as parent;

insert into deliveries (raw_topic, raw_partition, raw_offset, outcome, receipt, source, event_key, revision, transport, auth_scheme, auth_key_id, received_at,
                        received_day)
values
  ('raw.aura', 1, 90, 'NEW', '019aa0b4-0000-7000-8000-000000000090', 'aura', 'aura:90~b', 1, 'WEBHOOK', 'HMAC_SHA256', 'east', '2026-11-25T05:00:02Z', '2026-11-25');

insert into events (event_key, revision, source, vendor, receipt, site_key, site_id, site_name, client_id, site_ref, type, code, code_scheme, code_name,
                    mapping_source, mapping_version, mapping_entry, life_safety, status, occurred_at, time_basis, time_as_received, zone_as_received,
                    received_at, service_day, review, content_hash, raw_topic, raw_partition, raw_offset) values
  ('aura:90~b', 1, 'aura', 'aura', '019aa0b4-0000-7000-8000-000000000090', 'lock-house', 'lock-house', 'Lock House', 'calder', '12',
   'panic', 'PA', 'sia', 'Panic alarm', 'aura', 1, 'sia:PA', true, null,
   '2026-11-25T05:00:00Z', 'RECEIVED', null, null, '2026-11-25T05:00:02Z', '2026-11-25', '{}', 'o1', 'raw.aura', 1, 90);

insert into decisions (event_key, revision, decision_number, site_key, client_id, incident_id, source, type, life_safety, occurred_at, service_day,
                       end_state, reason_code, reason, rule_id, rulebook_version, values_seen, owner_team, routes, summary, receipt, recorded_at) values
  ('aura:90~b', 1, 1, 'lock-house', 'calder', 'inc-90', 'aura', 'panic', false, '2026-11-25T05:00:00Z', '2026-11-25',
   'NOT_BILLABLE', 'INCLUDED', 'It is in the monthly fee.', 'panic', 4, '{}', 'field', '{pager}', 'Panic alarm at Lock House',
   '019aa0b4-0000-7000-8000-000000000090', '2020-02-01T08:00:00Z'),
  ('aura:90~b', 1, 2, 'lock-house', 'calder', 'inc-90', 'aura', 'panic', true, '2026-11-25T05:00:00Z', '2026-11-25',
   'IN_REVIEW', 'NO_CONTRACT', 'The client has no contract.', null, 5, '{}', 'dispatch', '{pager,dispatch}', 'Panic alarm at Lock House',
   '019aa0b4-0000-7000-8000-000000000090', '2020-02-01T09:00:00Z');

insert into sink_writes (sink, event_key, revision, decision_number, status, detail, attempts) values
  ('ledger', 'aura:90~b', 1, 2, 'WRITTEN', '', 1);

insert into outward_effects (sink, effect_key, event_key, revision, decision_number, state, remote_id, content, sending, first_sent_at, sent_at, token,
                             status, detail, attempts, origin_topic, origin_partition, origin_offset, written_at) values
  -- A charge stands; its reversal is declined.
  ('books', repeat('0a', 32), 'aura:90~b', 1, 1, 'STANDS', '145', 'c', null, null, null, null,
   'WRITTEN', 'invoice made', 1, 'billing.lines', 0, 1, '2020-02-01T08:00:01Z'),
  ('books', repeat('0b', 32), 'aura:90~b', 1, 2, 'ABSENT', null, null, null, null, null, null,
   'REFUSED', 'The period is closed.', 1, 'billing.lines', 0, 2, '2020-02-01T09:00:00Z'),
  ('desk', repeat('0c', 32), 'aura:90~b', 1, 2, 'ABSENT', null, null, null, null, null, null,
   'REFUSED', '', 1, 'decisions', 0, 3, '2020-02-01T09:00:00Z'),
  -- The first try is long ago; later ones, and the way to the dead-letter topic, wrote the row again.
  ('pager', repeat('0d', 32), 'aura:90~b', 1, 2, 'SENDING', null, null, 's', '2020-02-01T10:00:00Z', now(), gen_random_uuid(),
   'DEAD_LETTERED', 'not there yet', 6, 'decisions', 0, 3, now()),
  -- Six minutes are too long, a moment is not; and what only waits its turn has no unknown outcome.
  ('relay', repeat('0e', 32), 'aura:90~b', 1, 2, 'SENDING', null, null, 's', now() - interval '6 minutes', now(), gen_random_uuid(),
   'UNKNOWN_OUTCOME', 'sent, no answer yet', 2, 'decisions', 0, 3, now()),
  ('siren', repeat('0f', 32), 'aura:90~b', 1, 2, 'SENDING', null, null, 's', now(), now(), gen_random_uuid(),
   'UNKNOWN_OUTCOME', 'sent, no answer yet', 1, 'decisions', 0, 3, now()),
  ('tower', repeat('0f', 32), 'aura:90~b', 1, 2, 'ABSENT', null, null, null, null, null, null,
   'RETRYING', 'begun', 1, 'decisions', 0, 3, '2020-02-01T09:00:00Z');
