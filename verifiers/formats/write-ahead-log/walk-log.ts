import { DamagedCopy } from "../damaged-copy.ts";
import { createByteReader } from "../reading/create-byte-reader.ts";
import { type LogRecord, type OpenRecord, openRecord } from "./read-record.ts";
import {
  LOG_PAGE_BYTES,
  nameSegment,
  readSegmentHeader,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
} from "./segment-header.ts";

const PAGE_HEADER_BYTES = 24;
const ALIGNMENT = 8;
const TIMELINE_DIGITS = 8;
const [CONTINUES, LONG_HEADER, OVERWRITES] = [0x1, 0x2, 0x8];
export const NO_SEGMENT = {
  en: "A file of the log does not begin as the segment that its name says.",
  fr: "Un fichier du journal ne commence pas comme le segment que son nom annonce.",
};

/** A part of the log without a gap. LSNs are bytes since its beginning. */
export type LogRun = {
  readonly timeline: number;
  readonly segmentBytes: number;
  readonly startLsn: bigint;
  /** Of the last record that is whole and agrees with its CRC. */
  readonly endLsn: bigint;
  /** Where a record is damaged or cut, although the log goes on after it. */
  readonly damagedLsn: bigint | null;
  /** The latest end of a transaction, in microseconds since 1970. */
  readonly lastEndMicros: bigint | null;
  readonly backupEnds: readonly BackupEnd[];
  /** Whether an extension wrote records of its own kind. */
  readonly hasCustom: boolean;
  /** The last record that makes a tablespace; null: there is none. */
  readonly tablespaceLsn: bigint | null;
};
export type BackupEnd = {
  /** Where the backup began. */
  readonly startLsn: bigint;
  readonly endLsn: bigint;
  readonly lastEndMicros: bigint | null;
};

type Run = { -readonly [Key in keyof LogRun]: LogRun[Key] } & {
  backupEnds: BackupEnd[];
  magic: number;
  systemIdentifier: bigint;
  /** Where its last segment ends. */
  nextLsn: bigint;
  open: OpenRecord | null;
  /** Bytes of a record whose beginning is not here. */
  skipBytes: number;
  state: "reading" | "switched" | "ended";
};

/**
 * Follows the records of a write-ahead log through its segments, each agreeing with its CRC. Where
 * segments come in their order, records are followed from one to the next.
 */
export function createLogWalk() {
  const runs: Run[] = [];
  async function readSegment(name: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const reader = createByteReader(bytes);
    let page = await reader.takeUpTo(LOG_PAGE_BYTES);
    const header = readSegmentHeader(page);
    if (!header) throw new DamagedCopy(NO_SEGMENT);
    // The first page of a timeline's first segment may still be of the timeline before.
    const timeline = Number.parseInt(name.slice(0, TIMELINE_DIGITS), 16);
    const { startLsn, segmentBytes } = header;
    if (nameSegment(timeline, startLsn, segmentBytes) !== name) throw new DamagedCopy(NO_SEGMENT);
    const run = continueRun(runs, { ...header, timeline });
    let lsn = startLsn;
    for (; page.length === LOG_PAGE_BYTES && lsn < run.nextLsn; lsn += BigInt(LOG_PAGE_BYTES)) {
      readPage(run, page, lsn);
      page = await reader.takeUpTo(LOG_PAGE_BYTES);
    }
    if (lsn < run.nextLsn || page.length > 0) markDamaged(run);
    if (run.state === "switched") {
      run.endLsn = run.nextLsn;
      run.state = "reading";
    }
  }
  return { readSegment, runs: (): readonly LogRun[] => runs };
}

/** The run that the segment goes on with, or a new one. */
function continueRun(runs: Run[], header: SegmentHeader): Run {
  const { timeline, segmentBytes, startLsn, magic, systemIdentifier } = header;
  const last = runs.at(-1);
  const nextLsn = startLsn + BigInt(segmentBytes);
  const isOfSame = last?.timeline === timeline && last.systemIdentifier === systemIdentifier;
  if (last?.nextLsn === startLsn && isOfSame) {
    last.nextLsn = nextLsn;
    return last;
  }
  const run: Run = {
    ...{
      timeline,
      segmentBytes,
      startLsn,
      magic,
      systemIdentifier,
      nextLsn,
      endLsn: startLsn,
      damagedLsn: null,
    },
    ...{ lastEndMicros: null, backupEnds: [], hasCustom: false, tablespaceLsn: null },
    ...{ open: null, skipBytes: 0, state: "reading" },
  };
  runs.push(run);
  return run;
}

function readPage(run: Run, page: Buffer, lsn: bigint): void {
  if (run.state === "switched") return;
  const info = page.readUInt16LE(2);
  const isOwn = page.readBigUInt64LE(8) === lsn;
  // The page of an older segment whose file is used again, or an empty one: the log ends.
  if (!isOwn) {
    run.state = "ended";
    return;
  }
  if (run.state === "ended" || page.readUInt16LE(0) !== run.magic) {
    markDamaged(run);
    return;
  }
  const restBytes = info & CONTINUES ? page.readUInt32LE(16) : 0;
  if (run.open && restBytes !== run.open.missingBytes()) {
    if ((info & OVERWRITES) === 0) markDamaged(run);
    run.open = null;
  }
  if (!run.open) run.skipBytes = restBytes;
  const headerBytes = info & LONG_HEADER ? SEGMENT_HEADER_BYTES : PAGE_HEADER_BYTES;
  readRecords(run, page, { lsn, from: headerBytes });
}

function readRecords(run: Run, page: Buffer, { lsn, from }: { lsn: bigint; from: number }): void {
  let at = from;
  while (at < page.length && run.state === "reading") {
    if (run.skipBytes > 0) {
      const skipped = Math.min(run.skipBytes, page.length - at);
      run.skipBytes -= skipped;
      at = align(at + skipped);
      continue;
    }
    if (!run.open) {
      const totalBytes = page.readUInt32LE(at);
      if (totalBytes === 0) {
        endWithin(run, page.subarray(at));
        return;
      }
      run.open = openRecord(lsn + BigInt(at), totalBytes);
    }
    if (!run.open) {
      markDamaged(run);
      return;
    }
    const bytes = page.subarray(at, at + run.open.missingBytes());
    run.open.add(bytes);
    at = align(at + bytes.length);
    if (run.open.missingBytes() > 0) return;
    const record = run.open.close();
    run.open = null;
    if (record) note(run, record, lsn + BigInt(at));
    else markDamaged(run);
  }
}

/** A page is emptied before its first record is written: what follows its last one is zero. */
function endWithin(run: Run, rest: Buffer): void {
  if (rest.some((byte) => byte !== 0)) markDamaged(run);
  run.state = "ended";
}

function note(run: Run, record: LogRecord, endLsn: bigint): void {
  const { endedAtMicros, endsBackupOf } = record;
  run.endLsn = endLsn;
  run.hasCustom ||= record.isCustom;
  if (record.isTablespace) run.tablespaceLsn = record.lsn;
  if (record.isSwitch) run.state = "switched";
  if (endedAtMicros !== null && endedAtMicros > (run.lastEndMicros ?? 0n))
    run.lastEndMicros = endedAtMicros;
  if (endsBackupOf !== null)
    run.backupEnds.push({ startLsn: endsBackupOf, endLsn, lastEndMicros: run.lastEndMicros });
}

function markDamaged(run: Run): void {
  run.damagedLsn ??= run.endLsn;
  run.state = "ended";
}

function align(at: number): number {
  return at + (-at & (ALIGNMENT - 1));
}
