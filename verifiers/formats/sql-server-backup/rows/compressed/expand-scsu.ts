/** Offsets of the windows that a text may quote from, and of those that it begins with. */
const STATIC = [0x0000, 0x0080, 0x0100, 0x0300, 0x2000, 0x2080, 0x2100, 0x3000];
const DYNAMIC = [0x0080, 0x00c0, 0x0400, 0x0600, 0x0900, 0x3040, 0x30a0, 0xff00];
const SPECIAL: Readonly<Record<number, number>> = {
  249: 0x00c0,
  250: 0x0250,
  251: 0x0370,
  252: 0x0530,
  253: 0x3040,
  254: 0x30a0,
  255: 0xff60,
};
const HALF = 0x80;
/** Tags of the mode of single bytes. */
const QUOTE_WINDOW = 0x01;
const DEFINE_EXTENDED = 0x0b;
const QUOTE_UNICODE = 0x0e;
const CHANGE_TO_UNICODE = 0x0f;
const CHANGE_WINDOW = 0x10;
const DEFINE_WINDOW = 0x18;
const LITERALS = new Set([0x00, 0x09, 0x0a, 0x0d]);
/** Tags of the Unicode mode. */
const UNICODE_CHANGE_WINDOW = 0xe0;
const UNICODE_DEFINE_WINDOW = 0xe8;
const UNICODE_QUOTE = 0xf0;
const UNICODE_DEFINE_EXTENDED = 0xf1;
const UNICODE_RESERVED = 0xf2;

/**
 * Text in the Standard Compression Scheme for Unicode (Unicode Technical Standard 6); undefined
 * where the bytes are none.
 */
export function expandScsu(bytes: Uint8Array): string | undefined {
  const reader = new ScsuReader(bytes);
  const units: string[] = [];
  while (!reader.isAtEnd()) {
    const unit = reader.next();
    if (unit === null) return undefined;
    units.push(unit);
  }
  return units.join("");
}

class ScsuReader {
  readonly #bytes: Uint8Array;
  readonly #windows = [...DYNAMIC];
  #window = 0;
  #isUnicode = false;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** What the next byte or tag stands for, which may be nothing; null where it cannot be. */
  next(): string | null {
    const byte = this.#take();
    if (byte === null) return null;
    return this.#isUnicode ? this.#readUnicode(byte) : this.#readSingle(byte);
  }

  #readSingle(byte: number): string | null {
    if (byte >= HALF) return write((this.#windows[this.#window] ?? 0) + byte - HALF);
    if (byte >= 0x20 || LITERALS.has(byte)) return write(byte);
    if (byte >= DEFINE_WINDOW) return this.#define(byte - DEFINE_WINDOW);
    if (byte >= CHANGE_WINDOW) return this.#change(byte - CHANGE_WINDOW);
    if (byte === CHANGE_TO_UNICODE) {
      this.#isUnicode = true;
      return "";
    }
    if (byte === QUOTE_UNICODE) return this.#takeUnit();
    if (byte === DEFINE_EXTENDED) return this.#defineExtended();
    return byte < QUOTE_WINDOW + 8 ? this.#quote(byte - QUOTE_WINDOW) : null;
  }

  #readUnicode(byte: number): string | null {
    if (byte < UNICODE_CHANGE_WINDOW || byte > UNICODE_RESERVED) {
      const low = this.#take();
      return low === null ? null : String.fromCharCode((byte << 8) | low);
    }
    if (byte === UNICODE_QUOTE) return this.#takeUnit();
    if (byte === UNICODE_RESERVED) return null;
    this.#isUnicode = false;
    if (byte === UNICODE_DEFINE_EXTENDED) return this.#defineExtended();
    if (byte >= UNICODE_DEFINE_WINDOW) return this.#define(byte - UNICODE_DEFINE_WINDOW);
    return this.#change(byte - UNICODE_CHANGE_WINDOW);
  }

  #change(window: number): string {
    this.#window = window;
    return "";
  }

  #quote(window: number): string | null {
    const byte = this.#take();
    if (byte === null) return null;
    const offset = byte < HALF ? STATIC[window] : (this.#windows[window] ?? 0) - HALF;
    return write((offset ?? 0) + byte);
  }

  #define(window: number): string | null {
    const index = this.#take();
    const offset = index === null ? null : findOffset(index);
    if (offset === null) return null;
    this.#windows[window] = offset;
    return this.#change(window);
  }

  /** Three bits are the window, thirteen its offset above the basic plane. */
  #defineExtended(): string | null {
    const [high, low] = [this.#take(), this.#take()];
    if (high === null || low === null) return null;
    const window = high >> 5;
    this.#windows[window] = 0x1_0000 + HALF * (((high & 0x1f) << 8) | low);
    return this.#change(window);
  }

  #takeUnit(): string | null {
    const [high, low] = [this.#take(), this.#take()];
    return high === null || low === null ? null : String.fromCharCode((high << 8) | low);
  }

  #take(): number | null {
    const byte = this.#bytes[this.#at];
    this.#at += 1;
    return byte ?? null;
  }
}

function findOffset(index: number): number | null {
  if (index > 0x00 && index < 0x68) return index * HALF;
  if (index >= 0x68 && index < 0xa8) return index * HALF + 0xac00;
  return SPECIAL[index] ?? null;
}

function write(codePoint: number): string | null {
  return codePoint > 0x10_ffff ? null : String.fromCodePoint(codePoint);
}
