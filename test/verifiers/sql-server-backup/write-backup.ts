import { type PageSpec, writePage } from "./write-page.ts";

/** A backup that no SQL Server wrote, by the same rules, small and of any shape. */
export type BackupSpec = { readonly blockBytes?: 512 | 4096; readonly sets: readonly SetSpec[] };
export type SetSpec = {
  readonly attributes?: number;
  /** One for each MSDA block: pages in order. */
  readonly runs: readonly (readonly PageSpec[])[];
  readonly lastLsn?: readonly [number, number, number];
  /** Of the data's streams. */
  readonly mediaAttributes?: number;
  readonly database?: string;
};

/** Where each thing of a written backup stands. */
export type Part = {
  readonly kind: "block" | "stream" | "page";
  readonly name: string;
  readonly offset: number;
  readonly bytes: number;
};
export type Written = { readonly bytes: Buffer; readonly parts: readonly Part[] };

export const FULL = 0x04;
export const DIFFERENTIAL = 0x08;
export const LOG = 0x10;
const LOGICAL = 1_024;
const STARTED = Buffer.from([0x1f, 0xa9, 0x36, 0xa7, 0x74]);

export function writeBackup({ blockBytes = 512, sets }: BackupSpec): Written {
  const writer = new Writer(blockBytes);
  writer.block("TAPE", {
    fields: tapeFields(blockBytes),
    streams: [["RAID", raid()]],
    upTo: Math.max(LOGICAL, blockBytes),
  });
  writer.mark();
  for (const [index, set] of sets.entries())
    writeSet(writer, set, { number: index + 1, blockBytes });
  return writer.finish();
}

type Place = { readonly number: number; readonly blockBytes: number };

function writeSet(writer: Writer, set: SetSpec, { number, blockBytes }: Place): void {
  writer.startSet();
  writer.block("SSET", { fields: setFields(set, number, writer.length()) });
  writer.block("VOLB", {});
  writer.block("MSCI", { streams: [["MQCI", description(set, false)]] });
  for (const run of set.runs) writer.data(run, set.mediaAttributes ?? 0);
  writer.block("MSTL", { streams: [["MQTL", Buffer.alloc(2 + 512)]] });
  writer.block("MSLS", { streams: [["MQCI", description(set, true)]], upTo: blockBytes });
  writer.endSet();
}

type BlockSpec = {
  readonly fields?: Buffer;
  readonly streams?: readonly (readonly [string, Buffer])[];
  readonly upTo?: number;
};

class Writer {
  readonly #blockBytes: number;
  readonly #chunks: Buffer[] = [];
  readonly #parts: Part[] = [];
  #length = 0;
  #setOffset: number | null = null;
  #controlBlock = 0;

  constructor(blockBytes: number) {
    this.#blockBytes = blockBytes;
  }

  length(): number {
    return this.#length;
  }

  startSet(): void {
    this.#setOffset = this.#length;
    this.#controlBlock = 0;
  }

