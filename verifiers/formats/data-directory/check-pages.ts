import type { Inspection } from "../../../schemas/inspection.ts";
import type { Findings } from "../create-reader.ts";
import { pageChecksum } from "./page-checksum.ts";

const PAGE_BYTES = 8_192;
const WORD_BYTES = 4;
/** A relation's file ends after 1 GiB; the next one goes on counting. */
const PAGES_PER_SEGMENT = 131_072;
const TAR_HEADER_BYTES = 512;
const BAD_SHOWN_MAX = 1_000;
/** Mismatches kept until it is known whether the cluster has checksums at all. */
const SUSPECTS_MAX = 100_000;

type BadPage = NonNullable<Inspection["pages"]>["bad"][number];
type Suspect = BadPage & { readonly lsn: bigint };
type File = { readonly offset: number; readonly segment: number };

/**
 * Checks the pages of relation files as they go by. What a mismatch means is known only at the end:
 * pg_control, which says whether there are checksums, may come last.
 */
export function createPageCheck() {
  const seen = { total: 0, allocated: 0, mismatches: 0, files: 0, odd: 0 };
  const suspects: Suspect[] = [];

  async function readFile(bytes: AsyncIterable<Buffer>, { offset, segment }: File) {
    const file = seen.files;
    seen.files += 1;
    let rest: Buffer = Buffer.alloc(0);
    let page = segment * PAGES_PER_SEGMENT;
    let at = offset + TAR_HEADER_BYTES;
    for await (const chunk of bytes) {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const whole = data.length - (data.length % PAGE_BYTES);
      for (let from = 0; from < whole; from += PAGE_BYTES) {
        checkPage(data.subarray(from, from + PAGE_BYTES), { file, page, offset: at });
        page += 1;
        at += PAGE_BYTES;
      }
      rest = Buffer.from(data.subarray(whole));
    }
    if (rest.length > 0) seen.odd += 1;
  }

  function checkPage(bytes: Buffer, place: Omit<BadPage, "reason">) {
    seen.total += 1;
    const upper = bytes.readUInt16LE(14);
    if (upper === 0 && bytes.every((byte) => byte === 0)) return;
    seen.allocated += 1;
    const expected = pageChecksum(toWords(bytes), place.page);
    const stored = bytes.readUInt16LE(8);
    if (stored === expected) return;
    seen.mismatches += 1;
    if (suspects.length >= SUSPECTS_MAX) return;
    const lsn = (BigInt(bytes.readUInt32LE(0)) << 32n) + BigInt(bytes.readUInt32LE(4));
    const reason = `checksum ${expected.toString(16)} expected, ${stored.toString(16)} stored`;
    suspects.push({ ...place, reason, lsn });
  }

  return {
    readFile,
    judge: (facts: ClusterFacts) => judge(seen, suspects, facts),
  };
}

type ClusterFacts = { readonly checksums: boolean; readonly startLsn: bigint | null };
type Seen = { total: number; allocated: number; mismatches: number; odd: number };

/**
 * In a base backup a page changed since its start may be torn: its replay writes it anew from the
 * log, as pg_basebackup takes it too.
 */
function judge(
  { total, allocated, mismatches, odd }: Seen,
  suspects: readonly Suspect[],
  { checksums, startLsn }: ClusterFacts,
): Pick<Findings, "verdict" | "reasons" | "pages"> {
  const bad = suspects
    .filter(({ lsn }) => checksums && (startLsn === null || lsn < startLsn))
    .map(({ lsn: _, ...place }) => place);
  const replayed = checksums ? suspects.length - bad.length : 0;
  const unprotected = checksums ? replayed : allocated;
  const pages = {
    ...{ total, allocated, tornBits: 0, unprotected },
    checksum: checksums ? allocated - unprotected : 0,
    bad: bad.slice(0, BAD_SHOWN_MAX),
  };
  if (bad.length > 0) {
    const count = replayed > 0 ? bad.length : mismatches;
    return { verdict: "damaged", pages, reasons: [tellBad(count, allocated)] };
  }
  if (odd > 0 && startLsn === null) return { verdict: "damaged", pages, reasons: [tellOdd(odd)] };
  const reason = checksums ? tellChecked(allocated, unprotected) : UNPROTECTED;
  return { verdict: "sound", pages, reasons: [reason] };
}

const UNPROTECTED = {
  en: "Every file is whole; pg_control agrees with its CRC. The cluster keeps no page checksums.",
  fr: "Chaque fichier est entier ; pg_control est conforme à son CRC. L'instance n'a pas de sommes de contrôle de pages.",
};

function tellBad(bad: number, pages: number) {
  return {
    en: `Of ${pages} pages, ${bad} do not agree with their checksum.`,
    fr: `Sur ${pages} pages, ${bad} ne sont pas conformes à leur somme de contrôle.`,
  };
}

function tellOdd(files: number) {
  return {
    en: `Files of tables or indexes that do not end with a whole page: ${files}.`,
    fr: `Fichiers de tables ou d'index qui ne finissent pas sur une page entière : ${files}.`,
  };
}

function tellChecked(pages: number, replayed: number) {
  return {
    en: `Every file is whole; pg_control agrees with its CRC, and ${pages - replayed} of ${pages} pages with their checksum (the rest is replayed from the log).`,
    fr: `Chaque fichier est entier ; pg_control est conforme à son CRC, et ${pages - replayed} pages sur ${pages} à leur somme de contrôle (le reste est rejoué depuis le journal).`,
  };
}

/** Aligned as words must be, whatever place in a chunk the page came from. */
function toWords(bytes: Buffer): Int32Array {
  const { buffer, byteOffset } = bytes;
  if (byteOffset % WORD_BYTES === 0)
    return new Int32Array(buffer, byteOffset, PAGE_BYTES / WORD_BYTES);
  return new Int32Array(new Uint8Array(bytes).buffer);
}
