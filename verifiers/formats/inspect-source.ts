import type { ByteSource } from "../../platform/objects/byte-source.ts";
import type { Bilingual } from "../../schemas/bilingual.ts";
import type { Inspection } from "../../schemas/inspection.ts";
import { createReader } from "./create-reader.ts";
import { type FormatReader, HEAD_BYTES, type InspectOptions } from "./format-reader.ts";
import { nameFormats } from "./name-formats.ts";
import { FORMAT_READERS } from "./readers.ts";
import { readAt } from "./reading/read-at.ts";

const EMPTY = { en: "The file is empty.", fr: "Le fichier est vide." };
const NOT_KNOWN = {
  en: "It is of no format that can be read here.",
  fr: "Il n'est dans aucun format que l'on sache lire ici.",
};
const NO_SCRIPT = {
  en: "Its name says that it is a script of SQL; its bytes are not even text.",
  fr: "Son nom annonce un script SQL ; ses octets ne sont même pas du texte.",
};

type Options = InspectOptions & {
  /** The file's own, whose ending may say what it should be. */
  readonly name: string;
};

/**
 * Reads a backup by itself, whatever its format: one inspection of each backup in it. Bytes of no
 * format are `unknown`, unless the name says what they should be; rejects only where they cannot be
 * read.
 */
export async function inspectSource(
  source: ByteSource,
  { name, ...options }: Options,
): Promise<readonly Inspection[]> {
  const head = await readAt(source, 0, Math.min(HEAD_BYTES, source.sizeBytes));
  const reader =
    source.sizeBytes === 0
      ? judging("unknown", "damaged", EMPTY)
      : (FORMAT_READERS.find(({ recognises }) => recognises(head)) ?? readerByName(name, head));
  return reader.inspect(source, options);
}

/** A damaged beginning is told by the format that the name promises. */
function readerByName(name: string, head: Buffer): FormatReader {
  const [format] = nameFormats(name);
  if (format === "postgres-sql")
    return isText(head)
      ? judging("unknown", "unknown", NOT_KNOWN)
      : judging("unknown", "damaged", NO_SCRIPT);
  const reader = FORMAT_READERS.find((reader) => reader.format === format);
  return reader ?? judging("unknown", "unknown", NOT_KNOWN);
}

/** Scripts of any tool may end in `.sql`; only what is no text is none of them. */
function isText(head: Buffer): boolean {
  return !head.some((byte) => byte < 9 || (byte > 13 && byte < 32));
}

function judging(format: string, verdict: Inspection["verdict"], reason: Bilingual): FormatReader {
  const examine = async () => ({ verdict, reasons: [reason] });
  return createReader({ format, recognises: () => true, examine });
}
