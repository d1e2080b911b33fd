import { createFault, type Fault } from "../accept/fault.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
/** What makes one of `[` and `{`, and of `]` and `}`. */
const FOLD = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * The items of a JSON array as they were written, each for its own reader to judge, one more than
 * `itemsMax` at most. They are not parsed here: that would take ten times as long, and the memory
 * for all values at once.
 */
export function splitBatch(body: Uint8Array, itemsMax: number): readonly Uint8Array[] | Fault {
  const first = skipBlanks(body, 0);
  if (body[first] !== OPEN_LIST) return createFault("not-an-event", "a batch must be a JSON array");
  const items: Uint8Array[] = [];
  let depth = 1;
  let start = first + 1;
  for (let at = start; at < body.length; at++) {
    const byte = body[at] ?? 0;
    if (byte === QUOTE) at = endOfText(body, at);
    else if ((byte | FOLD) === OPEN) depth += 1;
    else if ((byte | FOLD) === CLOSE) depth -= 1;
    if (depth > 1 || (depth === 1 && byte !== COMMA)) continue;
    const item = trim(body.subarray(start, at));
    const isEmptyArray = depth === 0 && items.length === 0 && item.length === 0;
    if (!isEmptyArray) items.push(item);
    if (items.length > itemsMax) return items;
    if (depth === 0 && skipBlanks(body, at + 1) === body.length) return items;
    if (depth === 0) return createFault("not-json", "something follows the batch's array");
    start = at + 1;
  }
  return createFault("not-json", "the batch's array does not end");
}

/** Where the text that opens here closes, or the end: at the next quote that nothing escapes. */
function endOfText(body: Uint8Array, opens: number): number {
  for (let at = body.indexOf(QUOTE, opens + 1); at !== -1; at = body.indexOf(QUOTE, at + 1)) {
    let before = at - 1;
    while (body[before] === BACKSLASH) before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
  return body.length;
}

function trim(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && isBlank(bytes[end - 1])) end -= 1;
  return bytes.subarray(Math.min(skipBlanks(bytes, 0), end), end);
}

function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isBlank(bytes[at])) at += 1;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
