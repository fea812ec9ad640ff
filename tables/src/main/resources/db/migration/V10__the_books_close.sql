-- The closes of the books: a chain, one for each day. A close has every fact row that no close before it has, each as one leaf
-- of its tree; the head says what the tree is and is chained to the head before. See docs/operate/books.md.
create table day_closes (
  close_no   bigint primary key check (close_no > 0),
  day        date not null unique,
  closed_at  timestamptz not null,
  closed_by  text not null,
  -- For each raw topic and partition the first offset that is not in this close.
  cut        jsonb not null,
  leaves     integer not null,
  root       text not null,
  previous   text,
  head       text not null unique,
  -- The head as it was hashed.
  document   text not null,
  -- What a person reads of this close, as it was when the day was closed.
  summary    text not null,
  check ((close_no = 1) = (previous is null))
);
create trigger facts_only before update or delete or truncate on day_closes
  for each statement execute function refuse_change();

-- The leaves in their order. A fact is in one close only.
create table close_leaves (
  close_no  bigint not null references day_closes (close_no),
  leaf_no   integer not null,
  kind      text not null,
  key       text not null,
  leaf      text not null,
  primary key (close_no, leaf_no),
  unique (kind, key)
);
create trigger facts_only before update or delete or truncate on close_leaves
  for each statement execute function refuse_change();

-- The closes whose mail went out.
create table close_mails (
  close_no    bigint primary key references day_closes (close_no),
  message_id  text not null,
  sent_at     timestamptz not null default now()
);

-- The alarms that were mailed because a day could not be closed: one for each day and kind of trouble.
create table close_alarms (
  day         date not null,
  kind        text not null,
  message_id  text not null,
  sent_at     timestamptz not null default now(),
  primary key (day, kind)
);

do $$
begin
  if exists (select from pg_roles where rolname = '${readerRole}') then
    execute 'grant select on day_closes, close_leaves, close_mails, close_alarms to ${readerRole}';
  end if;
  if exists (select from pg_roles where rolname = '${operatorRole}') then
    execute 'grant select, insert on day_closes, close_leaves, close_mails, close_alarms to ${operatorRole}';
  end if;
end $$;
