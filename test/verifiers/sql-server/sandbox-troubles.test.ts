import { describe, expect, test } from "vitest";
import type { ScriptedState } from "../../services/tds/scripted-state.ts";
import { startScriptedSqlServer } from "../../services/tds/start-scripted-sql-server.ts";
import { aBackup, openWorld, remains, type World } from "./sql-server-world.ts";

const ORPHAN = `vigie_restore_${"a".repeat(32)}`;

describe("a sandbox that breaks off", () => {
  test("at the caller's signal has stopped, and dropped what it began", async () => {
    await using world = await openWorld();
    world.state.scripts.push({ at: "RESTORE DATABASE", does: { kind: "hang" } });
    const calling = new AbortController();
    const verifying = world.verify({}, calling.signal);
    await until(() => world.progress.length > 0);
    calling.abort();
    const report = await verifying;
    expect(report).toMatchObject({ ended: "stopped", restored: null, cleanup: "done" });
    expect(report.sound?.verdict).toBe("pass");
    expect(report.steps.at(-1)).toMatchObject({ name: "restore-full", verdict: "inconclusive" });
  });

  test("at its own deadline is out of time", async () => {
    await using world = await openWorld({}, { secondsMax: 0.5 });
    world.state.scripts.push({ at: "RESTORE DATABASE", does: { kind: "hang" } });
    const report = await world.verify();
    expect(report).toMatchObject({ ended: "out-of-time", restored: null, cleanup: "done" });
  });

  test("as its connection is dropped has crashed, and is cleaned up by another one", async () => {
    await using world = await openWorld();
    world.state.scripts.push({ at: "DBCC CHECKDB", does: { kind: "drop" } });
    const report = await world.verify();
    expect(report).toMatchObject({ ended: "crashed", restored: null, cleanup: "done" });
    expect(report.steps.at(-1)).toMatchObject({ name: "checkdb", fault: "sandbox" });
    expect(remains(world.state)).toEqual([]);
  });

  test("as its reader is dropped never reads on with more rights", async () => {
    await using world = await openWorld();
    world.state.scripts.push({ at: "SELECT COUNT_BIG", does: { kind: "drop" } });
    const report = await world.verify();
    expect(report).toMatchObject({ ended: "crashed", content: null, cleanup: "done" });
    const after = world.state.ran.findLastIndex(({ sql }) => sql.startsWith("SELECT COUNT_BIG"));
    expect(world.state.ran.slice(after + 1).some(({ sql }) => /\[dbo\]/.test(sql))).toBe(false);
  });

  test("as the server goes down says that it could not clean up", async () => {
    const world = await openWorld();
    world.state.scripts.push({ at: "RESTORE DATABASE", does: { kind: "hang" } });
    const verifying = world.verify();
    await until(() => world.progress.length > 0);
    await world.server.stop();
    const report = await verifying;
    expect(report).toMatchObject({ ended: "crashed", restored: null, cleanup: "failed" });
    expect(world.said.join()).toContain("could not clean up");
  });
});

test("what a server held as it went down is swept once it is back", async () => {
  const world = await openWorld();
  world.state.scripts.push({ at: "DBCC CHECKDB", does: { kind: "hang" } });
  const verifying = world.verify();
  await until(() => ran(world.state, "DBCC").length > 0);
  await world.server.stop();
  expect((await verifying).cleanup).toBe("failed");
  expect(remains(world.state)).toHaveLength(1);
  const again = await startScriptedSqlServer(world.state, { port: world.server.port });
  expect(await world.sweep()).toBe(1);
  expect(remains(again.state)).toEqual([]);
  await again.stop();
});

describe("CHECKDB", () => {
  test.each(["full", "extended", "physical_only"] as const)("%s passes", async (checkDepth) => {
    await using world = await openWorld({}, { checkDepth });
    const report = await world.verify({ level: "restored" });
    expect(report.restored).toMatchObject({ verdict: "pass", observed: { depth: checkDepth } });
    const option = { full: "TABLERESULTS;", extended: "EXTENDED", physical_only: "PHYSICAL" };
    expect(ran(world.state, "DBCC")[0]).toContain(option[checkDepth]);
  });

  test("that finds damage fails the copy, with the numbers", async () => {
    await using world = await openWorld();
    const rows = [
      [8939, 16],
      [8939, 16],
      [8928, 16],
      [8989, 10],
      [8990, 10],
    ] as const;
    world.state.scripts.push({ at: "DBCC CHECKDB", does: { kind: "found", rows } });
    const report = await world.verify();
    expect(report.restored).toMatchObject({
      verdict: "fail",
      observed: { errors: 3, numbers: [8939, 8928], summary: true },
    });
    expect(report.steps.at(-1)?.fault).toBe("backup");
    expect(report.content).toBeNull();
  });

  test("that finds very much damage is told in few words", async () => {
    await using world = await openWorld();
    const rows = Array.from({ length: 50_000 }, () => [8928, 16] as const);
    world.state.scripts.push({ at: "DBCC CHECKDB", does: { kind: "found", rows } });
    const report = await world.verify();
    expect(report.restored?.observed).toMatchObject({ errors: 50_000, numbers: [8928] });
    expect(JSON.stringify(report).length).toBeLessThan(20_000);
  });

  test.each<[string, [number, number][]]>([
    ["gives up", [[8921, 16]]],
    ["says nothing at its end", []],
    ["says only that it has begun", [[8997, 10]]],
  ])("that %s proves nothing", async (_, rows) => {
    await using world = await openWorld();
    world.state.scripts.push({ at: "DBCC CHECKDB", does: { kind: "found", rows } });
    const report = await world.verify();
    expect(report.restored?.verdict).toBe("inconclusive");
    expect(report.steps.at(-1)?.fault).toBe("sandbox");
  });

  test("that takes too long is stopped by itself", async () => {
    await using world = await openWorld({}, { checkMsMax: 200 });
    world.state.scripts.push({ at: "DBCC CHECKDB", does: { kind: "hang" } });
    const report = await world.verify();
    expect(report).toMatchObject({ ended: "done", restored: { verdict: "inconclusive" } });
    expect(report.cleanup).toBe("done");
  });
});

