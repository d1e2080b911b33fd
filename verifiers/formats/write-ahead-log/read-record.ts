import { crc32c } from "../data-directory/crc32c.ts";

export const RECORD_HEADER_BYTES = 24;
const CRC_AT = 20;
/** XLogRecordMaxSize of access/xlogrecord.h. */
const RECORD_BYTES_MAX = 1_020 * 2 ** 20;
/** Enough of what follows the header to find the time of a commit. */
const BODY_BYTES_KEPT = 64;
const [RM_XLOG, RM_XACT, RM_TABLESPACE, RM_CUSTOM_MIN] = [0, 1, 5, 128];
const TABLESPACE_CREATE = 0x00;
const [XLOG_SWITCH, XLOG_BACKUP_END] = [0x40, 0x50];
const [OPERATION_XLOG, OPERATION_XACT] = [0xf0, 0x70];
/** XLOG_XACT_COMMIT, _ABORT, _COMMIT_PREPARED and _ABORT_PREPARED of access/xact.h. */
const ENDS_TRANSACTION = new Set([0x00, 0x20, 0x30, 0x40]);
/** Block ids of access/xlogrecord.h that come before a record's own data. */
const [ID_SHORT, ID_LONG, ID_ORIGIN, ID_TOPLEVEL] = [255, 254, 253, 252];
/** Of 2000-01-01T00:00:00Z, from which PostgreSQL counts microseconds. */
const EPOCH_MICROSECONDS = 946_684_800_000_000n;

export type LogRecord = {
  /** Where in the log it begins. */
  readonly lsn: bigint;
  /** The rest of its segment is empty. */
  readonly isSwitch: boolean;
  /** Of an extension's own kind. */
  readonly isCustom: boolean;
  /** Makes a tablespace, which lies in a directory of its server. */
  readonly isTablespace: boolean;
  /** Where the base backup began that ends with it; null: it ends none. */
  readonly endsBackupOf: bigint | null;
  /** When the transaction ended that it ends, in microseconds since 1970; null: it ends none. */
  readonly endedAtMicros: bigint | null;
};

/** One record while its bytes come. */
export type OpenRecord = {
  readonly lsn: bigint;
  readonly missingBytes: () => number;
  readonly add: (bytes: Buffer) => void;
  /** Once no byte is missing; null where it does not agree with its CRC-32C. */
  readonly close: () => LogRecord | null;
};

/** Null: no record has this length. */
export function openRecord(lsn: bigint, totalBytes: number): OpenRecord | null {
  if (totalBytes < RECORD_HEADER_BYTES || totalBytes > RECORD_BYTES_MAX) return null;
  const kept = Buffer.alloc(Math.min(totalBytes, RECORD_HEADER_BYTES + BODY_BYTES_KEPT));
  let seen = 0;
  let crc = 0;
  return {
    lsn,
    missingBytes: () => totalBytes - seen,
    add: (bytes) => {
      bytes.copy(kept, Math.min(seen, kept.length));
      const inHeader = Math.min(bytes.length, Math.max(0, RECORD_HEADER_BYTES - seen));
      crc = crc32c(bytes.subarray(inHeader), crc);
      seen += bytes.length;
    },
    close: () => {
      const sum = crc32c(kept.subarray(0, CRC_AT), crc);
      return sum === kept.readUInt32LE(CRC_AT) ? describe(lsn, kept) : null;
    },
  };
}

/** XLogRecord of access/xlogrecord.h, whose data come first in the CRC. */
function describe(lsn: bigint, bytes: Buffer): LogRecord {
  const [info = 0, manager = 0] = bytes.subarray(16, 18);
  const operation = info & OPERATION_XLOG;
  const data = findData(bytes.subarray(RECORD_HEADER_BYTES));
  const ends = manager === RM_XACT && ENDS_TRANSACTION.has(info & OPERATION_XACT);
  const endsBackup = manager === RM_XLOG && operation === XLOG_BACKUP_END;
  return {
    lsn,
    isSwitch: manager === RM_XLOG && operation === XLOG_SWITCH,
    isCustom: manager >= RM_CUSTOM_MIN,
    isTablespace: manager === RM_TABLESPACE && operation === TABLESPACE_CREATE,
    endsBackupOf: endsBackup && data ? data.readBigUInt64LE() : null,
    endedAtMicros: ends && data ? data.readBigInt64LE() + EPOCH_MICROSECONDS : null,
  };
}

/** Of a record without blocks; null where it has none of eight bytes at least. */
function findData(body: Buffer): Buffer | null {
  for (let at = 0; at < body.length; ) {
    const id = body[at];
    if (id === ID_ORIGIN) at += 3;
    else if (id === ID_TOPLEVEL) at += 5;
    else {
      const data =
        id === ID_SHORT ? body.subarray(at + 2) : id === ID_LONG ? body.subarray(at + 5) : null;
      return data && data.length >= 8 ? data : null;
    }
  }
  return null;
}
