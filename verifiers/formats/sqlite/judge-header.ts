import type { Judged } from "../../sandboxes/stage.ts";

/** The header's fields and their places: https://www.sqlite.org/fileformat2.html, 1.3 */
export const HEADER_BYTES = 100;
const MAGIC = "SQLite format 3\0";
const READ_VERSION_AT = 19;
const READ_VERSION_MAX = 2;
const SCHEMA_FORMAT_AT = 44;
const SCHEMA_FORMAT_MAX = 4;
const PAGE_SIZE_MAX = 65_536;

const WHOLE = {
  en: "The file has all the pages that its header counts.",
  fr: "Le fichier a toutes les pages que compte son en-tête.",
};
const NO_HEADER = {
  en: "The file does not begin as an SQLite database.",
  fr: "Le fichier ne commence pas comme une base SQLite.",
};
const NEWER = {
  en: "The file is of a later version of SQLite's format.",
  fr: "Le fichier est dans une version plus récente du format de SQLite.",
};

export function isSqlite(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, MAGIC.length)).toString("latin1") === MAGIC;
}

/** The first `HEADER_BYTES` of a file, and its length by them. */
export function judgeHeader(header: Buffer, sizeBytes: number): Judged {
  if (header.length < HEADER_BYTES || !isSqlite(header))
    return { verdict: "fail", reason: NO_HEADER, observed: {}, fault: "backup" };
  const versions = [header[READ_VERSION_AT] ?? 0, header.readUInt32BE(SCHEMA_FORMAT_AT)] as const;
  if (versions[0] > READ_VERSION_MAX || versions[1] > SCHEMA_FORMAT_MAX) {
    const observed = { readVersion: versions[0], schemaFormat: versions[1] };
    return { verdict: "inconclusive", reason: NEWER, observed, fault: "version" };
  }
  const stored = header.readUInt16BE(16);
  const pageBytes = stored === 1 ? PAGE_SIZE_MAX : stored;
  const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
  const pages = isCounted ? header.readUInt32BE(28) : 0;
  const observed = { pageBytes, pages, sizeBytes };
  if (pages * pageBytes <= sizeBytes)
    return { verdict: "pass", reason: WHOLE, observed, fault: null };
  const reason = {
    en: `The header counts ${pages} pages of ${pageBytes} bytes; the file has ${sizeBytes} bytes.`,
    fr: `L'en-tête compte ${pages} pages de ${pageBytes} octets ; le fichier fait ${sizeBytes} octets.`,
  };
  return { verdict: "fail", reason, observed, fault: "backup" };
}
