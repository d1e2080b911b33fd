import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import { readAt } from "../reading/read-at.ts";
import { badStructure, toOffset } from "./image-findings.ts";
import type { Qcow2 } from "./qcow2-reader.ts";

const ENTRY_BYTES = 8;
const OFFSET_MASK = 0xfffffffffffffe00n;
const TABLE_BYTES_MAX = 64 * 2 ** 20;

/**
 * Holds the references counted against those stored; throws `DamagedCopy` where fewer are stored,
 * since such a cluster would be given away. Resolves to how many are stored for nothing.
 */
export async function compareRefcounts(
  source: ByteSource,
  { clusterBits, refcounts }: Qcow2,
  references: Uint8Array,
): Promise<number> {
  const clusterBytes = 2 ** clusterBits;
  const tableBytes = refcounts.clusters * clusterBytes;
  if (tableBytes > TABLE_BYTES_MAX || tableBytes === 0) throw damagedTable();
  const table = await readAt(source, refcounts.at, tableBytes);
  const perBlock = (clusterBytes * 8) / 2 ** refcounts.order;
  // The blocks of counts are clusters that are referred to as well.
  const blocks: { readonly at: number; readonly first: number }[] = [];
  for (let entry = 0; entry < tableBytes; entry += ENTRY_BYTES) {
    const at = toOffset(table.readBigUInt64BE(entry) & OFFSET_MASK);
    const cluster = at / clusterBytes;
    if (at === 0) continue;
    if (!Number.isInteger(cluster) || cluster >= references.length) throw damagedTable();
    references[cluster] = (references[cluster] ?? 0) + 1;
    blocks.push({ at, first: (entry / ENTRY_BYTES) * perBlock });
  }
  const stored = new Uint8Array(references.length);
  for (const { at, first } of blocks) {
    const block = await readAt(source, at, clusterBytes);
    for (let n = 0; n < perBlock && first + n < stored.length; n += 1)
      stored[first + n] = Math.min(255, readCount(block, n, refcounts.order));
  }
  let leaked = 0;
  for (let cluster = 0; cluster < references.length; cluster += 1) {
    const [counted = 0, kept = 0] = [references[cluster], stored[cluster]];
    if (kept < counted) throw tooFew(cluster, kept, counted);
    if (counted === 0 && kept > 0) leaked += 1;
  }
  return leaked;
}

function readCount(block: Buffer, n: number, order: number): number {
  if (order < 3) {
    const perByte = 8 >> order;
    const bits = 1 << order;
    const shift = (n % perByte) * bits;
    return ((block[Math.floor(n / perByte)] ?? 0) >> shift) & ((1 << bits) - 1);
  }
  const bytes = 1 << (order - 3);
  return Number(bytes === 8 ? block.readBigUInt64BE(n * 8) : block.readUIntBE(n * bytes, bytes));
}

function damagedTable() {
  return badStructure("Its refcount table is damaged", "Sa table de compteurs est endommagée");
}

function tooFew(cluster: number, kept: number, counted: number) {
  return badStructure(
    `Cluster ${cluster} is referred to ${counted} times, and ${kept} are recorded`,
    `Le cluster ${cluster} est référencé ${counted} fois, et ${kept} sont enregistrées`,
  );
}
