import { backupFacts } from "../backup-facts.ts";
import type { Findings } from "../create-reader.ts";
import { DamagedCopy } from "../damaged-copy.ts";
import type { TarMember } from "../tar/split-tar.ts";
import { createLogWalk } from "../write-ahead-log/walk-log.ts";
import { readBackupLabel } from "./backup-label.ts";
import { checkManifest, type ManifestFacts, type SeenFile } from "./check-manifest.ts";
import { createPageCheck } from "./check-pages.ts";
import { crc32c } from "./crc32c.ts";
import { DIRECTORY_FAULTS } from "./directory-faults.ts";
import { judgeWithin } from "./judge-within.ts";
import { readControl } from "./read-control.ts";

const SMALL_FILE_BYTES_MAX = 64 * 1_024;
const MANIFEST = "backup_manifest";
const SMALL_FILES = ["PG_VERSION", "backup_label", "global/pg_control"];
/** What is kept until the manifest can be compared, which may come last. */
const KEPT_MAX = { files: 500_000, manifestBytes: 64 * 2 ** 20 };
/** Files that hold pages: tables, indexes and their forks, of databases and of the cluster. */
const RELATION =
  /^(?:base\/[0-9]+|global|pg_tblspc\/[0-9]+\/[^/]+\/[0-9]+)\/[0-9]+(?:_(?:fsm|vm|init))?(?:\.([0-9]+))?$/;
const SEGMENT = /^pg_wal\/([0-9A-F]{24})$/;
const NO_VERSION = {
  en: "PG_VERSION holds no version.",
  fr: "PG_VERSION ne contient pas de version.",
};

const TOO_LARGE = {
  en: "Its manifest was not compared: the cluster has more files than are kept for that.",
  fr: "Son manifeste n'a pas été comparé : l'instance a plus de fichiers qu'il n'en est retenu pour cela.",
};

type SeenMember = Pick<TarMember, "name" | "kind" | "offset" | "bytes">;
export type DirectoryWatch = {
  /** Reads the member to its end. */
  readonly see: (member: SeenMember) => Promise<void>;
  /** Null where what was seen is no data directory. */
  readonly judge: () => (Findings & { readonly format: string }) | null;
};

/**
 * Watches the files of a PostgreSQL data directory go by: PG_VERSION, pg_control with its CRC, the
 * checksum of each page where the cluster has them, the files of the manifest and the records of
 * the log that it brought.
 */
export function createDirectoryWatch(keptMax = KEPT_MAX): DirectoryWatch {
  const small = new Map<string, Buffer>();
  const files = new Map<string, SeenFile>();
  const pages = createPageCheck();
  const log = watchLog();
  let isTooLarge = false;
  async function see({ name, kind, offset, bytes }: SeenMember) {
    if (kind !== "file") return;
    const { tapped, seen } = sumBytes(bytes);
    const [relation, segment] = [RELATION.exec(name), SEGMENT.exec(name)?.[1]];
    if (relation) await pages.readFile(tapped, { offset, segment: Number(relation[1] ?? 0) });
    else if (segment) await log.see(segment, tapped);
    else if (SMALL_FILES.includes(name))
      small.set(name, await readSmall(tapped, SMALL_FILE_BYTES_MAX));
    else if (name === MANIFEST) small.set(name, await readSmall(tapped, keptMax.manifestBytes));
    for await (const _ of tapped);
    const file = seen();
    isTooLarge ||= files.size >= keptMax.files;
    isTooLarge ||= name === MANIFEST && file.sizeBytes > keptMax.manifestBytes;
    if (!isTooLarge) files.set(name, file);
  }
  return { see, judge: () => judge({ small, files, pages, log, isTooLarge }) };
}

function sumBytes(bytes: AsyncIterable<Buffer>) {
  let [sizeBytes, crc] = [0, 0];
  async function* tapped() {
    for await (const piece of bytes) {
      sizeBytes += piece.length;
      crc = crc32c(piece, crc);
      yield piece;
    }
  }
  return { tapped: tapped(), seen: (): SeenFile => ({ sizeBytes, crc }) };
}

/** A segment that is none is a fault of the log, not of the whole file. */
function watchLog() {
  const walk = createLogWalk();
  let fault: DamagedCopy | null = null;
  return {
    see: async (name: string, bytes: AsyncIterable<Buffer>) => {
      try {
        await walk.readSegment(name, bytes);
      } catch (error) {
        if (!(error instanceof DamagedCopy)) throw error;
        fault ??= error;
      }
    },
    runs: walk.runs,
    fault: () => fault?.fault ?? null,
  };
}

async function readSmall(bytes: AsyncIterable<Buffer>, bytesMax: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length <= bytesMax) pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

type Watched = {
  readonly small: ReadonlyMap<string, Buffer>;
  readonly files: ReadonlyMap<string, SeenFile>;
  readonly pages: ReturnType<typeof createPageCheck>;
  readonly log: ReturnType<typeof watchLog>;
  /** Whether not all was kept that the manifest is held against, or not all of it. */
  readonly isTooLarge: boolean;
};

function judge({ small, files, pages, log, isTooLarge }: Watched) {
  const [version, control, text] = ["PG_VERSION", "global/pg_control", "backup_label"].map((name) =>
    small.get(name),
  );
  if (!version) return null;
  const format = "data-directory";
  const engineVersion = version.toString("latin1").trim();
  if (!/^[0-9]{1,3}(\.[0-9])?$/.test(engineVersion))
    return { format, verdict: "damaged" as const, reasons: [NO_VERSION] };
  const backup = backupFacts({ type: text ? "base-backup" : "image", engineVersion });
  const damaged = { format, verdict: "damaged" as const, backup };
  if (!control) return { ...damaged, reasons: [DIRECTORY_FAULTS.noControl] };
  const facts = readControl(control);
  if (!facts) return { ...damaged, reasons: [DIRECTORY_FAULTS.damagedControl] };
  const { checksums } = facts;
  const label = text ? readBackupLabel(text.toString("latin1")) : null;
  const found = pages.judge({ checksums, startLsn: label?.startLsn ?? null });
  const bytes = small.get(MANIFEST);
  const isCompared = bytes !== undefined && !isTooLarge;
  const manifest: ManifestFacts | null = isCompared ? checkManifest(bytes, files) : null;
  const within = judgeWithin({
    ...{ label, manifest, runs: log.runs(), logFault: log.fault() },
    isSentWhole: bytes !== undefined || files.keys().next().value === "backup_label",
  });
  const isDamaged = found.verdict === "damaged" || within.isDamaged;
  const told = isDamaged && found.verdict !== "damaged" ? [] : found.reasons;
  return {
    ...{ ...found, format, verdict: isDamaged ? ("damaged" as const) : found.verdict },
    reasons: [...told, ...within.reasons, ...(bytes && isTooLarge ? [TOO_LARGE] : [])],
    backup: {
      ...{ ...backup, checksums, lastLsn: within.lastLsn },
      firstLsn: label ? String(label.startLsn) : null,
    },
  };
}
