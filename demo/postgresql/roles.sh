#!/usr/bin/env bash
# Makes the roles and databases when the database server starts for the first time.
set -euo pipefail
psql -v ON_ERROR_STOP=1 -v tocsin="$TOCSIN_PASSWORD" -v reader="$READER_PASSWORD" -v operator="$OPERATOR_PASSWORD" -v registry="$REGISTRY_PASSWORD" <<'SQL'
create role tocsin login createdb password :'tocsin';
create role tocsin_reader login password :'reader';
create role tocsin_operator login password :'operator';
create role registry login password :'registry';
create database tocsin owner tocsin;
create database registry owner registry;
SQL
