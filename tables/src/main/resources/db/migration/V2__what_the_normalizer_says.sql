-- What a canonical event and a delivery say since the normalizer keeps every road apart. Facts written before have the
-- values that were true then: nothing was known.

alter table deliveries
  add column identity_recipe text,
  add column past_horizon    boolean not null default false,
  add column ignored         text[] not null default '{}';

alter table events
  add column user_number         text,
  add column alarm_level         integer check (alarm_level between 0 and 4),
  add column disposition_code    text,
  add column disposition_name    text,
  add column disposition_mapping text,
  add column time_notes          text[] not null default '{}',
  add column past_horizon        boolean not null default false,
  -- Kinds, states and hashes; the bytes are in the object store.
  add column attachments         jsonb not null default '[]',
  add column redactions          text[] not null default '{}';
