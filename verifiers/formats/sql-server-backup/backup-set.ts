import type { BackupDescription } from "./backup-description.ts";
import { type ContainerTally, createContainerTally } from "./container-tally.ts";
import { PageJudge } from "./judge-pages.ts";
import { readPackedDate } from "./packed-date.ts";
import type { PageSink } from "./page.ts";

export type SetKind = "full" | "differential" | "log";

const NORMAL = 0x04;
const DIFFERENTIAL = 0x08;
const INCREMENTAL = 0x10;
const ATTRIBUTES_AT = 52;
const PHYSICAL_ADDRESS_AT = 80;
const WRITTEN_AT = 88;
const ZONE_AT = 95;
const SSET_BYTES_MIN = 96;
/** The time zone's offset is in quarters of an hour; 127 is "unknown", beyond 14 hours is none. */
const ZONE_QUARTERS_MAX = 56;
const QUARTER_MS = 15 * 60_000;

/** What the block SSET says, by the Microsoft Tape Format 1.00a. */
export type SetStart = {
  /** Null where the attributes name none. */
  readonly kind: SetKind | null;
  /** Where it says that it stands, in bytes. */
  readonly physicalAddress: number;
  readonly writtenLocalMs: number | null;
  /** To be taken from local times; null where it is unknown. */
  readonly zoneOffsetMs: number | null;
};

/** Null where the block is too short for its fields. */
export function readSetStart(block: Uint8Array): SetStart | null {
  if (block.length < SSET_BYTES_MIN) return null;
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const quarters = view.getInt8(ZONE_AT);
  return {
    kind: kindOf(view.getUint32(ATTRIBUTES_AT, true)),
    physicalAddress: Number(view.getBigUint64(PHYSICAL_ADDRESS_AT, true)),
    writtenLocalMs: readPackedDate(block.subarray(WRITTEN_AT, WRITTEN_AT + 5)),
    zoneOffsetMs: Math.abs(quarters) <= ZONE_QUARTERS_MAX ? quarters * QUARTER_MS : null,
  };
}

function kindOf(attributes: number): SetKind | null {
  if (attributes & DIFFERENTIAL) return "differential";
  if (attributes & INCREMENTAL) return "log";
  return attributes & NORMAL ? "full" : null;
}

/** One backup set, as far as it has been read. */
export type BackupSet = {
  /** Bytes into the source: of the first set, where its media starts. */
  readonly offset: number;
  start: SetStart | null;
  before: BackupDescription | null;
  after: BackupDescription | null;
  readonly container: ContainerTally;
  readonly pages: PageJudge;
  /** Where its first pages are; null before them. */
  pagesOffset: number | null;
  hasLog: boolean;
  /** As the streams' attributes say. */
  isCompressed: boolean;
  isEncrypted: boolean;
  /** Its data does not have the length of pages. */
  isOtherThanPages: boolean;
  endOffset: number;
};

export function createBackupSet(offset: number, sink: PageSink | null): BackupSet {
  return {
    offset,
    start: null,
    before: null,
    after: null,
    container: createContainerTally(),
    pages: new PageJudge(sink),
    pagesOffset: null,
    hasLog: false,
    isCompressed: false,
    isEncrypted: false,
    isOtherThanPages: false,
    endOffset: offset,
  };
}
