import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { readAt } from "../reading/read-at.ts";
import { badStructure, toOffset } from "./image-findings.ts";
import type { Qcow2 } from "./qcow2-reader.ts";

const OFFSET_MASK = 0x00fffffffffffe00n;
const COMPRESSED = 1n << 62n;
const ENTRY_BYTES = 8;
const EXTENDED_ENTRY_BYTES = 16;
const SNAPSHOT_BYTES = 40;
const SNAPSHOTS_MAX = 65_536;
const L1_BYTES_MAX = 32 * 2 ** 20;
const SECTOR_BYTES = 512;
const COUNT_MAX = 255;

/** How often each cluster is referred to, up to 255; throws `DamagedCopy` for an absent one. */
export async function countReferences(source: ByteSource, image: Qcow2): Promise<Uint8Array> {
  const counts = new Uint8Array(image.clusters);
  const clusterBytes = 2 ** image.clusterBits;

  function refer(at: number, bytes: number): void {
    if (at % clusterBytes !== 0) throw outside(at);
    mark(at, bytes);
  }
  function mark(at: number, bytes: number): void {
    const last = Math.floor((at + bytes - 1) / clusterBytes);
    if (at <= 0 || last >= counts.length) throw outside(at);
    for (let cluster = Math.floor(at / clusterBytes); cluster <= last; cluster += 1)
      counts[cluster] = Math.min(COUNT_MAX, (counts[cluster] ?? 0) + 1);
  }

  async function followL1({ at, entries }: Qcow2["l1"]): Promise<void> {
    const bytes = entries * ENTRY_BYTES;
    if (bytes > L1_BYTES_MAX) throw outside(at);
    if (entries === 0) return;
    refer(at, bytes);
    const table = await readAt(source, at, bytes);
    for (let entry = 0; entry < bytes; entry += ENTRY_BYTES) {
      const offset = toOffset(table.readBigUInt64BE(entry) & OFFSET_MASK);
      if (offset !== 0) await followL2(offset);
    }
  }

  async function followL2(at: number): Promise<void> {
    refer(at, clusterBytes);
    const table = await readAt(source, at, clusterBytes);
    const step = image.extendedL2 ? EXTENDED_ENTRY_BYTES : ENTRY_BYTES;
    for (let entry = 0; entry < clusterBytes; entry += step) {
      const word = table.readBigUInt64BE(entry);
      if (word & COMPRESSED) followCompressed(word);
      else if (word & OFFSET_MASK) refer(toOffset(word & OFFSET_MASK), clusterBytes);
    }
  }

  /** Compressed data lies anywhere, in sectors that it may share. */
  function followCompressed(word: bigint): void {
    const bits = BigInt(62 - (image.clusterBits - 8));
    const at = toOffset(word & ((1n << bits) - 1n));
    const sectors = Number((word >> bits) & ((1n << (62n - bits)) - 1n));
    const end = (Math.floor(at / SECTOR_BYTES) + sectors + 1) * SECTOR_BYTES;
    mark(at, Math.min(end, image.clusters * clusterBytes) - at);
  }

  counts[0] = 1;
  await followL1(image.l1);
  for (const l1 of await readSnapshots(source, image, refer)) await followL1(l1);
  if (image.refcounts.clusters > 0)
    refer(image.refcounts.at, image.refcounts.clusters * clusterBytes);
  return counts;
}

async function readSnapshots(
  source: ByteSource,
  { snapshots: { at, count } }: Qcow2,
  refer: (at: number, bytes: number) => void,
): Promise<readonly Qcow2["l1"][]> {
  if (count > SNAPSHOTS_MAX) throw outside(at);
  const tables: Qcow2["l1"][] = [];
  let position = at;
  for (let left = count; left > 0; left -= 1) {
    const head = await readAt(source, position, SNAPSHOT_BYTES);
    tables.push({ at: toOffset(head.readBigUInt64BE(0)), entries: head.readUInt32BE(8) });
    const names = head.readUInt16BE(12) + head.readUInt16BE(14) + head.readUInt32BE(36);
    position += Math.ceil((SNAPSHOT_BYTES + names) / ENTRY_BYTES) * ENTRY_BYTES;
  }
  if (count > 0) refer(at, position - at);
  return tables;
}

function outside(at: number) {
  return badStructure(
    `A table names a cluster that is not there, at byte ${at}`,
    `Une table nomme un cluster qui n'existe pas, à l'octet ${at}`,
  );
}
