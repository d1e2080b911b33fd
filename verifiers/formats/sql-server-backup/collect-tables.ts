import type { BackupSet } from "./backup-set.ts";
import type { PageSink } from "./page.ts";
import { assembleTables, type CatalogueReading } from "./rows/catalogue/assemble-tables.ts";
import { collectCatalogue } from "./rows/catalogue/collect-catalogue.ts";
import { readPageHeader } from "./rows/page-slots.ts";

export type TableCollector = {
  readonly sink: PageSink;
  readonly finish: (set: BackupSet) => CatalogueReading;
};

/** Reads a set's catalogue and counts its rows while its pages pass, but for those `replaced`. */
export function createTableCollector(replaced: ReadonlySet<number>): TableCollector {
  const catalogue = collectCatalogue({ layouts: false });
  return {
    sink: ({ bytes, allocated, verified, extentOffset }) => {
      if (!allocated || !verified || replaced.has(extentOffset)) return;
      catalogue.page(bytes, readPageHeader(bytes));
    },
    finish: ({ start }) => assembleTables(catalogue.finish(), { whole: start?.kind === "full" }),
  };
}
