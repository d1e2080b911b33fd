import { secondsSince } from "../../../platform/clock/seconds-since.ts";
import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import type { Inspection } from "../../../schemas/inspection.ts";
import type { InspectOptions } from "../format-reader.ts";
import { type BackupDescription, describeSame, lsnText } from "./backup-description.ts";
import type { BackupSet } from "./backup-set.ts";
import { createTableCollector, type TableCollector } from "./collect-tables.ts";
import type { PageFacts } from "./judge-pages.ts";
import { judgeSet } from "./judge-set.ts";
import { isAfter } from "./lsn.ts";
import type { PageSink } from "./page.ts";
import { PAGE_FAULTS } from "./page-faults.ts";
import type { CatalogueReading } from "./rows/catalogue/assemble-tables.ts";
import { type Media, scanBackup } from "./scan-backup.ts";

export const FORMAT = "sql-server-backup";

type Inspecting = InspectOptions & {
  /** False for the pages alone. */
  readonly withTables?: boolean;
};

/**
 * One inspection of each backup set, in one pass over the file; in a second one where a database
 * changed while it was backed up, so that the rows of replaced pages are not counted.
 */
export async function inspectBackup(
  source: ByteSource,
  { withTables = true, ...options }: Inspecting,
): Promise<readonly Inspection[]> {
  const { clock } = options;
  const startedAtMs = clock.nowMs();
  const collectors = createCollectors(() => NONE);
  const media = await scanBackup(source, { ...options, ...(withTables && collectors) });
  const isReplacing = media.sets.some(({ pages }) => pages.index.replaced.size > 0);
  const { tablesOf } =
    withTables && isReplacing ? await collectAgain(source, media, options) : collectors;
  const seconds = secondsSince(clock, startedAtMs);
  return media.sets.map((set, index) => {
    const bytesRead = set.endOffset - set.offset;
    const share = media.bytesRead === 0 ? 1 : bytesRead / media.bytesRead;
    const tables = set.pagesOffset === null ? null : tablesOf(index, set);
    return { ...describe(media, set, tables), bytesRead, seconds: seconds * share };
  });
}

const NONE: ReadonlySet<number> = new Set();

function createCollectors(replacedOf: (set: number) => ReadonlySet<number>) {
  const collectors = new Map<number, TableCollector>();
  return {
    sinkOf: (set: number): PageSink => {
      const collector = createTableCollector(replacedOf(set));
      collectors.set(set, collector);
      return collector.sink;
    },
    tablesOf: (index: number, set: BackupSet) => collectors.get(index)?.finish(set) ?? null,
  };
}

async function collectAgain(source: ByteSource, { sets }: Media, { signal }: InspectOptions) {
  const again = createCollectors((set) => sets[set]?.pages.index.replaced ?? NONE);
  await scanBackup(source, { signal, sinkOf: again.sinkOf });
  return again;
}

function describe(
  media: Media,
  set: BackupSet,
  tables: CatalogueReading | null,
): Omit<Inspection, "bytesRead" | "seconds"> {
  const kind = set.start?.kind ?? null;
  const hasPages = set.pagesOffset !== null;
  const facts = set.pages.finish({
    isWhole: kind === "full" && hasPages && !media.isStriped,
    offset: set.pagesOffset ?? set.offset,
  });
  const container = set.container.read();
  const { verdict, reasons } = judgeSet({
    kind,
    container,
    pages: facts,
    hasPages,
    tables,
    isAtRest: isAtRest(set, facts),
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
    tables: tables
      ? tables.tables.map(({ columns, ...table }) => ({ ...table, columns: [...columns] }))
      : [],
  };
}

/** Whether no page changed since the log that the backup carries begins: rows then add up. */
function isAtRest({ after }: BackupSet, { newestLsn }: PageFacts): boolean {
  return after?.firstLsn != null && newestLsn !== null && isAfter(after.firstLsn, newestLsn);
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
