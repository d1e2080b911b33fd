import {
  CHECKSUM_FLAG,
  PAGE_BYTES,
  sumPage,
} from "../../../verifiers/formats/sql-server-backup/check-page.ts";

const LOGICAL_BLOCK_BYTES = 1_024;
const MARK_BYTES = 512;
const PFS_PAGES = 8_088;
const BATCH_PAGES = 128;
const FULL = 4;
/** Of a data page: what tables of some columns have. */
const ROWS = 80;
const ROW_BYTES = 96;
const HEAP = 256;
const PRIMARY_RECORD = 0x10;
/** Of a stream that comes in parts, and of its last part. */
const VARIABLE = 2;
const VARIABLE_END = 6;

/**
 * A full backup of SQL Server of `bytes` bytes or up to 66 MB more, made of the same page again and
 * again, each with its own number and checksum: for measuring, as it holds no database.
 */
export function* makeBackup(bytes: number): Iterable<Buffer> {
  // Whole ranges: a PFS page says that all the pages of its own are in use.
  const pages = PFS_PAGES * Math.ceil(bytes / (PFS_PAGES * PAGE_BYTES));
  let position = 0;
  const at = (part: Buffer) => {
    position += part.length;
    return part;
  };
  yield at(makeBlock("TAPE", { length: 94 }));
  yield at(makeMark());
  const start = position;
  const place = (controlBlock: number) => ({
    logicalAddress: (position - start) / LOGICAL_BLOCK_BYTES,
    controlBlock,
  });
  yield at(makeBlock("SSET", { length: 96, physicalAddress: position }));
  yield at(makeHeader("MSDA", { length: 60, ...place(1) }));
  const padding = -(position + 22 + 22 + 2) & (MARK_BYTES - 1);
  yield at(makeStream("APAD", padding));
  yield at(Buffer.alloc(padding));
  yield at(makeStream("MQDA", 2 + pages * PAGE_BYTES, VARIABLE));
  yield at(Buffer.alloc(2));
  for (const batch of makePages(pages)) yield at(batch);
  yield at(makeStream("MQDA", 0, VARIABLE_END));
  yield at(Buffer.alloc(2));
  const rest = (start - position - 22) & (LOGICAL_BLOCK_BYTES - 1);
  yield at(makeStream("SPAD", rest));
  yield at(Buffer.alloc(rest));
  yield at(makeBlock("MSLS", { length: 56, ...place(2) }));
  yield makeMark();
  yield makeBlock("ESET", { length: 88 });
  yield makeBlock("ESET", { length: 88 });
  yield makeMark();
}

/** Batches of pages, in memory that is used again. */
function* makePages(pages: number): Iterable<Buffer> {
  const data = makePage(1);
  const allocation = makePage(11);
  const batch = Buffer.alloc(BATCH_PAGES * PAGE_BYTES);
  for (let first = 0; first < pages; first += BATCH_PAGES) {
    const count = Math.min(BATCH_PAGES, pages - first);
    for (let index = 0; index < count; index += 1) {
      const pageId = first + index;
      const isAllocation = pageId === 1 || (pageId > 1 && pageId % PFS_PAGES === 0);
      const page = batch.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES);
      (isAllocation ? allocation : data).copy(page);
      page.writeUInt32LE(pageId, 32);
      // The first sector's words are rotated left by 15; the number is one of them.
      const checksum = page.readUInt32LE(60) ^ ((pageId << 15) | (pageId >>> 17));
      page.writeUInt32LE(checksum >>> 0, 60);
    }
    yield batch.subarray(0, count * PAGE_BYTES);
  }
}

/** Page 0 of file 1, with bytes of every value; of a PFS page, that says that all are in use. */
function makePage(type: number): Buffer {
  const page = Buffer.alloc(PAGE_BYTES);
  for (let at = 96; at < PAGE_BYTES; at += 1) page[at] = Math.imul(at, 2_654_435_761) >>> 24;
  page.writeUInt8(1, 0);
  page.writeUInt8(type, 1);
  page.writeUInt16LE(CHECKSUM_FLAG, 4);
  page.writeUInt16LE(1, 36);
  if (type === 1) addRows(page);
  if (type === 11) {
    page.writeUInt32LE(0x1f9c_0000, 96);
    page.fill(0x40, 100, 100 + PFS_PAGES);
  }
  page.writeUInt32LE(sumPage(new Int32Array(page.buffer, page.byteOffset), 0) >>> 0, 60);
  return page;
}

function addRows(page: Buffer): void {
  page.writeUInt16LE(HEAP, 6);
  page.writeUInt16LE(ROWS, 22);
  for (let row = 0; row < ROWS; row += 1) {
    const at = 96 + row * ROW_BYTES;
    page.writeUInt8(PRIMARY_RECORD, at);
    page.writeUInt16LE(at, PAGE_BYTES - 2 * (row + 1));
  }
}

type BlockSpec = {
  /** To its streams. */
  readonly length: number;
  readonly logicalAddress?: number;
  readonly controlBlock?: number;
  readonly physicalAddress?: number;
};

/** A block without streams but the one that fills it. */
function makeBlock(type: string, spec: BlockSpec): Buffer {
  const block = Buffer.alloc(LOGICAL_BLOCK_BYTES);
  makeHeader(type, spec).copy(block);
  makeStream("SPAD", LOGICAL_BLOCK_BYTES - spec.length - 22).copy(block, spec.length);
  return block;
}

function makeHeader(type: string, spec: BlockSpec): Buffer {
  const { length, logicalAddress = 0, controlBlock = 0, physicalAddress } = spec;
  const header = Buffer.alloc(length);
  header.write(type, "latin1");
  header.writeUInt16LE(length, 8);
  header.writeUInt8(14, 10);
  header.writeBigUInt64LE(BigInt(logicalAddress), 20);
  header.writeUInt32LE(controlBlock, 36);
  if (physicalAddress !== undefined) {
    header.writeUInt32LE(FULL, 52);
    header.writeBigUInt64LE(BigInt(physicalAddress), 80);
  }
  return seal(header, 25);
}

function makeMark(): Buffer {
  const mark = Buffer.alloc(MARK_BYTES);
  makeHeader("SFMB", { length: MARK_BYTES }).copy(mark);
  return mark;
}

function makeStream(id: string, length: number, attributes = 0): Buffer {
  const header = Buffer.alloc(22);
  header.write(id, "latin1");
  header.writeUInt16LE(attributes, 6);
  header.writeBigUInt64LE(BigInt(length), 8);
  return seal(header, 10);
}

/** Writes the exclusive or of the first words after them. */
function seal(header: Buffer, words: number): Buffer {
  let sum = 0;
  for (let at = 0; at < 2 * words; at += 2) sum ^= header.readUInt16LE(at);
  header.writeUInt16LE(sum, 2 * words);
  return header;
}
