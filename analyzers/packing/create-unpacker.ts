import type { Shapes } from "./shapes.ts";
import { TAGS } from "./tags.ts";

/** Gives what `createPacker` packed with the same shapes: equal, with all that was shared in it. */
export function createUnpacker(shapes: Shapes): (packed: Uint8Array) => unknown {
  const unpacker = new Unpacker(shapes);
  return (packed) => unpacker.unpack(packed);
}

class Unpacker {
  readonly #shapes: Shapes;
  #bytes = Buffer.alloc(0);
  #view: DataView = new DataView(this.#bytes.buffer);
  #at = 0;
  #objects: object[] = [];
  #texts: string[] = [];

  constructor(shapes: Shapes) {
    this.#shapes = shapes;
  }

  unpack(packed: Uint8Array): unknown {
    const { buffer, byteOffset, byteLength } = packed;
    this.#bytes = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
    this.#view = new DataView(buffer, byteOffset, byteLength);
    this.#texts = this.#takeTexts(this.#view.getUint32(0));
    this.#at = 4;
    try {
      return this.#take();
    } finally {
      this.#objects = [];
      this.#texts = [];
    }
  }

  #takeByte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  #takeCount(): number {
    let count = this.#takeByte();
    if (count < 128) return count;
    count -= 128;
    for (let unit = 128; ; unit *= 128) {
      const next = this.#takeByte();
      if (next < 128) return count + next * unit;
      count += (next - 128) * unit;
    }
  }

  #take(): unknown {
    const tag = this.#takeByte();
    if (tag >= TAGS.SMALL) return tag - TAGS.SMALL;
    switch (tag) {
      case TAGS.null:
        return null;
      case TAGS.undefined:
        return undefined;
      case TAGS.true:
        return true;
      case TAGS.false:
        return false;
      case TAGS.double:
        this.#at += 8;
        return this.#view.getFloat64(this.#at - 8);
      case TAGS.bigint:
        this.#at += 8;
        return this.#view.getBigInt64(this.#at - 8);
      case TAGS.string:
        return this.#texts[this.#takeCount()];
      case TAGS.known:
        return this.#objects[this.#takeCount()];
      default:
        return this.#takeObject(tag);
    }
  }

  #takeObject(tag: number): object {
    switch (tag) {
      case TAGS.object:
        return this.#takePlain();
      case TAGS.array:
        return this.#takeArray();
      case TAGS.map:
        return this.#takeMap();
      case TAGS.set:
        return this.#takeSet();
      case TAGS.bytes:
        return this.#keep(new Uint8Array(this.#takeBuffer()));
      case TAGS.floats:
        return this.#keep(new Float32Array(this.#takeBuffer()));
      case TAGS.doubles:
        return this.#keep(new Float64Array(this.#takeBuffer()));
      default:
        throw new RangeError(`packed bytes have no ${tag}`);
    }
  }

  /** Before what is in it, which may be itself. */
  #keep<T extends object>(object: T): T {
    this.#objects.push(object);
    return object;
  }

  #takePlain(): object {
    const { keys, blank } = this.#shapes.at(this.#takeCount());
    const object: Record<string, unknown> = this.#keep({ ...blank });
    for (const key of keys) object[key] = this.#take();
    return object;
  }

  #takeArray(): object {
    const array = this.#keep<unknown[]>([]);
    for (let left = this.#takeCount(); left > 0; left -= 1) array.push(this.#take());
    return array;
  }

  #takeMap(): object {
    const map = this.#keep(new Map<unknown, unknown>());
    for (let left = this.#takeCount(); left > 0; left -= 1) map.set(this.#take(), this.#take());
    return map;
  }

  #takeSet(): object {
    const set = this.#keep(new Set<unknown>());
    for (let left = this.#takeCount(); left > 0; left -= 1) set.add(this.#take());
    return set;
  }

  /** Of its own, as it may grow. */
  #takeBuffer(): ArrayBuffer {
    const length = this.#takeCount();
    const from = this.#bytes.byteOffset + this.#at;
    this.#at += length;
    return this.#bytes.buffer.slice(from, from + length);
  }

  #takeTexts(textsAt: number): string[] {
    this.#at = textsAt;
    const lengths: number[] = [];
    for (let left = this.#takeCount(); left > 0; left -= 1) lengths.push(this.#takeCount());
    const encoding = this.#takeByte() === 1 ? "utf16le" : "latin1";
    const chars = this.#bytes.toString(encoding, this.#at);
    let from = 0;
    return lengths.map((length) => {
      from += length;
      return chars.slice(from - length, from);
    });
  }
}
