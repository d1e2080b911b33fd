import { expect, test } from "vitest";
import type { PostgresEngine } from "../../../verifiers/sandboxes/postgres-restore/postgres-engine.ts";
import { findCandidates } from "../../../verifiers/sandboxes/sql-server-rows/find-candidates.ts";
import { loadTable } from "../../../verifiers/sandboxes/sql-server-rows/load-table.ts";
import { openDatabase } from "../../../verifiers/sandboxes/sql-server-rows/open-database.ts";
import { toSource } from "../formats/to-source.ts";
import { writeVisits } from "../sql-server-rows/write-visits.ts";

const VISITS = [{ at: "2026-11-19T08:00:00Z" }, { at: null, host: "a\tb\\c\n" }];

/** What an engine is told to copy, where so many bytes are left for it. */
async function load(bytesLeft: number, columns: readonly string[]) {
  const copied: string[] = [];
  const refuse = async () => expect.fail("only copies are expected");
  const engine: PostgresEngine = {
    ...{ query: refuse, exec: refuse, createRole: refuse, createExtension: refuse },
    keepsOwners: true,
    copyRows: async (copy, rows) => void copied.push(copy, Buffer.from(rows).toString("utf8")),
  };
  const database = await openDatabase(toSource(writeVisits(VISITS)));
  const [candidate] = findCandidates(database.catalogue, ["SELECT 1 FROM VISITS"]).values();
  if (!candidate) return expect.fail("the table is not found");
  const room = { bytesLeft };
  const fault = await loadTable({ engine, database, room }, candidate, new Set(columns));
  return { fault, copied };
}

test("the columns that are asked for are loaded, and no others", async () => {
  const { fault, copied } = await load(1_000, ["at", "host"]);
  expect(fault).toBeNull();
  expect(copied).toEqual([
    'COPY "dbo"."visits" ("at", "host") FROM stdin;',
    "2026-11-19T08:00:00.000\tZoë\n\\N\ta\\tb\\\\c\\n\n",
  ]);
});

test("where none is asked for, the first is loaded, so that rows can be counted", async () => {
  const { copied } = await load(1_000, []);
  expect(copied).toEqual(['COPY "dbo"."visits" ("id") FROM stdin;', "0\n1\n"]);
});

test("rows that the sandbox has no room for are not loaded, and that is said", async () => {
  const { fault, copied } = await load(81, ["id"]);
  expect(fault?.en).toBe("the rows of Visits are more than the sandbox holds");
  expect(copied).toEqual([]);
});
