import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { readDescription } from "./backup-description.ts";
import { type BackupSet, createBackupSet, readSetStart } from "./backup-set.ts";
import {
  BLOCK_HEADER_BYTES,
  type BlockHeader,
  COMPRESSED,
  ENCRYPTED,
  isKnownBlock,
  parseBlockHeader,
  parseStreamHeader,
  STREAM_HEADER_BYTES,
  type StreamHeader,
  VARIABLE,
  VARIABLE_END,
} from "./block-header.ts";
import { createBlockOrder } from "./block-order.ts";
import { type ByteReader, openByteReader } from "./byte-reader.ts";
import { PAGE_BYTES } from "./check-page.ts";
import type { PageSink } from "./page.ts";
import { readPages } from "./read-pages.ts";

/** A block starts at a multiple of it, whatever the media's own block size. */
const BOUNDARY_BYTES = 512;
/** Where a media does not say: what all of SQL Server's do. */
const LOGICAL_BLOCK_BYTES = 1_024;
const DESCRIPTION_BYTES_MAX = 2 ** 20;
/** Before the first of the pages in their stream. */
const PAGES_LEAD_BYTES = 2;
/** A log backup each quarter of an hour for a hundred days. */
const SETS_MAX = 10_000;

export type ScanOptions = {
  readonly signal: AbortSignal;
  readonly onProgress?: ((bytesRead: number) => void) | undefined;
  /** Sees every page of a set, numbered from 0, in the order in which they come. */
  readonly sinkOf?: (set: number) => PageSink | null;
};

export type Media = {
  readonly sets: readonly BackupSet[];
  /** There were more sets than are read. */
  readonly isCut: boolean;
  /** Other files may hold a part of each of its sets. */
  readonly isStriped: boolean;
  readonly bytesRead: number;
};

/** Reads a media once, from its start to its end. Damage is told in the sets' tallies. */
export async function scanBackup(source: ByteSource, options: ScanOptions): Promise<Media> {
  await using reader = openByteReader(source, options);
  return await new Scanner(reader, options).scan();
}

class Scanner {
  readonly #reader: ByteReader;
  readonly #sinkOf: (set: number) => PageSink | null;
  readonly #order = createBlockOrder();
  readonly #sets: BackupSet[] = [];
  #set: BackupSet;
  /** Where logical addresses are counted from. */
  #addressesFrom = 0;
  #nextControlBlock = 0;
  #logicalBlockBytes = LOGICAL_BLOCK_BYTES;
  #fileMarkBytes = BOUNDARY_BYTES;
  #hasSet = false;
  #isStriped = false;
  #isRunOpen = false;

  constructor(reader: ByteReader, options: ScanOptions) {
    this.#reader = reader;
    this.#sinkOf = options.sinkOf ?? (() => null);
    this.#set = this.#addSet(0);
  }

