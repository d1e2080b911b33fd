import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSandboxes } from "../../../../verifiers/sandboxes/open-sandboxes.ts";
import type { Sandbox, SandboxReport } from "../../../../verifiers/sandboxes/sandbox.ts";
import type { SandboxLimits } from "../../../../verifiers/sandboxes/sandbox-limits.ts";
import { expectBothLanguages } from "../../../verifiers/expect-both-languages.ts";
import { toSource } from "../../../verifiers/formats/to-source.ts";
import { readSample } from "../../../verifiers/sql-server-backup/sample.ts";
import { type Visit, writeVisits } from "../../../verifiers/sql-server-rows/write-visits.ts";
import { listResidue } from "./sandbox-residue.ts";

const GIB = 2 ** 30;
const LIMITS = { secondsMax: 60, memoryMax: 2 * GIB, bytesMax: GIB, diskMax: GIB };
const FRESHNESS = { table: "[dbo].[Visits]", column: "at" };

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "vigie-rows-"));
});
afterAll(() => rm(directory, { recursive: true }));

async function open(limits: Partial<SandboxLimits> = {}): Promise<Sandbox> {
  const [sandbox] = await openSandboxes({
    ...{ directory, engines: [{ kind: "sql-server-rows" }] },
    ...{ limits: { ...LIMITS, ...limits }, logger: pino({ level: "silent" }) },
  });
  return sandbox ?? expect.fail("no sandbox was opened");
}

type Asked = {
  readonly freshness?: { readonly table: string; readonly column: string } | null;
  /** What is expected, by its SQL. */
  readonly assertions?: Readonly<Record<string, string>>;
  readonly limits?: Partial<SandboxLimits>;
};

async function ask(bak: Uint8Array, asked: Asked): Promise<SandboxReport> {
  const { freshness = null, assertions = {}, limits } = asked;
  const sandbox = await open(limits);
  const report = await sandbox.verify(
    {
      ...{ format: "sql-server-backup", gzip: false, targetMs: null, level: "right" },
      copies: [{ uri: "file:///copy", source: toSource(bak) }],
      freshness,
      assertions: Object.entries(assertions).map(([sql, expected]) => ({
        name: sql,
        sql,
        expect: expected,
      })),
    },
    new AbortController().signal,
  );
  for (const { reason } of report.content?.assertions ?? []) expectBothLanguages(reason);
  if (report.restored) expectBothLanguages(report.restored.reason);
  expect(await listResidue(directory)).toEqual([]);
  return report;
}

/** The verdict of each assertion, by its SQL. */
async function judge(bak: Uint8Array, assertions: Readonly<Record<string, string>>) {
  const { content } = await ask(bak, { assertions });
  return Object.fromEntries(
    content?.assertions.map(({ name, verdict, reason }) => [
      name,
      verdict === "inconclusive" ? reason.en : verdict,
    ]) ?? [],
  );
}

const CAN_BE_ASKED = "SELECT count(*) FROM Visits";
const VISITS: readonly Visit[] = [
  { at: "2026-11-19T08:00:00Z", fee: 123_456n, host: "Anne ", isOpen: true },
  { at: "2026-11-19T23:30:00Z", fee: 1n, host: "anne" },
  { at: null, host: null },
];

