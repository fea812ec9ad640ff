-- The invoice lines that are not in the topic billing.lines yet. A line's row is made in the transaction that makes the line
-- and goes when Kafka has the line. What was invoiced before this version goes out too: its readers begin with nothing.
create table lines_to_publish (
  line_no  bigint primary key references charge_lines (line_no)
);
insert into lines_to_publish select line_no from charge_lines;

do $$
begin
  if exists (select from pg_roles where rolname = '${readerRole}') then
    execute 'grant select on all tables in schema public to ${readerRole}';
  end if;
end $$;
