import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runVigie } from "./own-backup/run-vigie.ts";

const SAMPLES = new URL("../../../../shared/samples/bak/", import.meta.url);
const SAMPLE = fileURLToPath(new URL("northwind-2008-torn-bits.bak", SAMPLES));
const CHECKSUMMED = fileURLToPath(new URL("northwind-2005-checksum.bak", SAMPLES));
const DUMP = fileURLToPath(new URL("../../verifiers/golden/visitor-15-copy.sql", import.meta.url));
const skipped = existsSync(SAMPLE) ? "" : " (skipped: no samples)";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-rows-"));
});
afterAll(() => rm(directory, { recursive: true }));

const rowsOf = (file: string, ...words: string[]) => runVigie(["inspect", file, ...words], {});

describe.skipIf(skipped !== "")(`vigie inspect --table${skipped}`, () => {
  test("writes a table's rows as JSON lines", async () => {
    const { code, out, err } = await rowsOf(SAMPLE, "--table", "Region");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const rows = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const names = ["Eastern", "Western", "Northern", "Southern"];
    expect(rows).toEqual(
      names.map((name, at) => ({ RegionID: at + 1, RegionDescription: name.padEnd(50) })),
    );
  });

  test("writes them as CSV", async () => {
    const { code, out } = await rowsOf(SAMPLE, "--table", "dbo.Order Details", "--format", "csv");
    expect(code).toBe(0);
    const [head, first] = out.split("\r\n");
    expect(head).toBe("OrderID,ProductID,UnitPrice,Quantity,Discount");
    expect(first).toBe("10248,11,14.0000,12,0");
    expect(out.split("\r\n")).toHaveLength(2_157);
  });

  test("says what may be missing, and ends with 1 where a page is damaged", async () => {
    const damaged = join(directory, "damaged.bak");
    const bytes = await readFile(CHECKSUMMED);
    bytes.write("x", bytes.indexOf(Buffer.from("Maria Anders", "utf16le")));
    await writeFile(damaged, bytes);
    const { code, out, err } = await rowsOf(damaged, "--table", "Customers");
    expect(code).toBe(1);
    expect(out.trimEnd().split("\n").length).toBeLessThan(91);
    expect(err).toMatch(/Rows may be missing/);
    expect(err).toMatch(/the database records 91/);
  });

  test("says which table it does not find, and ends with 2", async () => {
    const { code, out, err } = await rowsOf(SAMPLE, "--table", "Visits");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^Cannot find the table Visits in this backup/);
  });
});

test("vigie inspect --table refuses a file that is no backup of SQL Server", async () => {
  const { code, err } = await rowsOf(DUMP, "--table", "visits");
  expect(code).toBe(2);
  expect(err).toMatch(/no backup of SQL Server/);
});
