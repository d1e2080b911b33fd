import { describe, expect, test } from "vitest";
import { assembleTables } from "../../../verifiers/formats/sql-server-backup/rows/catalogue/assemble-tables.ts";
import { collectCatalogue } from "../../../verifiers/formats/sql-server-backup/rows/catalogue/collect-catalogue.ts";
import { findSample, readAllocatedPages } from "./read-sample-pages.ts";

const NORTHWIND = {
  Categories: 8,
  CustomerCustomerDemo: 0,
  CustomerDemographics: 0,
  Customers: 91,
  EmployeeTerritories: 49,
  Employees: 9,
  "Order Details": 2155,
  Orders: 830,
  Products: 77,
  Region: 4,
  Shippers: 3,
  Suppliers: 29,
  Territories: 53,
};
const PUBS = {
  CustomerAndSupplier: 0,
  CustomerAndSuppliers: 2,
  Item: 2,
  Items: 6,
  Transactions: 1,
  authors: 23,
  customers: 3,
  discounts: 3,
  employee: 43,
  jobs: 14,
  products: 3,
  pub_info: 8,
  publishers: 8,
  roysched: 86,
  sales: 21,
  stores: 6,
  titleauthor: 25,
  titles: 18,
};
const SAMPLES = [
  { name: "pubs-2012-checksum.bak", counts: PUBS },
  { name: "northwind-2005-checksum.bak", counts: { ...NORTHWIND, sysdiagrams: 1 } },
  { name: "northwind-2008-torn-bits.bak", counts: NORTHWIND },
].map((sample) => ({ ...sample, bytes: findSample(sample.name) }));

describe.each(SAMPLES)("the catalogue of $name", ({ counts, bytes }) => {
  test.skipIf(!bytes)(
    `has every table with its rows${bytes ? "" : " (skipped: no samples)"}`,
    () => {
      const collector = collectCatalogue({ layouts: false });
      for (const [page, header] of readAllocatedPages(bytes ?? new Uint8Array()))
        collector.page(page, header);
      const { tables, reasons, notes } = assembleTables(collector.finish(), { whole: true });
      expect(reasons).toEqual([]);
      expect(notes).toEqual([]);
      expect(Object.fromEntries(tables.map((table) => [table.name, table.rows]))).toEqual(counts);
      for (const table of tables) expect(table.recordedRows, table.name).toBe(table.rows);
      expect(new Set(tables.map(({ schema }) => schema))).toEqual(new Set(["dbo"]));
    },
  );
});
