import type { ByteSource } from "../../../../../platform/objects/byte-source.ts";
import { DamagedCopy } from "../../../damaged-copy.ts";
import { collectCatalogue } from "../catalogue/collect-catalogue.ts";
import { nameColumnType } from "../column-type.ts";
import { isRow } from "../count-rows.ts";
import { DATA_PAGE, findSlot, type PageHeader, readPageHeader } from "../page-slots.ts";
import { readRecord } from "../read-record.ts";
import type { CellValue } from "../values/cell-value.ts";
import { decodeRow } from "./decode-row.ts";
import {
  type ColumnLayout,
  findLayout,
  type OmittedColumn,
  type TableLayout,
} from "./find-layout.ts";
import { openPages, type Pages } from "./open-pages.ts";
import { createPageRuns, type PageRun, type PageRuns } from "./page-runs.ts";

/** Calls back once for each allocated page, its torn bits put back, with its place in the file. */
export type ReadPages = (
  source: ByteSource,
  onPage: (page: Uint8Array, header: PageHeader, offset: number) => void,
) => Promise<void>;

export type TableRows = {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Columns whose values are not read, and why. */
  readonly omitted: readonly OmittedColumn[];
  /** In the order of the pages; values in the order of `columns`. */
  readonly rows: AsyncIterable<readonly CellValue[]>;
};

/**
 * The rows of one table of a full backup, `name` alone or behind its schema. Reads the backup once
 * for its catalogue and then the table's own pages. Iterating `rows` throws `DamagedCopy` at the
 * first row that cannot be read; `OperatingError` where the table is absent or of a kind not read.
 */
export async function exportTable(
  source: ByteSource,
  { name, readPages }: { readonly name: string; readonly readPages: ReadPages },
): Promise<TableRows> {
  const collector = collectCatalogue({ layouts: true });
  const runs = createPageRuns();
  await readPages(source, (page, header, offset) => {
    collector.page(page, header);
    runs.add(header, offset);
  });
  const layout = findLayout(collector.finish(), name);
  return {
    schema: layout.schema,
    name: layout.table.name,
    columns: layout.columns.map((column) => ({ name: column.name, type: nameColumnType(column) })),
    omitted: layout.omitted,
    rows: readTable(layout, openPages(source, runs), runs),
  };
}

async function* readTable(
  { rowsets }: TableLayout,
  pages: Pages,
  runs: PageRuns,
): AsyncIterable<readonly CellValue[]> {
  const columnsOf = new Map(
    rowsets.flatMap(({ units, columns }) => units.map((unit) => [unit, columns] as const)),
  );
  for (const run of runs.all()) {
    const columns = columnsOf.get(run.unit);
    if (columns) yield* readRun(run, columns, pages);
  }
}

async function* readRun(
  run: PageRun,
  columns: readonly ColumnLayout[],
  pages: Pages,
): AsyncIterable<readonly CellValue[]> {
  for await (const page of pages.readRun(run)) {
    const { type, level, slots, file, page: id } = readPageHeader(page);
    if (type !== DATA_PAGE || level !== 0) continue;
    for (let slot = 0; slot < slots; slot += 1) {
      const at = findSlot(page, slots, slot);
      if (at !== null && !isRow(page[at] ?? 0)) continue;
      const record = at === null ? null : readRecord(page, at);
      if (!record) throw brokenRecord(`${file}:${id}:${slot}`);
      yield await decodeRow(record, columns, pages);
    }
  }
}

function brokenRecord(where: string): DamagedCopy {
  return new DamagedCopy({
    en: `The record ${where} leads out of its page.`,
    fr: `L'enregistrement ${where} mène hors de sa page.`,
  });
}
