import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import type { Bilingual } from "../../../schemas/bilingual.ts";
import { backupFacts } from "../backup-facts.ts";
import { createReader, type Findings, judgeFaults, type StreamFormat } from "../create-reader.ts";
import { type FormatReader, HEAD_BYTES } from "../format-reader.ts";
import { peekStream } from "../reading/share-stream.ts";
import { boundExpansion } from "./bound-expansion.ts";

/** How one kind of compression is followed to its end. */
export type Compression = Pick<FormatReader, "format" | "recognises"> & {
  /** Throws `DamagedCopy` where the compressed bytes are wrong. */
  readonly expand: (chunks: AsyncIterable<Uint8Array>) => Expansion;
};
export type Expansion = {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Once all is expanded: how many streams there were, and whether each had a checksum. */
  readonly seen: () => { readonly streams: number; readonly checksums: boolean };
};

const SUMS = {
  en: "The compressed stream is whole and agrees with its checksum.",
  fr: "Le flux compressé est entier et conforme à sa somme de contrôle.",
};
const NO_SUMS = {
  en: "The compressed stream is whole, but carries no checksum.",
  fr: "Le flux compressé est entier, mais ne porte pas de somme de contrôle.",
};
const UNKNOWN_CONTENT = {
  en: "What is within is of no format that is known here: nothing else was checked.",
  fr: "Le contenu n'est dans aucun format connu ici : rien d'autre n'a été vérifié.",
};

/**
 * Looks through compression: what lies within is read as its own format, in the same pass that
 * follows the compressed stream to its last byte. Other content has only the stream's own check.
 */
export function createCompressedReader(
  { format, recognises, expand }: Compression,
  contents: readonly StreamFormat[],
): FormatReader {
  async function examine(source: ByteSource): Promise<Findings> {
    const counted = countBytes(source.read());
    const { chunks, seen } = expand(counted.chunks);
    const content = await peekStream(boundExpansion(chunks, counted.bytes), HEAD_BYTES);
    const inner = contents.find(({ recognises }) => recognises(content.head));
    const found = inner ? await judgeFaults(inner.examineStream(content.chunks)) : null;
    const rest = await judgeFaults(readOut(content.chunks));
    const { streams, checksums } = seen();
    const container = { blocks: 0, streams, bad: [] };
    const named = { format: inner?.format ?? format, container, ...found };
    const backup = { ...(found?.backup ?? backupFacts({})), compressed: true };
    if (rest.verdict !== "sound") return { ...named, ...rest, backup };
    return { ...named, ...judge(found, checksums ? SUMS : NO_SUMS, checksums), backup };
  }
  return createReader({ format, recognises, examine });
}

function judge(found: Findings | null, sums: Bilingual, checksums: boolean) {
  if (!found) {
    const verdict = checksums ? ("sound" as const) : ("unknown" as const);
    return { verdict, reasons: [sums, UNKNOWN_CONTENT] };
  }
  const { verdict, reasons } = found;
  return { verdict, reasons: verdict === "sound" ? [...reasons, sums] : reasons };
}

/** What an inner format left unread has the stream's checks all the same. */
async function readOut(chunks: AsyncIterable<Uint8Array>): Promise<Findings> {
  for await (const _ of chunks);
  return { verdict: "sound", reasons: [] };
}

function countBytes(source: AsyncIterable<Uint8Array>) {
  let bytes = 0;
  async function* chunks() {
    for await (const chunk of source) {
      bytes += chunk.length;
      yield chunk;
    }
  }
  return { chunks: chunks(), bytes: () => bytes };
}