test("VERIFYONLY that says nothing proves nothing", async () => {
  await using world = await openWorld();
  world.state.scripts.push({ at: "RESTORE VERIFYONLY", does: { kind: "silence" } });
  expect((await world.verify()).sound?.verdict).toBe("inconclusive");
});

test("a restore that does nothing proves nothing", async () => {
  await using world = await openWorld();
  world.state.scripts.push({ at: "RESTORE DATABASE", does: { kind: "silence" } });
  expect((await world.verify()).restored?.verdict).toBe("inconclusive");
});

test("rows that take too long to count are as recorded, and that is said", async () => {
  await using world = await openWorld({}, { countMsMax: 0 });
  world.put(aBackup({ tables: [{ schema: "dbo", name: "visits", rows: 5, recorded: 7 }] }));
  const report = await world.verify();
  expect(report.content?.rowCounts).toEqual({ "dbo.visits": 7 });
  expect(report.steps.at(-1)?.observed).toMatchObject({ tables: 1, counted: 0 });
});

test("assertions are asked by who can only read, and judged by value", async () => {
  await using world = await openWorld();
  const report = await world.verify({
    assertions: [
      { name: "enough", sql: "SELECT 42 AS n", expect: ">= 40" },
      { name: "too few", sql: "SELECT 42", expect: ">= 43" },
      { name: "gone", sql: "SELECT * FROM dbo.NotThere", expect: "1" },
      { name: "many", sql: "SELECT * FROM dbo.visits", expect: "1" },
      { name: "acts", sql: "DROP DATABASE master", expect: "1" },
    ],
  });
  const verdicts = report.content?.assertions.map(({ name, verdict }) => [name, verdict]);
  expect(verdicts).toEqual([
    ["enough", "pass"],
    ["too few", "fail"],
    ["gone", "fail"],
    ["many", "inconclusive"],
    ["acts", "inconclusive"],
  ]);
});

describe("what is left of a restore", () => {
  test("as DROP fails is told, apart from what was found", async () => {
    await using world = await openWorld();
    world.state.scripts.push({ at: "DROP DATABASE", does: { kind: "errors", numbers: [3702] } });
    const report = await world.verify();
    expect(report).toMatchObject({ restored: { verdict: "pass" }, cleanup: "failed" });
    expect(remains(world.state)).toHaveLength(1);
    expect(world.said.join()).toContain("something is left");
  });

  test("as files is told", async () => {
    await using world = await openWorld();
    const leaving = leaveFiles(world);
    expect((await world.verify()).cleanup).toBe("failed");
    leaving();
  });

  test("by an earlier process is swept, and nothing else", async () => {
    await using world = await openWorld();
    const none = { lastLsn: 0, files: [], tables: [], lastCheck: null };
    world.state.databases.set(ORPHAN, { state: "RESTORING", ...none });
    world.state.keys.set(`vigie_key_${"b".repeat(32)}_0`, "AB".repeat(20));
    world.state.keys.set("operators_own", "CD".repeat(20));
    expect(await world.sweep()).toBe(2);
    expect(remains(world.state)).toEqual(["operators_own"]);
    expect(await world.sweep()).toBe(0);
  });

  test("is not swept while it is still being restored by another", async () => {
    await using world = await openWorld();
    world.state.scripts.push({ at: "DBCC CHECKDB", does: { kind: "hang" } });
    const calling = new AbortController();
    const verifying = world.verify({}, calling.signal);
    await until(() => ran(world.state, "DBCC").length > 0);
    expect(await world.sweep()).toBe(0);
    expect(remains(world.state)).toHaveLength(1);
    calling.abort();
    expect((await verifying).cleanup).toBe("done");
  });
});

/** A file of CHECKDB's beside each database that is restored. */
function leaveFiles({ state }: World): () => void {
  const timer = setInterval(() => {
    for (const name of state.databases.keys())
      state.leftovers.push(`/var/opt/mssql/data/${name}_1.mdf_MSSQL_DBCC7`);
  }, 1);
  return () => clearInterval(timer);
}

function ran(state: ScriptedState, start: string): readonly string[] {
  return state.ran.map(({ sql }) => sql).filter((sql) => sql.startsWith(start));
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
