import { backupFacts } from "../backup-facts.ts";
import type { Findings } from "../create-reader.ts";
import type { TarMember } from "../tar/split-tar.ts";
import { createPageCheck } from "./check-pages.ts";
import { DIRECTORY_FAULTS } from "./directory-faults.ts";
import { readControl } from "./read-control.ts";

const SMALL_FILE_BYTES_MAX = 64 * 1_024;
/** Files that hold pages: tables, indexes and their forks, of databases and of the cluster. */
const RELATION =
  /^(?:base\/[0-9]+|global|pg_tblspc\/[0-9]+\/[^/]+\/[0-9]+)\/[0-9]+(?:_(?:fsm|vm|init))?(?:\.([0-9]+))?$/;
const START_LSN = /^START WAL LOCATION: ([0-9A-F]+)\/([0-9A-F]+) /m;
const NO_VERSION = {
  en: "PG_VERSION holds no version.",
  fr: "PG_VERSION ne contient pas de version.",
};

export type DirectoryWatch = {
  readonly see: (member: Pick<TarMember, "name" | "kind" | "offset" | "bytes">) => Promise<void>;
  /** Null where what was seen is no data directory. */
  readonly judge: () => (Findings & { readonly format: string }) | null;
};

/**
 * Watches the files of a PostgreSQL data directory go by: PG_VERSION, pg_control with its CRC, and
 * the checksum of each page where the cluster has them.
 */
export function createDirectoryWatch(): DirectoryWatch {
  const small = new Map<string, Buffer>();
  const pages = createPageCheck();
  async function see({ name, kind, offset, bytes }: Parameters<DirectoryWatch["see"]>[0]) {
    if (kind !== "file") return;
    const segment = RELATION.exec(name);
    if (segment) return pages.readFile(bytes, { offset, segment: Number(segment[1] ?? 0) });
    if (!["PG_VERSION", "backup_label", "global/pg_control"].includes(name)) return;
    small.set(name, await readSmall(bytes));
  }
  return { see, judge: () => judge(small, pages) };
}

async function readSmall(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length <= SMALL_FILE_BYTES_MAX) pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function judge(small: ReadonlyMap<string, Buffer>, pages: ReturnType<typeof createPageCheck>) {
  const [version, control, label] = ["PG_VERSION", "global/pg_control", "backup_label"].map(
    (name) => small.get(name),
  );
  if (!version) return null;
  const format = "data-directory";
  const engineVersion = version.toString("latin1").trim();
  if (!/^[0-9]{1,3}(\.[0-9])?$/.test(engineVersion))
    return { format, verdict: "damaged" as const, reasons: [NO_VERSION] };
  const backup = backupFacts({ type: label ? "base-backup" : "image", engineVersion });
  const damaged = { format, verdict: "damaged" as const, backup };
  if (!control) return { ...damaged, reasons: [DIRECTORY_FAULTS.noControl] };
  const facts = readControl(control);
  if (!facts) return { ...damaged, reasons: [DIRECTORY_FAULTS.damagedControl] };
  const { checksums } = facts;
  const startLsn = label ? readStart(label) : null;
  const found = pages.judge({ checksums, startLsn });
  const firstLsn = startLsn === null ? null : String(startLsn);
  return { format, ...found, backup: { ...backup, checksums, firstLsn } };
}

function readStart(label: Buffer): bigint | null {
  const [, high, low] = START_LSN.exec(label.toString("latin1")) ?? [];
  return high && low ? (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`) : null;
}
