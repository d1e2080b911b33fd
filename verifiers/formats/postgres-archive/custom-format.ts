import type { Inspection } from "../../../schemas/inspection.ts";
import { backupFacts } from "../backup-facts.ts";
import type { Findings, StreamFormat } from "../create-reader.ts";
import { DamagedCopy } from "../damaged-copy.ts";
import { type ByteReader, createByteReader } from "../reading/create-byte-reader.ts";
import { countCopyRows, readOut } from "./count-copy-rows.ts";
import { expandData } from "./expand-data.ts";
import { malformed } from "./read-primitives.ts";
import { archiveKind, type DataEntry, readToc, type Toc } from "./read-toc.ts";

const [BLOCK_DATA, BLOCK_BLOBS] = [1, 3];
const CHUNK_BYTES_MAX = 2 ** 30;
const BLOBS_MAX = 2 ** 32;
const WHOLE = {
  en: "The table of contents is read, and every block of data that it lists is there and complete.",
  fr: "La table des matières est lue, et chaque bloc de données qu'elle annonce est présent et complet.",
};
const NOT_EXPANDED = {
  en: "Its blocks are compressed with LZ4, which is not expanded here: only their order was checked.",
  fr: "Ses blocs sont compressés en LZ4, que l'on ne décompresse pas ici : seul leur ordre a été vérifié.",
};
export const UNKNOWN_VERSION = {
  en: "It is an archive of pg_dump of a version that is not known here.",
  fr: "C'est une archive de pg_dump d'une version inconnue ici.",
};

/** Archives of `pg_dump --format=custom`. */
export const postgresCustomFormat: StreamFormat = {
  format: "postgres-custom",
  recognises: (head) => archiveKind(head) === "custom",
  examineStream,
};

async function examineStream(chunks: AsyncIterable<Uint8Array>): Promise<Findings> {
  const reader = createByteReader(chunks);
  const toc = await readToc(reader);
  if (!toc) return { verdict: "unknown", reasons: [UNKNOWN_VERSION] };
  const { database, engineVersion, compression } = toc;
  const compressed = compression !== "none";
  const backup = backupFacts({ type: "full", database, engineVersion, compressed });
  const read = await readBlocks(reader, toc);
  const container = { blocks: read.blocks, streams: toc.entries, bad: [] };
  const found = { backup, container, tables: read.tables };
  if (read.fault) return { verdict: "damaged", reasons: [read.fault], ...found };
  if (compression === "lz4") return { verdict: "unknown", reasons: [NOT_EXPANDED], ...found };
  return { verdict: "sound", reasons: [WHOLE], ...found };
}

/** Every block up to the end, in whatever order; a fault ends it, and what was read is kept. */
async function readBlocks(reader: ByteReader, toc: Toc) {
  const missing = new Map(toc.data.map((entry) => [entry.dumpId, entry]));
  const tables: Inspection["tables"] = [];
  let blocks = 0;
  try {
    for (;;) {
      const at = reader.position();
      const [type] = await reader.takeUpTo(1);
      if (type === undefined) break;
      const entry = missing.get(await toc.primitives.readInt());
      if (!entry || (entry.offset !== null && entry.offset !== at)) throw malformed(at);
      missing.delete(entry.dumpId);
      const rows = await readBlock(reader, toc, { type, entry, at });
      const { schema, name } = entry;
      if (rows !== null) tables.push({ schema, name, rows, recordedRows: null });
      blocks += 1;
    }
    if (missing.size > 0) throw absent([...missing.values()]);
    return { blocks, tables, fault: null };
  } catch (error) {
    if (error instanceof DamagedCopy) return { blocks, tables, fault: error.fault };
    throw error;
  }
}

type Block = { readonly type: number; readonly entry: DataEntry; readonly at: number };

/** Its rows; null where they cannot be counted. */
async function readBlock(reader: ByteReader, toc: Toc, { type, entry, at }: Block) {
  const read = () => expandOrPass(readChunks(reader, toc), toc);
  if (type === BLOCK_BLOBS) {
    for (let left = BLOBS_MAX; (await toc.primitives.readInt()) !== 0; left -= 1) {
      if (left === 0) throw malformed(at);
      await readOut(read().chunks);
    }
    return null;
  }
  if (type !== BLOCK_DATA) throw malformed(at);
  const { chunks, expanded } = read();
  if (!expanded || !entry.copies) return readOut(chunks);
  return countCopyRows(chunks, `${entry.schema}.${entry.name}`);
}

function expandOrPass(chunks: AsyncIterable<Buffer>, { compression }: Toc) {
  const expanded = expandData(chunks, compression);
  return { chunks: expanded ?? chunks, expanded: expanded !== null };
}

/** Pieces with their length before them, up to one of length 0. */
async function* readChunks(reader: ByteReader, { primitives }: Toc): AsyncGenerator<Buffer> {
  for (;;) {
    const length = await primitives.readInt();
    if (length < 0 || length > CHUNK_BYTES_MAX) throw malformed(reader.position());
    if (length === 0) return;
    yield* reader.pass(length);
  }
}

function absent(entries: readonly DataEntry[]): DamagedCopy {
  const [first] = entries;
  const name = `${first?.schema}.${first?.name}`;
  return new DamagedCopy({
    en: `The archive ends without the data of ${entries.length} of its entries, ${name} first.`,
    fr: `L'archive s'arrête sans les données de certaines entrées (${entries.length}), dont ${name}.`,
  });
}
