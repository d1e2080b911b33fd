import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSystemClock } from "../../../../platform/clock/system-clock.ts";
import { sqlServerBackup } from "../../../../verifiers/formats/sql-server-backup/sql-server-backup.ts";
import type { RestorableCopy, SandboxReport } from "../../../../verifiers/sandboxes/sandbox.ts";
import { openSqlServer, type SqlServerUnderTest, sourceOf } from "./open-sql-server.ts";

const SAMPLES = new URL("../../../../../shared/samples/bak/", import.meta.url);
const PUBS = "pubs-2012-checksum.bak";
const KNOWN: readonly (readonly [string, Readonly<Record<string, number>>])[] = [
  [PUBS, { "dbo.authors": 23, "dbo.titles": 18, "dbo.sales": 21, "dbo.roysched": 86 }],
  ["northwind-2008-torn-bits.bak", { "dbo.Orders": 830, "dbo.Order Details": 2_155 }],
  ["northwind-2005-checksum.bak", { "dbo.Customers": 91, "dbo.Territories": 53 }],
];

const absent = !existsSync(SAMPLES);
const name = process.env["SQL_SERVER"] ? "SQL Server itself" : "the scripted SQL Server";

const skipped = absent ? " (skipped: no samples)" : "";

describe.skipIf(absent)(`real backups on ${name}${skipped}`, () => {
  let server: SqlServerUnderTest;

  beforeAll(async () => {
    server = await openSqlServer(process.env);
  });

  afterAll(() => server[Symbol.asyncDispose]());

  test.each(KNOWN)(
    "%s is restored, and has the rows that our reader counts",
    async (file, known) => {
      const bytes = readFileSync(new URL(file, SAMPLES));
      const report = await verify(await server.place(file, bytes));
      expect(report).toMatchObject({
        ended: "done",
        sound: { verdict: "pass" },
        restored: { verdict: "pass" },
        cleanup: "done",
      });
      expect(report.content?.rowCounts).toMatchObject(known);
      expect(report.content?.rowCounts).toEqual(await countByOurselves(bytes));
      expect(report.content?.assertions.map(({ verdict }) => verdict)).toEqual([
        file === PUBS ? "pass" : "fail",
      ]);
    },
  );

  test("one that is cut short fails, and says that it should be read again", async () => {
    const bytes = readFileSync(new URL(PUBS, SAMPLES));
    const report = await verify(await server.place("cut.bak", bytes.subarray(0, bytes.length / 2)));
    expect(report.sound?.verdict).toBe("fail");
    expect(report.steps.at(-1)).toMatchObject({ fault: "backup", observed: { reread: true } });
    expect(report.cleanup).toBe("done");
  });

  test("one with a damaged page fails", async () => {
    const bytes = readFileSync(new URL(PUBS, SAMPLES));
    const at = bytes.indexOf(Buffer.from("Cheryl"));
    expect(at).toBeGreaterThan(0);
    bytes.writeUInt8(0x7a, at);
    const report = await verify(await server.place("damaged.bak", bytes));
    expect(report.steps.some(({ fault }) => fault === "backup")).toBe(true);
    expect([report.sound?.verdict, report.restored?.verdict]).toContain("fail");
  });

  test("nothing is left for a sweep", async () => {
    expect(await server.sandbox.sweep()).toBe(0);
  });

  function verify(copy: RestorableCopy): Promise<SandboxReport> {
    const assertions = [
      { name: "authors", sql: "SELECT COUNT(*) FROM dbo.authors", expect: ">= 20" },
    ];
    return server.sandbox.verify(
      {
        ...{ format: "sql-server-backup", gzip: false, targetMs: null, freshness: null },
        ...{ copies: [copy], level: "right", assertions },
      },
      new AbortController().signal,
    );
  }
});

async function countByOurselves(bytes: Uint8Array): Promise<Record<string, number>> {
  const { signal } = new AbortController();
  const options = { clock: createSystemClock(), signal };
  const [seen] = await sqlServerBackup.inspect(sourceOf(bytes), options);
  return Object.fromEntries(
    (seen?.tables ?? []).map(({ schema, name, rows }) => [`${schema}.${name}`, rows ?? -1]),
  );
}
