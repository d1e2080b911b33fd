import type { ByteSource } from "../../../platform/objects/byte-source.ts";
import type { PageSink } from "./page.ts";
import { type PageHeader, readPageHeader } from "./rows/page-slots.ts";
import { scanBackup } from "./scan-backup.ts";

type Options = { readonly signal: AbortSignal };
type OnPage = (page: Uint8Array, header: PageHeader, offset: number) => void;

/**
 * Calls back once for each page in use of the first backup set of a file, its torn bits put back,
 * with its place in the file; of several copies of an extent, with the last. Pages that do not
 * verify are left out.
 */
export async function readAllocatedPages(
  source: ByteSource,
  { signal }: Options,
  onPage: OnPage,
): Promise<void> {
  const replaced = await findReplaced(source, signal);
  const sink: PageSink = ({ bytes, allocated, verified, offset, extentOffset }) => {
    if (allocated && verified && !replaced.has(extentOffset))
      onPage(bytes, readPageHeader(bytes), offset);
  };
  await scanBackup(source, { signal, sinkOf: (set) => (set === 0 ? sink : null) });
}

async function findReplaced(source: ByteSource, signal: AbortSignal): Promise<ReadonlySet<number>> {
  const { sets } = await scanBackup(source, { signal });
  return sets[0]?.pages.index.replaced ?? new Set();
}
