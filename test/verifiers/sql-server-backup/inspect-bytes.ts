import { createSimulatedClock } from "../../../platform/clock/simulated-clock.ts";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import type { Inspection } from "../../../schemas/inspection.ts";
import { inspectBackup } from "../../../verifiers/formats/sql-server-backup/inspect-backup.ts";

export function toSource(bytes: Uint8Array, chunkBytes = 65_536): ByteSource {
  return {
    sizeBytes: bytes.length,
    read: async function* ({ start = 0, end = bytes.length } = {}) {
      for (let at = start; at < end; at += chunkBytes)
        yield bytes.subarray(at, Math.min(at + chunkBytes, end));
    },
  };
}

/** Container and pages alone. */
export function inspectBytes(
  bytes: Uint8Array,
  chunkBytes?: number,
): Promise<readonly Inspection[]> {
  return inspectBackup(toSource(bytes, chunkBytes), {
    clock: createSimulatedClock(0),
    signal: new AbortController().signal,
    withTables: false,
  });
}

/** The verdict of all sets together. */
export function worstOf(inspections: readonly Inspection[]): Inspection["verdict"] {
  const verdicts = inspections.map(({ verdict }) => verdict);
  if (verdicts.includes("damaged")) return "damaged";
  return verdicts.includes("unknown") ? "unknown" : "sound";
}
