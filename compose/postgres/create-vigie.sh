#!/bin/sh
# Runs once, on an empty data directory: Vigie's role and its database, which is all that it may touch.
set -eu

psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set secret="${STATE_SECRET:-/run/secrets/state}" <<'SQL'
\set password `cat :secret`
CREATE ROLE vigie LOGIN PASSWORD :'password';
CREATE DATABASE vigie OWNER vigie ENCODING 'UTF8' TEMPLATE template0;
REVOKE CONNECT, TEMPORARY ON DATABASE vigie FROM PUBLIC;
SQL
