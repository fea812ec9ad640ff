-- What a source's export is compared with: the source's events in a range of time. Also the events of one code of a source.
create index events_by_source_time on events (source, occurred_at);
create index events_by_source_code on events (source, code);
-- When a site was last heard of.
create index events_by_site on events (site_key, occurred_at);
-- What a rule has cost: whether a price is known.
create index decisions_by_rule on decisions (rule_id, service_day) where end_state = 'BILLABLE';
-- What tests have suppressed.
create index decisions_on_test on decisions (on_test, site_key) where on_test is not null;
