import { backupFacts } from "../backup-facts.ts";
import type { Findings, StreamFormat } from "../create-reader.ts";
import { tellLsn } from "../data-directory/backup-label.ts";
import { HEAD_BYTES } from "../format-reader.ts";
import { peekStream } from "../reading/share-stream.ts";
import { nameSegment, readSegmentHeader } from "./segment-header.ts";
import { createLogWalk, NO_SEGMENT } from "./walk-log.ts";

const UNDECIDED_EXTENSION = {
  en: "An extension wrote records of its own kind.",
  fr: "Une extension y a écrit des enregistrements à elle.",
};

/** Segments of PostgreSQL's write-ahead log, one a file, as they are archived. */
export const logFormat: StreamFormat = {
  format: "postgres-wal",
  recognises: (head) => readSegmentHeader(head) !== null,
  examineStream,
};

async function examineStream(source: AsyncIterable<Uint8Array>): Promise<Findings> {
  const { head, chunks } = await peekStream(source, HEAD_BYTES);
  const header = readSegmentHeader(head);
  if (!header) return { verdict: "damaged", reasons: [NO_SEGMENT] };
  const walk = createLogWalk();
  const name = nameSegment(header.timeline, header.startLsn, header.segmentBytes);
  await walk.readSegment(name, chunks);
  const [run] = walk.runs();
  if (!run) return { verdict: "damaged", reasons: [NO_SEGMENT] };
  const { startLsn, endLsn, damagedLsn, hasCustom } = run;
  const backup = backupFacts({
    ...{ type: "log", checksums: true },
    ...{ firstLsn: String(startLsn), lastLsn: String(endLsn) },
  });
  if (damagedLsn !== null)
    return { verdict: "damaged", reasons: [tellDamage(name, damagedLsn)], backup };
  const told = tellWhole(name, endLsn);
  return { verdict: "sound", reasons: hasCustom ? [told, UNDECIDED_EXTENSION] : [told], backup };
}

function tellWhole(name: string, endLsn: bigint) {
  return {
    en: `Segment ${name}: every record to ${tellLsn(endLsn)} agrees with its checksum; one that a next segment ends is left to it.`,
    fr: `Segment ${name} : chaque enregistrement jusqu'à ${tellLsn(endLsn)} est conforme à sa somme de contrôle ; celui qu'un segment suivant achève lui est laissé.`,
  };
}

function tellDamage(name: string, damagedLsn: bigint) {
  return {
    en: `Segment ${name} is damaged or cut after ${tellLsn(damagedLsn)}.`,
    fr: `Le segment ${name} est endommagé ou coupé après ${tellLsn(damagedLsn)}.`,
  };
}
