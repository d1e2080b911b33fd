import { createHash } from "node:crypto";
import { z } from "zod";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import { toLsn } from "./backup-label.ts";

const CHECKSUM_LINE = '\n"Manifest-Checksum"';
/** Tablespaces may lie in files of their own. */
const ELSEWHERE = /^pg_tblspc\//;
/** Left out by pg_verifybackup as well: `pg_basebackup -R` writes them after the manifest. */
const UNHELD = /^(?:postgresql\.auto\.conf|recovery\.signal|standby\.signal|pg_wal\/.*)$/;
const LSN = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/;
const SHOWN_MAX = 5;

const manifestSchema = z.object({
  Files: z.array(
    z.object({
      Path: z.string().optional(),
      Size: z.int().nonnegative(),
      "Checksum-Algorithm": z.string().optional(),
      Checksum: z.string().optional(),
    }),
  ),
  "WAL-Ranges": z.array(z.object({ "End-LSN": z.string().regex(LSN) })).optional(),
  "Manifest-Checksum": z.string(),
});

export type SeenFile = { readonly sizeBytes: number; readonly crc: number };
export type ManifestFacts = {
  /** Null where every file is as the manifest says. */
  readonly fault: Bilingual | null;
  readonly files: number;
  /** Not held against a checksum: it is of a kind not made here, or the file may differ. */
  readonly unsummed: number;
  /** Where the log ends that the backup needs; null where it is not said. */
  readonly endLsn: bigint | null;
};

/**
 * Holds the files of a base backup against its `backup_manifest` (PostgreSQL documentation, "Backup
 * Manifest Format"): each there, of its size, with its CRC-32C, but what pg_verifybackup
 * leaves out too.
 */
export function checkManifest(bytes: Buffer, seen: ReadonlyMap<string, SeenFile>): ManifestFacts {
  const facts = { fault: null, files: 0, unsummed: 0, endLsn: null };
  const manifest = parseManifest(bytes);
  if (!manifest) return { ...facts, fault: MALFORMED };
  const wrong: string[] = [];
  let unsummed = 0;
  for (const file of manifest.Files) {
    const { Path: path, Size: sizeBytes } = file;
    const found = path === undefined ? undefined : seen.get(path);
    const isUnheld = path === undefined || UNHELD.test(path) || (!found && ELSEWHERE.test(path));
    const isSummed = file["Checksum-Algorithm"] === "CRC32C" && file.Checksum !== undefined;
    if (isUnheld || !isSummed) unsummed += 1;
    if (isUnheld) continue;
    const isRight =
      found?.sizeBytes === sizeBytes && (!isSummed || toHex(found.crc) === file.Checksum);
    if (!isRight) wrong.push(path);
  }
  const [, high, low] = LSN.exec(manifest["WAL-Ranges"]?.at(-1)?.["End-LSN"] ?? "") ?? [];
  const endLsn = high && low ? toLsn(high, low) : null;
  return { ...facts, files: manifest.Files.length, unsummed, endLsn, fault: tellWrong(wrong) };
}

/** Null where it is none, or does not agree with its own SHA-256. */
function parseManifest(bytes: Buffer): z.infer<typeof manifestSchema> | null {
  const end = bytes.lastIndexOf(CHECKSUM_LINE) + 1;
  if (end === 0) return null;
  const sum = createHash("sha256").update(bytes.subarray(0, end)).digest("hex");
  try {
    const manifest = manifestSchema.safeParse(JSON.parse(bytes.toString("utf8"))).data;
    return manifest?.["Manifest-Checksum"] === sum ? manifest : null;
  } catch {
    return null;
  }
}

/** The bytes of a CRC in the order in which they lie in memory, as PostgreSQL writes it. */
function toHex(crc: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc);
  return bytes.toString("hex");
}

function tellWrong(wrong: readonly string[]): Bilingual | null {
  if (wrong.length === 0) return null;
  const shown = wrong.slice(0, SHOWN_MAX).join(", ");
  return {
    en: `Files that are missing or not as the backup's manifest says: ${wrong.length} (${shown}).`,
    fr: `Fichiers absents ou non conformes au manifeste de la sauvegarde : ${wrong.length} (${shown}).`,
  };
}

const MALFORMED = {
  en: "The backup's manifest is none, or does not agree with its own checksum.",
  fr: "Le manifeste de la sauvegarde n'en est pas un, ou ne correspond pas à sa propre somme de contrôle.",
};