  async scan(): Promise<Media> {
    let isCut = false;
    while (!isCut) {
      const offset = this.#reader.position();
      const bytes = await this.#reader.take(BLOCK_HEADER_BYTES);
      if (bytes.length === 0) break;
      if (bytes.length < BLOCK_HEADER_BYTES) this.#report(offset, "the file ends within a block");
      else if (!(await this.#readBlock(offset, parseBlockHeader(bytes), bytes))) await this.#seek();
      isCut = this.#sets.length > SETS_MAX;
    }
    const bytesRead = this.#reader.position();
    if (!this.#order.isComplete() || this.#sets.every(({ start }) => !start))
      this.#report(bytesRead, "the file ends before its last backup set does");
    this.#set.endOffset = bytesRead;
    return { sets: this.#sets, isCut, isStriped: this.#isStriped, bytesRead };
  }

  /** False where the next block is to be looked for. */
  async #readBlock(offset: number, header: BlockHeader, bytes: Uint8Array): Promise<boolean> {
    if (!header.isIntact) {
      const isTrailing = this.#order.isComplete();
      this.#report(offset, isTrailing ? "bytes after the last block" : "a block's header is wrong");
      return false;
    }
    if (header.type === "SSET") this.#startSet(offset);
    this.#set.container.meetBlock();
    const misplaced = this.#order.next(header.type);
    if (misplaced) this.#report(offset, misplaced);
    const isMark = header.type === "SFMB";
    const bytesToStreams = header.offsetToStreams || (isMark ? this.#fileMarkBytes : 0);
    if (bytesToStreams < BLOCK_HEADER_BYTES) {
      this.#report(offset, `${header.type} ends within its own header`);
      return false;
    }
    const rest = await this.#reader.take(bytesToStreams - BLOCK_HEADER_BYTES);
    const block = new Uint8Array(BLOCK_HEADER_BYTES + rest.length);
    block.set(bytes);
    block.set(rest, BLOCK_HEADER_BYTES);
    if (block.length < bytesToStreams) {
      this.#report(offset, `the file ends within ${header.type}`);
      return true;
    }
    this.#readFields(offset, header, block);
    return isMark || (await this.#readStreams(header));
  }

  #startSet(offset: number): void {
    // What comes before the first set is the media's, and told with that set.
    if (this.#hasSet) {
      this.#set.endOffset = offset;
      this.#set = this.#addSet(offset);
    }
    this.#hasSet = true;
  }

  #addSet(offset: number): BackupSet {
    const set = createBackupSet(offset, this.#sinkOf(this.#sets.length));
    this.#sets.push(set);
    return set;
  }

  #readFields(offset: number, header: BlockHeader, block: Uint8Array): void {
    const view = new DataView(block.buffer);
    if (header.type === "TAPE" && block.length >= 86) {
      this.#fileMarkBytes = view.getUint16(64, true) * BOUNDARY_BYTES;
      this.#logicalBlockBytes = view.getUint16(84, true) || LOGICAL_BLOCK_BYTES;
    }
    if (header.type === "SSET") {
      this.#set.start = readSetStart(block);
      if (this.#set.start?.physicalAddress !== offset)
        this.#report(offset, "SSET does not stand where it says");
      this.#addressesFrom = offset - header.logicalAddress * this.#logicalBlockBytes;
      this.#nextControlBlock = header.controlBlock;
    }
    if (header.type === "MSTL") this.#set.hasLog = true;
    if (this.#order.isInSet()) this.#checkAddress(offset, header);
  }

  /** Blocks of a set know their place in it: a lost or a doubled one shows in the next. */
  #checkAddress(offset: number, { type, logicalAddress, controlBlock }: BlockHeader): void {
    const wanted = this.#addressesFrom + logicalAddress * this.#logicalBlockBytes;
    if (wanted !== offset) this.#report(offset, `${type} does not stand where it says`);
    else if (controlBlock !== this.#nextControlBlock)
      this.#report(offset, `${type} is number ${controlBlock}, not ${this.#nextControlBlock}`);
    this.#nextControlBlock = controlBlock + 1;
  }

  async #readStreams(block: BlockHeader): Promise<boolean> {
    for (;;) {
      const offset = this.#reader.position();
      const bytes = await this.#reader.take(STREAM_HEADER_BYTES);
      if (bytes.length < STREAM_HEADER_BYTES) {
        this.#report(offset, `the file ends within ${block.type}`);
        return true;
      }
      const stream = parseStreamHeader(bytes);
      if (!stream.isIntact) {
        this.#report(offset, `the header of a stream of ${block.type} is wrong`);
        return false;
      }
      this.#set.container.meetStream();
      const left = this.#reader.sizeBytes - this.#reader.position();
      if (stream.lengthBytes > left) this.#report(offset, `${stream.id} ends after the file`);
      await this.#readStream(block, stream);
      await this.#reader.skip(-this.#reader.position() & 3);
      if (stream.id !== "SPAD") continue;
      this.#endBlock(offset, block);
      return this.#reader.position() % BOUNDARY_BYTES === 0;
    }
  }

  #endBlock(offset: number, { type }: BlockHeader): void {
    if (this.#isRunOpen) this.#report(offset, `${type} ends before its data does`);
    this.#isRunOpen = false;
    if (this.#reader.position() % BOUNDARY_BYTES !== 0)
      this.#report(this.#reader.position(), `${type} does not end where a block can start`);
  }

  /** Reads the stream's data to its end, or the file's. */
  async #readStream(block: BlockHeader, stream: StreamHeader): Promise<void> {
    const end = this.#reader.position() + stream.lengthBytes;
    if (stream.id === "MQDA") await this.#readData(stream);
    else if (stream.id === "MQCI" && stream.lengthBytes <= DESCRIPTION_BYTES_MAX) {
      const description = readDescription(await this.#reader.take(stream.lengthBytes));
      if (block.type === "MSLS") this.#set.after = description;
      else this.#set.before = description;
    } else if (stream.id === "RAID") {
      this.#isStriped = saysStriped(await this.#reader.take(Math.min(stream.lengthBytes, 26)));
    }
    await this.#reader.skip(end - this.#reader.position());
  }

  async #readData(stream: StreamHeader): Promise<void> {
    const set = this.#set;
    const isEncrypted = (stream.attributes & ENCRYPTED) !== 0 || stream.encryption !== 0;
    const isCompressed = (stream.attributes & COMPRESSED) !== 0 || stream.compression !== 0;
    set.isEncrypted ||= isEncrypted;
    set.isCompressed ||= isCompressed;
    if (!this.#isRunOpen) set.pages.startRun();
    const isVariable = (stream.attributes & VARIABLE) !== 0;
    this.#isRunOpen = isVariable && (stream.attributes & VARIABLE_END) === 0;
    const left = this.#reader.sizeBytes - this.#reader.position();
    const bytes = Math.min(stream.lengthBytes, left);
    const lead = stream.lengthBytes % PAGE_BYTES;
    if (isEncrypted || isCompressed || bytes === 0) return;
    if (lead !== PAGES_LEAD_BYTES && lead !== 0) {
      set.isOtherThanPages = true;
      return;
    }
    await this.#reader.skip(lead);
    set.pagesOffset ??= this.#reader.position();
    const judge = set.pages.judge.bind(set.pages);
    // A file that is cut within the lead has no page more.
    await readPages(this.#reader, { bytes: Math.max(0, bytes - lead), judge });
  }

  /** Goes on to where the next block starts, or the file ends. */
  async #seek(): Promise<void> {
    await this.#reader.skip(-this.#reader.position() & (BOUNDARY_BYTES - 1));
    for (;;) {
      const bytes = await this.#reader.take(BOUNDARY_BYTES);
      if (bytes.length < BLOCK_HEADER_BYTES) return;
      if (!isKnownBlock(bytes)) continue;
      this.#reader.putBack(bytes);
      return;
    }
  }

  #report(offset: number, reason: string): void {
    this.#set.container.report(offset, reason);
  }
}

/** The stream RAID: numbers of and in a media set, all 1 where there is but one file. */
function saysStriped(raid: Uint8Array): boolean {
  if (raid.length < 26) return false;
  const view = new DataView(raid.buffer, raid.byteOffset, raid.byteLength);
  return [20, 22, 24].some((at) => view.getUint16(at, true) !== 1);
}
