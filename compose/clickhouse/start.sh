#!/bin/sh
# Starts the server, which is told the hashes of the passwords alone.
set -eu

sha256() { printf %s "$(cat "$1")" | sha256sum | cut -d ' ' -f 1; }

STORE_SHA256=$(sha256 /run/secrets/store)
STORE_READER_SHA256=$(sha256 /run/secrets/store-reader)
export STORE_SHA256 STORE_READER_SHA256
exec clickhouse-server --config-file=/etc/clickhouse-server/config.xml
