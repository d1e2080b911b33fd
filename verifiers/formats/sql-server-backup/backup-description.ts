import { formatLsn, type Lsn, readLsnOrNull } from "./lsn.ts";
import { readPackedDate } from "./packed-date.ts";

/** Of the blocks before and after the data, the first of the parts of their stream `MQCI`. */
const PART = "SCIN";
const LENGTH_MIN = 112;
const NAME_BYTES_MAX = 512;

/**
 * What SQL Server says of the backup: the stream MQCI of the blocks MSCI (before the data) and
 * MSLS (after it). Offsets as found by comparing real backups of 2005 to 2012; LSNs stand where
 * they do up to 2025, by others' findings.
 */
export type BackupDescription = {
  readonly database: string | null;
  readonly server: string | null;
  readonly engineVersion: string;
  readonly firstLsn: Lsn | null;
  readonly lastLsn: Lsn | null;
  /** In the server's own time, as if it were UTC. */
  readonly startedLocalMs: number | null;
  /** Null in MSCI. */
  readonly finishedLocalMs: number | null;
};

/** Null where the stream is not such a description. */
export function readDescription(stream: Uint8Array): BackupDescription | null {
  if (stream.length < LENGTH_MIN) return null;
  if (Buffer.from(stream.subarray(0, 4)).toString("latin1") !== PART) return null;
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const [build, minor, major] = [view.getUint16(24, true), stream[26], stream[27]];
  return {
    database: readName(stream, view.getUint16(104, true), view.getUint16(106, true)),
    server: readName(stream, view.getUint16(108, true), view.getUint16(110, true)),
    engineVersion: `${major}.${minor}.${build}`,
    firstLsn: readLsnOrNull(view, 32),
    lastLsn: readLsnOrNull(view, 42),
    startedLocalMs: readPackedDate(stream.subarray(77, 82)),
    finishedLocalMs: readPackedDate(stream.subarray(82, 87)),
  };
}

/** Whether two descriptions are of the same backup. */
export function describeSame(one: BackupDescription, other: BackupDescription): boolean {
  return (
    one.database === other.database &&
    one.server === other.server &&
    one.engineVersion === other.engineVersion &&
    one.startedLocalMs === other.startedLocalMs
  );
}

export function lsnText(lsn: Lsn | null): string | null {
  return lsn && formatLsn(lsn);
}

/** UTF-16; what is not for people's eyes is shown as such. */
function readName(stream: Uint8Array, bytes: number, offset: number): string | null {
  if (bytes === 0 || bytes % 2 || bytes > NAME_BYTES_MAX) return null;
  if (offset + bytes > stream.length) return null;
  const text = Buffer.from(stream.subarray(offset, offset + bytes)).toString("utf16le");
  return text.toWellFormed().replaceAll(/\p{Cc}|\p{Cf}/gu, "\ufffd");
}
