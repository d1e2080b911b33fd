const NEWLINE = 0x0a;
const RETURN = 0x0d;
const BLANKS = [0x20, 0x09, RETURN];
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** A line without its end; `bytes` is only its head where `bytesTotal` is beyond the limit. */
export type Line = {
  readonly bytes: Uint8Array;
  /** From 1. */
  readonly number: number;
  readonly bytesTotal: number;
};

type Options = {
  /** A longer line is passed over; its head of this many bytes is given. */
  readonly lineBytesMax: number;
};

/**
 * The lines of a stream in bounded memory; ends with LF or CRLF, a byte order mark left out,
 * blank lines counted and passed over.
 */
export async function* splitLines(
  input: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { lineBytesMax }: Options,
): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let bytesKept = 0;
  let bytesTotal = 0;
  let number = 1;

  function take(part: Uint8Array) {
    bytesTotal += part.byteLength;
    const kept = part.subarray(0, Math.max(0, lineBytesMax - bytesKept));
    if (kept.byteLength === 0) return;
    bytesKept += kept.byteLength;
    parts.push(kept);
  }

  function finish(): Line {
    const line = trim(Buffer.concat(parts), number, bytesTotal);
    parts = [];
    bytesKept = 0;
    bytesTotal = 0;
    number++;
    return line;
  }

  for await (const chunk of input) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      take(chunk.subarray(start, end));
      start = end + 1;
      const line = finish();
      if (!isBlank(line)) yield line;
    }
    // Copied: whoever reads may use its buffer again.
    take(Uint8Array.from(chunk.subarray(start)));
  }
  const last = finish();
  if (!isBlank(last)) yield last;
}

function trim(bytes: Uint8Array, number: number, bytesTotal: number): Line {
  const isMarked = number === 1 && BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
  const start = isMarked ? BYTE_ORDER_MARK.length : 0;
  const isWhole = bytes.byteLength === bytesTotal;
  const end = isWhole && bytes.at(-1) === RETURN ? bytes.byteLength - 1 : bytes.byteLength;
  const trimmed = bytes.subarray(start, Math.max(start, end));
  return { bytes: trimmed, number, bytesTotal: isWhole ? trimmed.byteLength : bytesTotal };
}

function isBlank({ bytes, bytesTotal }: Line): boolean {
  return bytesTotal === bytes.byteLength && bytes.every((byte) => BLANKS.includes(byte));
}