  endSet(): void {
    this.mark();
    this.#setOffset = null;
    this.block("ESET", { streams: [["TSMP", Buffer.alloc(100)]], upTo: this.#blockBytes });
    this.block("ESET", { upTo: this.#blockBytes });
    this.mark();
  }

  mark(): void {
    const offset = this.#length;
    this.#add(this.#header("SFMB", this.#blockBytes));
    this.#add(Buffer.alloc(this.#blockBytes - 52));
    this.#parts.push({ kind: "block", name: "SFMB", offset, bytes: this.#blockBytes });
  }

  block(type: string, { fields = Buffer.alloc(48), streams = [], upTo = LOGICAL }: BlockSpec) {
    const offset = this.#length;
    this.#add(this.#header(type, 52 + fields.length));
    this.#add(fields);
    for (const [id, data] of streams) this.stream(id, data);
    this.#endBlock(type, offset, Math.max(upTo, LOGICAL));
  }

  data(pages: readonly PageSpec[], attributes: number): void {
    const offset = this.#length;
    this.#add(this.#header("MSDA", 60));
    this.#add(Buffer.alloc(8));
    // So that pages start where a sector does.
    this.stream("APAD", Buffer.alloc(-(this.#length + 22 + 22 + 2) & 511));
    const written = pages.map(writePage);
    const start = this.#length + 22 + 2;
    this.stream("MQDA", Buffer.concat([Buffer.alloc(2), ...written]), 2 | attributes);
    for (const [index, { pageId }] of pages.entries())
      this.#parts.push({
        kind: "page",
        name: `${pageId}`,
        offset: start + 8_192 * index,
        bytes: 8_192,
      });
    this.stream("MQDA", Buffer.alloc(0), 6 | attributes);
    this.#endBlock("MSDA", offset, LOGICAL);
  }

  stream(id: string, data: Buffer, attributes = 0): void {
    const offset = this.#length;
    const header = Buffer.alloc(22);
    header.write(id, "latin1");
    header.writeUInt16LE(attributes, 6);
    header.writeBigUInt64LE(BigInt(data.length), 8);
    header.writeUInt16LE(xor(header, 10), 20);
    this.#add(header);
    this.#add(data);
    this.#pad(4);
    this.#parts.push({ kind: "stream", name: id, offset, bytes: this.#length - offset });
  }

  finish(): Written {
    return { bytes: Buffer.concat(this.#chunks), parts: this.#parts };
  }

  #endBlock(type: string, offset: number, upTo: number): void {
    // Blocks of a set start whole logical blocks after it; file marks, where the media's blocks do.
    const from = type === "MSLS" && upTo > LOGICAL ? 0 : offset;
    this.stream("SPAD", Buffer.alloc((from - this.#length - 22) & (upTo - 1)));
    this.#parts.push({ kind: "block", name: type, offset, bytes: this.#length - offset });
  }

  #header(type: string, toStreams: number): Buffer {
    const header = Buffer.alloc(52);
    header.write(type, "latin1");
    header.writeUInt16LE(toStreams, 8);
    header.writeUInt8(14, 10);
    if (this.#setOffset !== null) {
      header.writeBigUInt64LE(BigInt((this.#length - this.#setOffset) / LOGICAL), 20);
      header.writeUInt32LE(this.#controlBlock++, 36);
    }
    header.writeUInt16LE(xor(header, 25), 50);
    return header;
  }

  #pad(to: number): void {
    this.#add(Buffer.alloc(-this.#length & (to - 1)));
  }

  #add(bytes: Buffer): void {
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }
}

/** The exclusive or of the first words. */
export function xor(bytes: Uint8Array, words: number): number {
  let sum = 0;
  for (let at = 0; at < 2 * words; at += 2) sum ^= (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  return sum;
}

function tapeFields(blockBytes: number): Buffer {
  const fields = Buffer.alloc(88);
  fields.writeUInt16LE(blockBytes / 512, 64 - 52);
  fields.writeUInt16LE(LOGICAL, 84 - 52);
  return fields;
}

function raid(): Buffer {
  const data = Buffer.alloc(32);
  for (const at of [20, 22, 24, 30]) data.writeUInt16LE(1, at);
  return data;
}

function setFields({ attributes = FULL }: SetSpec, number: number, offset: number): Buffer {
  const fields = Buffer.alloc(60);
  fields.writeUInt32LE(attributes, 0);
  fields.writeUInt16LE(number, 62 - 52);
  fields.writeBigUInt64LE(BigInt(offset), 80 - 52);
  STARTED.copy(fields, 88 - 52);
  fields.writeInt8(8, 95 - 52);
  return fields;
}

function description({ lastLsn = [9, 9, 1], database = "VisitorDb" }: SetSpec, isAfter: boolean) {
  const name = Buffer.from(database, "utf16le");
  const server = Buffer.from("PAR-SQL-03", "utf16le");
  const data = Buffer.alloc(200 + name.length + server.length);
  data.write("SCIN", "latin1");
  data.writeUInt32LE(data.length, 4);
  data.writeUInt16LE(4_000, 24);
  data.writeUInt8(15, 27);
  writeLsn(data, 32, [1, 1, 1]);
  writeLsn(data, 42, lastLsn);
  STARTED.copy(data, 77);
  if (isAfter) STARTED.copy(data, 82);
  data.writeUInt16LE(name.length, 104);
  data.writeUInt16LE(200, 106);
  data.writeUInt16LE(server.length, 108);
  data.writeUInt16LE(200 + name.length, 110);
  name.copy(data, 200);
  server.copy(data, 200 + name.length);
  return data;
}

function writeLsn(
  data: Buffer,
  at: number,
  [file, block, slot]: readonly [number, number, number],
) {
  data.writeUInt32LE(file, at);
  data.writeUInt32LE(block, at + 4);
  data.writeUInt16LE(slot, at + 8);
}
