# Marks the instance as a sandbox, as its administrator; run again, it changes nothing.
set -eu
SQLCMDPASSWORD="$(cat /run/secrets/sandbox)"
LOGIN_PASSWORD="$(cat /run/secrets/sandbox-login)"
export SQLCMDPASSWORD LOGIN_PASSWORD
exec /opt/mssql-tools18/bin/sqlcmd -C -S sandbox -U sa -b -i /etc/vigie/mark.sql
