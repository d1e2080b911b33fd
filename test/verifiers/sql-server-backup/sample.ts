import { existsSync, readFileSync } from "node:fs";

const SAMPLES = new URL("../../../../shared/samples/bak/", import.meta.url);

export const SAMPLE_NAMES = [
  "pubs-2012-checksum.bak",
  "northwind-2005-checksum.bak",
  "northwind-2008-torn-bits.bak",
] as const;

/** Null where the sample is absent. */
export function readSample(name: string): Buffer | null {
  const url = new URL(name, SAMPLES);
  return existsSync(url) ? readFileSync(url) : null;
}

/** Headers of a sound backup's blocks and streams, found without the reader. */
export function findHeaders(bytes: Buffer): { offset: number; bytes: number }[] {
  const headers: { offset: number; bytes: number }[] = [];
  for (let at = 0; at < bytes.length; ) {
    headers.push({ offset: at, bytes: 52 });
    const type = bytes.toString("latin1", at, at + 4);
    at += bytes.readUInt16LE(at + 8);
    for (let id = type === "SFMB" ? "SPAD" : ""; id !== "SPAD"; ) {
      headers.push({ offset: at, bytes: 22 });
      id = bytes.toString("latin1", at, at + 4);
      at = (at + 22 + Number(bytes.readBigUInt64LE(at + 8)) + 3) & ~3;
    }
  }
  return headers;
}

/** Where the pages of a backup of one small file lie, found without the reader. */
export function findPages(bytes: Buffer): { allocated: number[]; others: number[] } {
  const stream = bytes.indexOf("MQDA", 0, "latin1");
  const start = stream + 24;
  const end = stream + 22 + Number(bytes.readBigUInt64LE(stream + 8));
  const pfs = start + 8_192;
  const pages: { allocated: number[]; others: number[] } = { allocated: [], others: [] };
  for (let at = start; at < end; at += 8_192) {
    const isPage = bytes[at] === 1 && bytes.readUInt16LE(at + 36) === 1;
    const entry = isPage ? (bytes[pfs + 100 + bytes.readUInt32LE(at + 32)] ?? 0) : 0;
    (entry & 0x40 ? pages.allocated : pages.others).push(at);
  }
  return pages;
}
