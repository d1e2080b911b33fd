import type { Clock } from "../../platform/clock/clock.ts";
import { copyEmbeddedLog, readGroupPositions } from "../../platform/log/copy-embedded-log.ts";
import { beginKafkaCopy } from "../../platform/log/kafka/copy-kafka-log.ts";
import type { LogConnection } from "../../platform/log/open-log.ts";
import type { Logger } from "../../platform/logger/create-logger.ts";
import { TOPICS } from "../../schemas/topics.ts";

const { findings, seriesStates, rejects, proofs, verifications, policies, decisions, events } =
  TOPICS;
/** One after the other: what is derived from another is copied before it, and never ahead of it. */
const IN_ORDER = [
  ...[findings, seriesStates, rejects, proofs, verifications, policies, decisions, events],
];

type Parts = { readonly clock: Clock; readonly logger: Logger };

/** Writes a file of the embedded log; told how many records are copied where that takes long. */
export type CopyLog = (to: string, onRecords: (records: number) => void) => Promise<void>;

/** Notes where the log's groups are now; its copy, taken later, has them there. */
export async function beginLogCopy(connection: LogConnection, parts: Parts): Promise<CopyLog> {
  if (connection.kind === "kafka") {
    const { kind: _, ...settings } = connection;
    const { writeTo } = await beginKafkaCopy({ ...settings, ...parts, topics: IN_ORDER });
    return writeTo;
  }
  const { directory } = connection;
  const positions = readGroupPositions(directory);
  return async (to) => copyEmbeddedLog(directory, to, positions);
}
