import { DamagedCopy } from "../../../damaged-copy.ts";
import { findSlot, readPageHeader, viewOf } from "../page-slots.ts";
import type { StoredPages } from "./open-extents.ts";

/** A value is held in memory: larger ones are refused. */
export const VALUE_BYTES_MAX = 64 * 1_024 * 1_024;
const NODES_MAX = 50_000;
const DEPTH_MAX = 8;
const TEXT_POINTER_BYTES = 16;
const ROOT_LINKS_AT = 12;
const LINK_BYTES = 12;
const BLOB_KIND = 4;
const BLOB_TYPE_AT = 12;
const BLOB_DATA_AT = 14;
const SMALL_ROOT = 0;
const INTERNAL = 2;
const DATA = 3;
const LARGE_ROOT_2000 = 4;
const LARGE_ROOT = 5;
const NULL_BLOB = 8;
const TREE_LINKS: Readonly<Record<number, { at: number; bytes: number }>> = {
  [INTERNAL]: { at: 20, bytes: 16 },
  [LARGE_ROOT_2000]: { at: 24, bytes: LINK_BYTES },
  [LARGE_ROOT]: { at: 24, bytes: LINK_BYTES },
};

/** Where a part of a value is, and its bytes; null where the pointer does not say how many. */
type Link = {
  readonly file: number;
  readonly page: number;
  readonly slot: number;
  readonly bytes: number | null;
};

/**
 * A value that is stored away from its row: `pointer` is what the row holds instead (a text
 * pointer, or a root with links). Throws `DamagedCopy` where a part is missing, is no part of a
 * value, or has not the length it should.
 */
export async function readLob(pages: StoredPages, pointer: Uint8Array): Promise<Uint8Array> {
  const reader: LobReader = { pages, parts: [], bytes: 0, nodes: 0 };
  for (const link of readPointer(pointer)) await readPart(reader, link, 0);
  return Buffer.concat(reader.parts);
}

type LobReader = {
  readonly pages: StoredPages;
  readonly parts: Uint8Array[];
  bytes: number;
  nodes: number;
};

function readPointer(pointer: Uint8Array): Link[] {
  if (pointer.length === TEXT_POINTER_BYTES) return [readLink(pointer, 8, null)];
  if (pointer.length <= ROOT_LINKS_AT)
    throw brokenValue("its root is too short", "racine trop courte");
  const count = Math.floor((pointer.length - ROOT_LINKS_AT) / LINK_BYTES);
  return readLinks(pointer, { at: ROOT_LINKS_AT, bytes: LINK_BYTES, count });
}

/** A link's size is that of all parts up to its end. */
function readLinks(
  bytes: Uint8Array,
  { at, bytes: linkBytes, count }: { at: number; bytes: number; count: number },
): Link[] {
  const links: Link[] = [];
  let before = 0;
  for (let index = 0; index < count; index += 1) {
    const place = at + index * linkBytes;
    if (place + linkBytes > bytes.length) throw brokenValue("a link is cut", "un lien est coupé");
    const end = viewOf(bytes).getUint32(place, true);
    if (end < before) throw brokenValue("its parts overlap", "ses parties se chevauchent");
    links.push(readLink(bytes, place + linkBytes - 8, end - before));
    before = end;
  }
  return links;
}

function readLink(bytes: Uint8Array, at: number, size: number | null): Link {
  const view = viewOf(bytes);
  return {
    page: view.getUint32(at, true),
    file: view.getUint16(at + 4, true),
    slot: view.getUint16(at + 6, true),
    bytes: size,
  };
}

async function readPart(reader: LobReader, link: Link, depth: number): Promise<void> {
  reader.nodes += 1;
  if (depth > DEPTH_MAX || reader.nodes > NODES_MAX)
    throw brokenValue("its tree does not end", "son arbre ne finit pas");
  const before = reader.bytes;
  const record = await readBlobRecord(reader.pages, link);
  const type = viewOf(record).getUint16(BLOB_TYPE_AT, true);
  const tree = TREE_LINKS[type];
  if (tree) {
    if (record.length < tree.at) throw brokenValue("a node is cut", "un nœud est coupé");
    const count = viewOf(record).getUint16(16, true);
    for (const child of readLinks(record, { ...tree, count }))
      await readPart(reader, child, depth + 1);
  } else keepData(reader, readData(record, type));
  if (link.bytes !== null && reader.bytes - before !== link.bytes)
    throw brokenValue("a part has another length", "une partie a une autre longueur");
}

function keepData(reader: LobReader, data: Uint8Array): void {
  reader.bytes += data.length;
  if (reader.bytes > VALUE_BYTES_MAX)
    throw brokenValue(
      `it has more than ${VALUE_BYTES_MAX} bytes, which are not read`,
      `plus de ${VALUE_BYTES_MAX} octets, qui ne sont pas lus`,
    );
  // Not a view: pages are dropped from the cache while a long value is read.
  reader.parts.push(Uint8Array.from(data));
}

function readData(record: Uint8Array, type: number): Uint8Array {
  if (type === DATA) return record.subarray(BLOB_DATA_AT);
  if (type === NULL_BLOB) return record.subarray(record.length);
  if (type !== SMALL_ROOT) throw brokenValue(`a part is of type ${type}`, `partie de type ${type}`);
  const length = record.length >= 20 ? viewOf(record).getUint16(14, true) : 0;
  if (20 + length > record.length) throw brokenValue("its root is cut", "sa racine est coupée");
  return record.subarray(20, 20 + length);
}

async function readBlobRecord(pages: StoredPages, { file, page, slot }: Link): Promise<Uint8Array> {
  const where = `${file}:${page}:${slot}`;
  const bytes = await pages.readPage(file, page);
  const at = bytes && findSlot(bytes, readPageHeader(bytes).slots, slot);
  if (!bytes || at === null || at + BLOB_DATA_AT > bytes.length)
    throw brokenValue(`nothing is at ${where}`, `rien à ${where}`);
  const kind = ((bytes[at] ?? 0) & 0x0f) >> 1;
  const end = at + viewOf(bytes).getUint16(at + 2, true);
  if (kind !== BLOB_KIND || end > bytes.length || end < at + BLOB_DATA_AT)
    throw brokenValue(`no part of a value is at ${where}`, `pas de partie de valeur à ${where}`);
  return bytes.subarray(at, end);
}

function brokenValue(en: string, fr: string): DamagedCopy {
  return new DamagedCopy({
    en: `A value stored away from its row cannot be read: ${en}.`,
    fr: `Une valeur stockée hors de sa ligne ne peut être lue : ${fr}.`,
  });
}
