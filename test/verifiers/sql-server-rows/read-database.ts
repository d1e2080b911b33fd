import {
  assembleTables,
  type CatalogueReading,
} from "../../../verifiers/formats/sql-server-backup/rows/catalogue/assemble-tables.ts";
import { collectCatalogue } from "../../../verifiers/formats/sql-server-backup/rows/catalogue/collect-catalogue.ts";
import {
  findLayout,
  type OmittedColumn,
} from "../../../verifiers/formats/sql-server-backup/rows/export/find-layout.ts";
import type { StoredPages } from "../../../verifiers/formats/sql-server-backup/rows/export/open-extents.ts";
import { createPageRuns } from "../../../verifiers/formats/sql-server-backup/rows/export/page-runs.ts";
import { readTable } from "../../../verifiers/formats/sql-server-backup/rows/export/read-table.ts";
import {
  PAGE_BYTES,
  readPageHeader,
} from "../../../verifiers/formats/sql-server-backup/rows/page-slots.ts";
import type { CellValue } from "../../../verifiers/formats/sql-server-backup/rows/values/cell-value.ts";

export type ReadRows = {
  readonly columns: readonly string[];
  readonly omitted: readonly OmittedColumn[];
  readonly rows: readonly (readonly CellValue[])[];
};

/** What the pages of a database say of its tables. */
export function readTables(pages: readonly Uint8Array[], { whole = true } = {}): CatalogueReading {
  const collector = collectCatalogue({ layouts: false });
  for (const page of pages) collector.page(page, readPageHeader(page));
  return assembleTables(collector.finish(), { whole });
}

/** The rows of one of its tables. */
export async function readRows(pages: readonly Uint8Array[], table: string): Promise<ReadRows> {
  const collector = collectCatalogue({ layouts: true });
  const runs = createPageRuns();
  for (const [at, page] of pages.entries()) {
    const header = readPageHeader(page);
    collector.page(page, header);
    runs.add(header, at * PAGE_BYTES);
  }
  const layout = findLayout(collector.finish(), table);
  const rows: (readonly CellValue[])[] = [];
  for await (const row of readTable(layout.rowsets, runs, store(pages))) rows.push(row);
  return { columns: layout.columns.map(({ name }) => name), omitted: layout.omitted, rows };
}

function store(pages: readonly Uint8Array[]): StoredPages {
  return {
    readRun: async function* ({ offset, count }) {
      for (let at = 0; at < count; at += 1)
        yield pages[offset / PAGE_BYTES + at] ?? new Uint8Array();
    },
    readPage: async (file, page) =>
      pages.find((bytes) => {
        const header = readPageHeader(bytes);
        return header.file === file && header.page === page && header.type === 3;
      }) ?? null,
  };
}
