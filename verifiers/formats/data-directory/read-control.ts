import { crc32c } from "./crc32c.ts";

const CONTROL_FILE_BYTES = 8_192;
/**
 * Where versions 12 to 18 keep the CRC of pg_control, on any platform: after a structure of 200 to
 * 400 bytes.
 */
const CRC_AT_MIN = 200;
const CRC_AT_MAX = 400;
const CONTROL_VERSION_AT = 8;
/** Of the latest checkpoint, in seconds since 1970. */
const CHECKPOINT_TIME_AT = 104;
const MS_PER_SECOND = 1_000;
/** Before the CRC: the nonce of 32 bytes; from 18 on the sign of char and its padding too. */
const CHECKSUMS_BEFORE_CRC = 36;
const CHECKSUMS_BEFORE_CRC_18 = 40;
const CONTROL_VERSION_18 = 1_800;
/** Before the field that tells of page checksums. */
const BY_VALUE_BEFORE = 4;
const SEGMENT_BYTES_BEFORE = 24;

/** What pg_control says of a cluster (catalog/pg_control.h). */
export type ControlFile = {
  /** Whether pages have checksums. */
  readonly checksums: boolean;
  /** Whether a server of 64 bits wrote it; PGlite has 32. Neither starts on the other's. */
  readonly is64Bit: boolean;
  /** When its latest checkpoint began: a base backup of it ended later. */
  readonly checkpointAtMs: number;
  /** Of a segment of its write-ahead log. */
  readonly segmentBytes: number;
};

/** Null where it is no pg_control or does not agree with its own CRC-32C. */
export function readControl(control: Uint8Array): ControlFile | null {
  if (control.length !== CONTROL_FILE_BYTES) return null;
  const view = new DataView(control.buffer, control.byteOffset, control.byteLength);
  for (let at = CRC_AT_MIN; at <= CRC_AT_MAX; at += 4) {
    if (view.getUint32(at, true) !== crc32c(control.subarray(0, at))) continue;
    const version = view.getUint32(CONTROL_VERSION_AT, true);
    const checksumsAt =
      at - (version >= CONTROL_VERSION_18 ? CHECKSUMS_BEFORE_CRC_18 : CHECKSUMS_BEFORE_CRC);
    return {
      checksums: view.getUint32(checksumsAt, true) !== 0,
      is64Bit: view.getUint8(checksumsAt - BY_VALUE_BEFORE) !== 0,
      checkpointAtMs: Number(view.getBigInt64(CHECKPOINT_TIME_AT, true)) * MS_PER_SECOND,
      segmentBytes: view.getUint32(checksumsAt - SEGMENT_BYTES_BEFORE, true),
    };
  }
  return null;
}
