/** Of the longer header, which a segment's first page has. */
export const SEGMENT_HEADER_BYTES = 40;
export const LOG_PAGE_BYTES = 8_192;
const SEGMENT_BYTES_MIN = 2 ** 20;
const SEGMENT_BYTES_MAX = 2 ** 30;
const LONG_HEADER = 0x0002;
/** Each major version counts on from 0xd100 or so. */
const MAGIC_FAMILY = 0xd1;
const LOG_FILE_BYTES = 2n ** 32n;

export type SegmentHeader = {
  /** Of its major version. */
  readonly magic: number;
  readonly timeline: number;
  /** Where in the log it begins. */
  readonly startLsn: bigint;
  readonly segmentBytes: number;
  readonly systemIdentifier: bigint;
};

/**
 * The header of a segment of PostgreSQL's write-ahead log (XLogLongPageHeaderData of
 * access/xlog_internal.h), 9.6 to 18; null where these bytes are none, or have other pages.
 */
export function readSegmentHeader(head: Uint8Array): SegmentHeader | null {
  if (head.length < SEGMENT_HEADER_BYTES) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const magic = view.getUint16(0, true);
  const segmentBytes = view.getUint32(32, true);
  const startLsn = view.getBigUint64(8, true);
  const isPower = (segmentBytes & (segmentBytes - 1)) === 0;
  const fits = segmentBytes >= SEGMENT_BYTES_MIN && segmentBytes <= SEGMENT_BYTES_MAX && isPower;
  if (magic >> 8 !== MAGIC_FAMILY || (view.getUint16(2, true) & LONG_HEADER) === 0 || !fits)
    return null;
  if (startLsn % BigInt(segmentBytes) !== 0n || view.getUint32(36, true) !== LOG_PAGE_BYTES)
    return null;
  const timeline = view.getUint32(4, true);
  return { magic, timeline, startLsn, segmentBytes, systemIdentifier: view.getBigUint64(24, true) };
}

/** The name of the segment with an instant of the log in it, such as `000000010000000000000002`. */
export function nameSegment(timeline: number, lsn: bigint, segmentBytes: number): string {
  const segment = lsn / BigInt(segmentBytes);
  const perFile = LOG_FILE_BYTES / BigInt(segmentBytes);
  const parts = [BigInt(timeline), segment / perFile, segment % perFile];
  return parts.map((part) => part.toString(16).toUpperCase().padStart(8, "0")).join("");
}
