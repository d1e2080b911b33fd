import { OperatingError } from "../../../../../platform/errors/operating-error.ts";
import type { ByteSource } from "../../../../../platform/objects/byte-source.ts";
import type { ExtentIndex } from "../../extent-index.ts";
import type { PageSink } from "../../page.ts";
import { type Media, scanBackup } from "../../scan-backup.ts";
import { type Catalogue, collectCatalogue } from "../catalogue/collect-catalogue.ts";
import { readPageHeader } from "../page-slots.ts";
import { createPageRuns, type PageRuns } from "./page-runs.ts";

export type ScanControl = {
  readonly signal: AbortSignal;
  readonly onProgress?: (bytesRead: number) => void;
};

export type ScannedDatabase = {
  readonly catalogue: Catalogue;
  readonly runs: PageRuns;
  readonly index: ExtentIndex;
  /** Pages in use that do not verify: what they hold is not read. */
  readonly badPages: number;
};

/**
 * The catalogue of the last full backup in the file, and where its pages are. Reads a file of one
 * backup once; of several, twice, as only the end tells which is the last.
 */
export async function scanDatabase(
  source: ByteSource,
  control: ScanControl,
): Promise<ScannedDatabase> {
  const first = await scanSet(source, control, 0);
  const wanted = first.media.sets.findLastIndex(
    ({ start, pagesOffset }) => start?.kind === "full" && pagesOffset !== null,
  );
  if (wanted < 0)
    throw new OperatingError(
      "Cannot read rows: the file holds no full backup with readable pages.",
      {
        retryable: false,
        hint: "Rows are read of full backups, neither compressed nor encrypted.",
      },
    );
  const { media, ...scanned } = wanted === 0 ? first : await scanSet(source, control, wanted);
  const set = media.sets[wanted];
  if (!set) throw changedMeanwhile();
  return { ...scanned, index: set.pages.index };
}

type ScannedSet = Omit<ScannedDatabase, "index"> & { readonly media: Media };

async function scanSet(
  source: ByteSource,
  control: ScanControl,
  wanted: number,
): Promise<ScannedSet> {
  const collector = collectCatalogue({ layouts: true });
  const runs = createPageRuns();
  let badPages = 0;
  const sink: PageSink = ({ bytes, allocated, verified, offset }) => {
    if (allocated === false) return;
    if (!verified) {
      badPages += 1;
      return;
    }
    const header = readPageHeader(bytes);
    collector.page(bytes, header);
    runs.add(header, offset);
  };
  const sinkOf = (set: number) => (set === wanted ? sink : null);
  const media = await scanBackup(source, { ...control, sinkOf });
  return { catalogue: collector.finish(), runs, badPages, media };
}

function changedMeanwhile(): OperatingError {
  return new OperatingError("Cannot read rows: the file changed while it was read.", {
    retryable: true,
  });
}
