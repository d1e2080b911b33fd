import { deserialize, serialize } from "node:v8";
import type { PackedAssets } from "./create-packed-memory.ts";
import { createPacker } from "./create-packer.ts";
import { createUnpacker } from "./create-unpacker.ts";
import { createShapes } from "./shapes.ts";
import { UnpackableError } from "./unpackable-error.ts";

/** `v8.serialize` begins with 255, which is no length of ours. */
const BY_V8 = 255;

/** Packs plain data into bytes that lie elsewhere, and gives it again, equal. */
export type Packing = {
  /** Gives its place. */
  readonly pack: (value: object) => number;
  /** It is there no more. */
  readonly unpack: (place: number) => unknown;
};

export function createPacking(packed: PackedAssets): Packing {
  const shapes = createShapes();
  const packValue = createPacker(shapes);
  const unpackValue = createUnpacker(shapes);

  function toBytes(value: object): Uint8Array {
    try {
      return packValue(value);
    } catch (error) {
      if (error instanceof UnpackableError) return serialize(value);
      throw error;
    }
  }

  function unpack(place: number): unknown {
    const bytes = packed.read(place);
    const value = bytes[0] === BY_V8 ? deserialize(bytes) : unpackValue(bytes);
    packed.drop(place);
    return value;
  }

  return { pack: (value) => packed.put(toBytes(value)), unpack };
}
