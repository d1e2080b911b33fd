import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import type { Inspection } from "../../../schemas/inspection.ts";
import type { InspectOptions } from "../format-reader.ts";
import { readAt } from "../reading/read-at.ts";
import { openByteReader } from "./byte-reader.ts";
import { FORMAT } from "./inspect-backup.ts";

/** How a backup starts whose blocks themselves are compressed, encrypted or both. */
const MAGIC = "MSSQLBAK";
const PACKED = {
  en: "The backup is compressed or encrypted: nothing in it can be read without SQL Server.",
  fr: "La sauvegarde est compressée ou chiffrée : rien ne peut y être lu sans SQL Server.",
};

export function isPacked(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, MAGIC.length)).toString("latin1") === MAGIC;
}

/** Null if the backup is not packed as a whole. */
export async function inspectPacked(
  source: ByteSource,
  options: InspectOptions,
): Promise<readonly Inspection[] | null> {
  const startedAtMs = options.clock.nowMs();
  // No more than is needed: the reader of pages begins again.
  const head = await readAt(source, 0, Math.min(MAGIC.length, source.sizeBytes));
  if (!isPacked(head)) return null;
  await using reader = openByteReader(source, options);
  await reader.skip(Number.POSITIVE_INFINITY);
  return [
    {
      format: FORMAT,
      verdict: "unknown",
      reasons: [PACKED],
      backup: null,
      container: null,
      pages: null,
      tables: [],
      bytesRead: reader.position(),
      seconds: secondsSince(options.clock, startedAtMs),
    },
  ];
}
