import { describe, expect, test } from "vitest";
import { exportTable } from "../../../verifiers/formats/sql-server-backup/rows/export/export-table.ts";
import type { CellValue } from "../../../verifiers/formats/sql-server-backup/rows/values/cell-value.ts";
import { findSample, toSource } from "./read-sample-pages.ts";

type Row = Record<string, CellValue>;

const { signal } = new AbortController();

async function readTable(bak: Uint8Array, name: string): Promise<readonly Row[]> {
  const { columns, omitted, rows } = await exportTable(toSource(bak), name, { signal });
  expect(omitted).toEqual([]);
  const read: Row[] = [];
  for await (const row of rows)
    read.push(Object.fromEntries(columns.map(({ name: column }, at) => [column, row[at] ?? null])));
  return read;
}

const NORTHWINDS = ["northwind-2005-checksum.bak", "northwind-2008-torn-bits.bak"].map((name) => ({
  name,
  bak: findSample(name) ?? new Uint8Array(),
}));
const skipped = (bak: Uint8Array) => (bak.length > 0 ? "" : " (skipped: no samples)");

describe.each(NORTHWINDS)("the rows of $name", ({ bak }) => {
  const one = (about: string, check: () => Promise<void>) =>
    test.skipIf(bak.length === 0)(about + skipped(bak), check);

  one("are Northwind's customers", async () => {
    const customers = await readTable(bak, "dbo.Customers");
    expect(customers).toHaveLength(91);
    expect(customers.find(({ CustomerID }) => CustomerID === "ALFKI")).toEqual({
      CustomerID: "ALFKI",
      CompanyName: "Alfreds Futterkiste",
      ContactName: "Maria Anders",
      ContactTitle: "Sales Representative",
      Address: "Obere Str. 57",
      City: "Berlin",
      Region: null,
      PostalCode: "12209",
      Country: "Germany",
      Phone: "030-0074321",
      Fax: "030-0076545",
    });
  });

  one("are its orders and products", async () => {
    const orders = await readTable(bak, "orders");
    const order = orders.find(({ OrderID }) => OrderID === 10_248);
    expect(order).toMatchObject({ Freight: "32.3800", OrderDate: "1996-07-04T00:00:00.000" });
    const products = await readTable(bak, "Products");
    const chai = products.find(({ ProductName }) => ProductName === "Chai");
    expect(chai).toMatchObject({ ProductID: 1, UnitPrice: "18.0000", Discontinued: false });
  });

  one("add up to its turnover", async () => {
    const details = await readTable(bak, "Order Details");
    const cents = details.reduce(
      (sum, { UnitPrice, Quantity }) => sum + toCents(UnitPrice) * Number(Quantity),
      0,
    );
    expect(cents).toBe(135_445_859);
    expect(details.filter(({ Discount }) => Discount === 0.15)).not.toEqual([]);
  });

  one("have their long texts and pictures", async () => {
    const categories = await readTable(bak, "Categories");
    const beverages = categories.find(({ CategoryID }) => CategoryID === 1);
    expect(beverages).toMatchObject({ Description: "Soft drinks, coffees, teas, beers, and ales" });
    for (const { Picture } of categories) expect(String(Picture)).toHaveLength(2 + 2 * 10_746);
    const [{ Notes, Photo } = {}] = await readTable(bak, "Employees");
    expect(String(Notes)).toMatch(/^Education includes a BA in psychology/);
    expect(String(Photo)).toHaveLength(2 + 2 * 21_626);
  });
});

test.skipIf(NORTHWINDS.some(({ bak }) => bak.length === 0))(
  `the same tables give the same rows with checksums and with torn bits${skipped(NORTHWINDS[0]?.bak ?? new Uint8Array())}`,
  async () => {
    const [first, second] = NORTHWINDS.map(({ bak }) => bak);
    for (const name of [
      "Customers",
      "Order Details",
      "Orders",
      "Products",
      "Suppliers",
      "Categories",
    ]) {
      const sorted = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).sort();
      const one = sorted(await readTable(first ?? new Uint8Array(), name));
      expect(sorted(await readTable(second ?? new Uint8Array(), name)), name).toEqual(one);
    }
  },
);

const pubs = findSample("pubs-2012-checksum.bak") ?? new Uint8Array();

describe("the rows of pubs-2012-checksum.bak", () => {
  test.skipIf(pubs.length === 0)(`are those everybody knows${skipped(pubs)}`, async () => {
    const authors = await readTable(pubs, "authors");
    expect(authors.find(({ au_id }) => au_id === "172-32-1176")).toMatchObject({
      au_lname: "White",
      au_fname: "Johnson",
      phone: "408 496-7223",
      contract: true,
    });
    const titles = await readTable(pubs, "titles");
    const title = titles.find(({ title_id }) => title_id === "BU1032");
    expect(title).toMatchObject({ price: "19.9900", pubdate: "1991-06-12T00:00:00.000" });
    const logos = await readTable(pubs, "pub_info");
    expect(logos).toHaveLength(8);
    for (const { logo } of logos) expect(String(logo)).toMatch(/^0x474946383961/);
  });
});

function toCents(money: CellValue | undefined): number {
  return Math.round(Number(money) * 100);
}
