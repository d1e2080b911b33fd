import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileError } from "../../platform/errors/file-error.ts";
import type { LogConnection } from "../../platform/log/open-log.ts";
import { readSecret } from "../../platform/secrets/read-secret.ts";
import type { Config } from "../../schemas/config.ts";

/** Of the session: Kafka's own clients take as many. */
const HEARTBEATS = 10;

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the log is, with its password and its authority's certificate read. */
export function logConnection(
  { data, log }: Pick<Config, "data" | "log">,
  environment: Environment,
): LogConnection {
  if (log.kind !== "kafka") return { kind: "embedded", directory: join(data, "log") };
  const { brokers, clientId, sasl, tls, keep, prefix, partitions, compression, replication } = log;
  return {
    kind: "kafka",
    connection: {
      brokers,
      clientId,
      ...(tls !== false && { tls: tls === true ? true : { ca: readAuthority(tls.ca) } }),
      ...(sasl && {
        sasl: {
          mechanism: sasl.mechanism,
          username: sasl.user,
          password: readSecret(sasl.password, environment),
        },
      }),
    },
    prefix,
    partitions,
    compression,
    retentionMs: keep,
    session: { timeoutMs: log.session, heartbeatMs: log.session / HEARTBEATS },
    ...(replication !== undefined && { replication }),
  };
}

function readAuthority(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw fileError(`read ${file}, the authority of the log's brokers`, cause);
  }
}