describe("the rows of a SQL Server backup", () => {
  test("answer as SQL Server would", async () => {
    const verdicts = {
      "SELECT count(*) FROM [dbo].[Visits]": "3",
      "SELECT COUNT_BIG(*) FROM dbo.Visits;": "3",
      'SELECT count(*) FROM "Visits" -- all of them': "3",
      "SELECT sum(Fee) FROM Visits": "12.3457",
      "SELECT count(*) FROM visits WHERE Host = N'ANNE'": "2",
      "SELECT count(*) FROM Visits WHERE [Open] = 1 AND At < '20261119 12:00'": "1",
      "SELECT [Open] FROM Visits WHERE Id = 0": "true",
      "SELECT max(At) FROM Visits": "2026-11-19T23:30:00.000Z",
      "SELECT avg(Id + 1) FROM Visits WHERE Id > 0": "2",
      "SELECT max(LEN(Host)) FROM Visits": "4",
      "SELECT ISNULL(max(Host), 'nobody') FROM Visits WHERE Id = 2": "nobody",
      "SELECT count(*) FROM Visits a JOIN Visits b ON a.Host = b.Host": ">= 4",
      "WITH late AS (SELECT Id FROM Visits WHERE At IS NULL) SELECT count(*) FROM late": "1",
    };
    const seen = await judge(writeVisits(VISITS), verdicts);
    expect(seen).toEqual(Object.fromEntries(Object.keys(verdicts).map((sql) => [sql, "pass"])));
  });

  test("fail an assertion that they contradict, and keep what they say to themselves", async () => {
    const { content } = await ask(writeVisits(VISITS), {
      assertions: { "SELECT count(*) FROM Visits": "4", "SELECT max(Host) FROM Visits": "Zed" },
    });
    expect(content?.assertions.map(({ verdict }) => verdict)).toEqual(["fail", "fail"]);
    expect(content?.assertions.map(({ observed }) => observed["value"])).toEqual(["3", null]);
  });

  test("say nothing where they cannot be asked as SQL Server would", async () => {
    const seen = await judge(writeVisits(VISITS), {
      "SELECT TOP 1 Id FROM Visits ORDER BY Id": "0",
      "SELECT count(*) FROM Visits WHERE DATEDIFF(day, At, GETDATE()) < 2": "0",
      "SELECT count(*) FROM sys.tables": "1",
      "SELECT count(*) FROM VisitsOfToday": "1",
      "SELECT count(*) FROM Visits WHERE Form IS NULL": "0",
      "SELECT count(*) FROM Visits WHERE Host LIKE '[A-C]%'": "2",
      "SELECT Host + '!' FROM Visits WHERE Id = 0": "Anne!",
      "SELECT 1 / Id FROM Visits WHERE Id = 0": "1",
      "SELECT count(*) FROM Visits WHERE At < '20/11/2026'": "2",
      "SELECT count(*) FROM Visits WHERE At < '11/12/2026'": "2",
      "SELECT CAST(max(Fee) AS int) FROM Visits": "12",
      [CAN_BE_ASKED]: "3",
      "DELETE FROM Visits": "3",
      "SELECT Id FROM Visits": "1",
    });
    const { [CAN_BE_ASKED]: canBeAsked, ...others } = seen;
    expect(canBeAsked).toBe("pass");
    for (const verdict of Object.values(others)) expect(["pass", "fail"]).not.toContain(verdict);
    expect(seen["SELECT count(*) FROM Visits WHERE Form IS NULL"]).toContain(
      "the column Form: xml is not read",
    );
    expect(seen["SELECT count(*) FROM sys.tables"]).toContain("has not all of T-SQL");
  });

  test("say nothing of a table of which the database records another number of rows", async () => {
    const bak = writeVisits(VISITS, { recordedRows: 4 });
    const seen = await judge(bak, { "SELECT count(*) FROM Visits": "4", "SELECT 1": "1" });
    expect(seen).toEqual({
      "SELECT count(*) FROM Visits": expect.stringContaining(
        "3 rows of Visits were found, the database records 4",
      ),
      "SELECT 1": "pass",
    });
  });

  test("tell the newest instant of a column, and whether there is such a column", async () => {
    const bak = writeVisits(VISITS);
    const newestOf = async (table: string, column: string) =>
      (await ask(bak, { freshness: { table, column } })).content?.newest;
    expect(await newestOf("[dbo].[Visits]", "at")).toEqual({
      found: true,
      newestMs: Date.parse("2026-11-19T23:30:00Z"),
    });
    expect(await newestOf("dbo.visits", "Host")).toEqual({ found: false, newestMs: null });
    expect(await newestOf("guests", "At")).toEqual({ found: false, newestMs: null });
  });

  test("are counted, and nothing is claimed to be restored", async () => {
    const report = await ask(writeVisits(VISITS), { freshness: FRESHNESS });
    expect(report).toMatchObject({
      ...{ ended: "done", cleanup: "done", sound: null, restored: { verdict: "inconclusive" } },
      content: { rowCounts: { "dbo.Visits": 3 }, assertions: [] },
    });
  });

  test("are not asked where a SQL Server is", async () => {
    const connection = {
      ...{ server: "127.0.0.1", port: 1, user: "vigie", password: "", ca: null },
      ...{ encrypt: false, trustServerCertificate: false },
    };
    const sqlServer = {
      ...({ kind: "sql-server", connection, vaults: [], escrow: [], checkDepth: "full" } as const),
      ...{ directories: { data: "/d", log: "/d" }, checkMsMax: 1, countMsMax: 1 },
    };
    const sandboxes = await openSandboxes({
      ...{ directory, engines: [{ kind: "sql-server-rows" }, sqlServer] },
      ...{ limits: LIMITS, logger: pino({ level: "silent" }) },
    });
    expect(sandboxes.map(({ engine }) => engine)).toEqual(["SQL Server"]);
  });

  test("end with their process, whatever is asked of them", async () => {
    const endless =
      "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i FROM n) SELECT count(*) FROM n";
    const report = await ask(writeVisits(VISITS), {
      assertions: { [endless]: "1" },
      limits: { secondsMax: 4 },
    });
    expect(report).toMatchObject({ ended: "out-of-time", restored: null, content: null });
  });
});

const NORTHWIND = "northwind-2005-checksum.bak";
const bak = readSample(NORTHWIND);
test.skipIf(!bak)(
  `the rows of ${NORTHWIND} give its turnover to the cent${bak ? "" : " (skipped: no samples)"}`,
  async () => {
    const seen = await judge(bak ?? (await readFile(NORTHWIND)), {
      "SELECT sum(UnitPrice * Quantity) FROM [dbo].[Order Details]": "1354458.59",
      "SELECT count(*) FROM Orders o JOIN Customers c ON c.CustomerID = o.CustomerID WHERE c.Country = 'germany'":
        "122",
      "SELECT max(OrderDate) FROM Orders WHERE OrderDate > '19970101'": ">= 1998-05-06",
      "SELECT count(*) FROM Products WHERE Discontinued = 1": "8",
    });
    expect(Object.values(seen)).toEqual(["pass", "pass", "pass", "pass"]);
  },
);
