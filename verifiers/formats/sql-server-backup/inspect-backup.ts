import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import type { Inspection } from "../../../schemas/inspection.ts";
import type { InspectOptions } from "../format-reader.ts";
import { type BackupDescription, describeSame, lsnText } from "./backup-description.ts";
import type { BackupSet } from "./backup-set.ts";
import type { PageFacts } from "./judge-pages.ts";
import { judgeSet } from "./judge-set.ts";
import type { PageChecker } from "./page-checker.ts";
import { PAGE_FAULTS } from "./page-faults.ts";
import { type Media, scanBackup } from "./scan-backup.ts";

export const FORMAT = "sql-server-backup";

/** One inspection of each backup set, in one pass over the file. */
export async function inspectBackup(
  source: ByteSource,
  options: InspectOptions,
  checker?: PageChecker,
): Promise<readonly Inspection[]> {
  const { clock } = options;
  const startedAtMs = clock.nowMs();
  const media = await scanBackup(source, { ...options, ...(checker && { checker }) });
  const seconds = (clock.nowMs() - startedAtMs) / 1_000;
  return media.sets.map((set) => {
    const bytesRead = set.endOffset - set.offset;
    const share = media.bytesRead === 0 ? 1 : bytesRead / media.bytesRead;
    return { ...describe(media, set), bytesRead, seconds: seconds * share };
  });
}

function describe(media: Media, set: BackupSet): Omit<Inspection, "bytesRead" | "seconds"> {
  const kind = set.start?.kind ?? null;
  const hasPages = set.pagesOffset !== null;
  const facts = set.pages.finish({
    isWhole: kind === "full" && hasPages && !media.isStriped,
    offset: set.pagesOffset ?? set.offset,
    lastLsn: set.after?.lastLsn ?? null,
  });
  const container = set.container.read();
  const { verdict, reasons } = judgeSet({
    kind,
    container,
    pages: facts,
    hasPages,
    isDescribed: set.before !== null || set.after !== null,
    isDescribedTwice: !set.before || !set.after || describeSame(set.before, set.after),
    isStriped: media.isStriped,
    isCut: media.isCut && set === media.sets.at(-1),
    set,
  });
  return {
    format: FORMAT,
    verdict,
    reasons: [...reasons],
    backup: tellBackup(set, facts),
    container: { blocks: container.blocks, streams: container.streams, bad: [...container.bad] },
    pages: hasPages ? tellPages(facts) : null,
    tables: [],
  };
}

function tellBackup(set: BackupSet, pages: PageFacts): Inspection["backup"] {
  const description: BackupDescription | null = set.after ?? set.before;
  if (!set.start && !description) return null;
  const zoneMs = set.start?.zoneOffsetMs ?? null;
  const instant = (localMs: number | null | undefined) =>
    localMs === null || localMs === undefined || zoneMs === null
      ? null
      : new Date(localMs - zoneMs).toISOString();
  const isReadable = pages.placedExtents > 0;
  return {
    type: set.start?.kind ?? null,
    database: description?.database ?? null,
    server: description?.server ?? null,
    startedAt: instant(description?.startedLocalMs ?? set.start?.writtenLocalMs),
    finishedAt: instant(set.after?.finishedLocalMs),
    engineVersion: description?.engineVersion ?? null,
    firstLsn: lsnText(description?.firstLsn ?? null),
    lastLsn: lsnText(description?.lastLsn ?? null),
    compressed: set.isCompressed || (isReadable ? false : null),
    encrypted: set.isEncrypted || (isReadable ? false : null),
    // Nothing in the samples tells it.
    checksums: null,
  };
}

function tellPages(facts: PageFacts): Inspection["pages"] {
  const { total, allocated, checksum, tornBits, unprotected, bad } = facts;
  return {
    total,
    allocated,
    checksum,
    tornBits,
    unprotected,
    bad: bad.map(({ file, page, offset, fault }) => ({
      file,
      page,
      offset,
      reason: PAGE_FAULTS[fault],
    })),
  };
}
