import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { createPackedMemory, type PackedAssets } from "./create-packed-memory.ts";
import { LostStateError } from "./lost-state-error.ts";
import { createSlotSizes } from "./slot-sizes.ts";

const OWNER_ONLY = 0o600;
/** How many bytes follow, and their checksum. */
const HEAD_BYTES = 8;
/** So that nothing but zeros is no record of nothing. */
const SEED = 1;
/** After a fault so many are kept in memory before the file is tried again. */
const PAUSE = 1_000;

export type PackedFile = PackedAssets & {
  /** How long the file is, and what lies in memory as the file did not take it. */
  readonly taken: () => { readonly fileBytes: number; readonly memoryBytes: number };
  readonly close: () => void;
};

/**
 * A file for what sleeps, made anew: it is no record, what it holds follows from the log. What it
 * does not take stays in memory, which `onFault` is told.
 */
export function openPackedFile(path: string, onFault: (error: unknown) => void): PackedFile {
  const memory = createPackedMemory();
  const slots = createSlotSizes();
  let buffer = Buffer.alloc(65_536);
  let pause = 0;
  let isClosed = false;
  const file = attempt(() => open(path));

  function attempt<T>(act: () => T): T | null {
    try {
      return act();
    } catch (error) {
      pause = PAUSE;
      onFault(error);
      return null;
    }
  }

  function put(packed: Uint8Array): number {
    if (pause > 0) pause -= 1;
    const place = file === null || pause > 0 ? null : slots.take(HEAD_BYTES + packed.length);
    if (place === null) return inMemory(packed);
    if (attempt(() => write(place, packed))) return place;
    slots.free(place);
    return inMemory(packed);
  }

  /** Below zero, as the file's own are not. */
  const inMemory = (packed: Uint8Array) => -1 - memory.put(packed);

  function write(place: number, packed: Uint8Array): true {
    const length = HEAD_BYTES + packed.length;
    if (buffer.length < length) buffer = Buffer.alloc(slots.bytesOf(place));
    buffer.writeUInt32LE(packed.length, 0);
    buffer.writeUInt32LE(crc32(packed, SEED), 4);
    buffer.set(packed, HEAD_BYTES);
    const written = writeSync(file ?? -1, buffer, 0, length, slots.offsetOf(place));
    if (written < length) throw new Error(`only ${written} of ${length} bytes were written`);
    return true;
  }

  function read(place: number): Uint8Array {
    if (place < 0) return memory.read(-1 - place);
    try {
      return readSlot(place);
    } catch (error) {
      throw new LostStateError(path, error);
    }
  }

  function readSlot(place: number): Uint8Array {
    // Another file may have its number by now.
    if (isClosed) throw new Error("it is closed");
    const most = slots.bytesOf(place);
    if (buffer.length < most) buffer = Buffer.alloc(most);
    const got = readSync(file ?? -1, buffer, 0, most, slots.offsetOf(place));
    return takeWhole(buffer.subarray(0, got));
  }

  return {
    ...{ put, read },
    drop: (place) => (place < 0 ? memory.drop(-1 - place) : slots.free(place)),
    taken: () => ({ fileBytes: slots.endBytes(), memoryBytes: memory.bytes() }),
    close: () => {
      if (file !== null && !isClosed) closeSync(file);
      isClosed = true;
      rmSync(path, { force: true });
    },
  };
}

function takeWhole(got: Buffer): Uint8Array {
  const length = got.length < HEAD_BYTES ? 0 : got.readUInt32LE(0);
  if (got.length < HEAD_BYTES + length)
    throw new Error(`only ${got.length} of ${HEAD_BYTES + length} bytes are there`);
  const packed = got.subarray(HEAD_BYTES, HEAD_BYTES + length);
  if (crc32(packed, SEED) !== got.readUInt32LE(4)) throw new Error("they are not what they were");
  return packed;
}

/** Another process that reads on in the one before has it still, without a name. */
function open(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  return openSync(path, "wx+", OWNER_ONLY);
}
