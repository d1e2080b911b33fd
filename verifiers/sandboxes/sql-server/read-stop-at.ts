import { readFileSync } from "node:fs";
import { z } from "zod";
import type { BackupSet } from "./read-backup-set.ts";
import type { Trial } from "./trial.ts";

const READ_TIME_ZONE = readFileSync(new URL("./read-time-zone.sql", import.meta.url), "utf8");
const QUARTER_MS = 15 * 60_000;
const UNKNOWN_ZONE = 127;

const zonesSchema = z.array(z.object({ quarters: z.int().nullable() }));

/**
 * An instant as STOPAT takes it: by the clock of the server that was backed up, as that stood when
 * the last log was taken. Null where the backup does not say how that clock stood.
 */
export async function readStopAt(
  { session, signal }: Trial,
  set: BackupSet,
  targetMs: number,
): Promise<string | null> {
  const rows = await session.run(READ_TIME_ZONE, { signal, parameters: { id: set.id } });
  const quarters = zonesSchema.parse(rows)[0]?.quarters ?? UNKNOWN_ZONE;
  if (quarters === UNKNOWN_ZONE) return null;
  return new Date(targetMs + quarters * QUARTER_MS).toISOString().replace("Z", "");
}
