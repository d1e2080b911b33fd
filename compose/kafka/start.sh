#!/bin/sh
# Starts the broker with the password from its secret, which never stands in an argument or a variable of others.
set -eu
umask 077

kafka=${KAFKA_HOME:-/opt/kafka}
settings=${KAFKA_SETTINGS:-/etc/vigie/server.properties}
secret=${KAFKA_SECRET:-/run/secrets/log}
made=${KAFKA_MADE:-/tmp}

password=$(cat "$secret")
module=org.apache.kafka.common.security.plain.PlainLoginModule
login="$module required username=\"vigie\" password=\"$password\""

{
  cat "$settings"
  echo "listener.name.client.plain.sasl.jaas.config=$login user_vigie=\"$password\";"
} >"$made/server.properties"

# What the health check asks with.
{
  echo "security.protocol=SASL_PLAINTEXT"
  echo "sasl.mechanism=PLAIN"
  echo "sasl.jaas.config=$login;"
} >"$made/client.properties"

# An identity, no secret: the same at each start.
"$kafka/bin/kafka-storage.sh" format --ignore-formatted \
  --cluster-id dmlnaWUtY29tcG9zZS0wMQ --config "$made/server.properties"
exec "$kafka/bin/kafka-server-start.sh" "$made/server.properties"
