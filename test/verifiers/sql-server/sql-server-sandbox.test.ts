import { describe, expect, test } from "vitest";
import type { FaultClass, Verdict } from "../../../schemas/proof.ts";
import { aBackup, BASE, copyAt, NEWEST, openWorld, remains } from "./sql-server-world.ts";

const FRESHNESS = { table: "visits", column: "at" };

describe("a SQL Server sandbox", () => {
  test("restores a good backup, checks it, counts it, and leaves nothing behind", async () => {
    await using world = await openWorld();
    const report = await world.verify({ freshness: FRESHNESS });
    expect(report).toMatchObject({
      ended: "done",
      sound: { verdict: "pass" },
      restored: { verdict: "pass", engine: "SQL Server 16.0.4150.1" },
      content: {
        rowCounts: { "dbo.visits": 12_345, "dbo.people": 12 },
        newest: { found: true, newestMs: Date.parse(NEWEST) },
      },
      cleanup: "done",
    });
    expect(report.steps.map(({ name }) => name)).toEqual([
      ...["structure", "headers", "origin", "chain", "files", "space", "verify-only"],
      ...["restore", "restore-full", "checkdb", "rows"],
    ]);
    expect(report.steps.every(({ verdict, fault }) => verdict === "pass" && !fault)).toBe(true);
    expect(remains(world.state)).toEqual([]);
  });

  test("tells progress as the server does", async () => {
    await using world = await openWorld();
    await world.verify();
    expect(world.progress).toEqual([5, 50, 100]);
  });

  test("goes as far as is asked", async () => {
    await using world = await openWorld();
    const sound = await world.verify({ level: "sound" });
    expect(sound).toMatchObject({ sound: { verdict: "pass" }, restored: null, content: null });
    const restored = await world.verify({ level: "restored" });
    expect(restored).toMatchObject({ restored: { verdict: "pass" }, content: null });
  });

  test("reads a restored database as a user who can only read", async () => {
    await using world = await openWorld();
    await world.verify({ freshness: FRESHNESS });
    const readings = world.state.ran.filter(({ sql }) => /COUNT_BIG|MAX\(/.test(sql));
    expect(readings).toHaveLength(3);
    expect(readings.every(({ as }) => as.startsWith("vigie_reader_"))).toBe(true);
  });

  test("says where no column of instants is as the policy names it", async () => {
    await using world = await openWorld();
    const report = await world.verify({ freshness: { table: "visits", column: "no" } });
    expect(report.content?.newest).toEqual({ found: false, newestMs: null });
  });

  test("notes a backup without checksums, and checks it by its pages", async () => {
    await using world = await openWorld();
    world.put(aBackup({ checksums: false }));
    const report = await world.verify();
    expect(report.restored?.verdict).toBe("pass");
    expect(report.sound?.observed).toMatchObject({ hasChecksums: false });
  });

  test("takes the last full backup of a file that holds several", async () => {
    await using world = await openWorld();
    const last = aBackup({ tables: [{ schema: "dbo", name: "visits", rows: 2 }] });
    world.put(aBackup(), last, aBackup({ type: 2 }));
    const report = await world.verify();
    expect(report.content?.rowCounts).toEqual({ "dbo.visits": 2 });
  });

  test("restores from a bucket by its URL", async () => {
    await using world = await openWorld(
      { backups: new Map([["s3://objects:9000/dc1/acme/v 1.bak", [aBackup()]]]) },
      { vaults: [{ uri: "s3://backups-dc1", at: "s3://objects:9000/dc1" }] },
    );
    const report = await world.verify({ copies: [copyAt("s3://backups-dc1/acme/v%201.bak")] });
    expect(report.restored?.verdict).toBe("pass");
    const restores = world.state.ran.filter(({ sql }) => sql.startsWith("RESTORE"));
    expect(restores.every(({ sql }) => sql.includes("FROM URL = N's3://objects:9000/"))).toBe(true);
    expect(restores.some(({ sql }) => / FILE = /.test(sql))).toBe(false);
  });

  test("refuses a copy that the instance sees in no vault, or outside of it", async () => {
    await using world = await openWorld();
    for (const uri of ["file:///elsewhere/a.bak", "file:///backups/%2e%2e/a.bak"])
      await expect(world.verify({ copies: [copyAt(uri)] })).rejects.toThrow(/Cannot restore/);
    expect(world.state.ran).toEqual([]);
  });
});

describe("an error", () => {
  test.each<[string, number[], Verdict, FaultClass, object]>([
    ["RESTORE HEADERONLY", [3241], "fail", "backup", { reread: true }],
    ["RESTORE VERIFYONLY", [3189], "fail", "backup", {}],
    ["RESTORE DATABASE", [3183, 3013], "fail", "backup", {}],
    ["RESTORE DATABASE", [3203, 3013], "fail", "backup", { reread: true }],
    ["RESTORE DATABASE", [4305, 3013], "fail", "chain", {}],
    ["RESTORE DATABASE", [33111, 3013], "fail", "key", {}],
    ["RESTORE DATABASE", [3169, 3013], "inconclusive", "version", {}],
    ["RESTORE DATABASE", [3257, 3119, 3013], "inconclusive", "sandbox", {}],
    ["RESTORE DATABASE", [3145, 3013], "inconclusive", "policy", {}],
    ["RESTORE DATABASE", [31_999, 3013], "inconclusive", "sandbox", {}],
    ["RESTORE DATABASE", [3013], "inconclusive", "sandbox", {}],
    ["RESTORE DATABASE", [824, 3257], "inconclusive", "sandbox", {}],
    ["DBCC CHECKDB", [824], "fail", "backup", {}],
    ["DBCC CHECKDB", [8921], "inconclusive", "sandbox", {}],
  ])("in %s of %j is %s by %s", async (at, numbers, verdict, fault, observed) => {
    await using world = await openWorld();
    world.state.scripts.push({ at, does: { kind: "errors", numbers } });
    const report = await world.verify();
    const step = report.steps.at(-1);
    const errors = numbers.map((number) => ({ number, severity: 16, state: 1 }));
    expect(step).toMatchObject({ verdict, fault, observed: { errors, ...observed } });
    expect([report.content, report.cleanup]).toEqual([null, "done"]);
    expect(remains(world.state)).toEqual([]);
  });
});

describe("before it restores, it sees", () => {
  test.each<[string, Parameters<typeof aBackup>[0], FaultClass, string]>([
    ["a newer version", { major: 17 }, "version", "origin"],
    ["a backup of the sandbox itself", { server: "sandbox" }, "sandbox", "origin"],
    ["one stripe of two", { stripes: 2 }, "chain", "chain"],
    ["a log where a full backup should be", { type: 2 }, "chain", "chain"],
    ["a system database", { database: "master" }, "policy", "chain"],
    ["too few bytes free", { files: [big(11)] }, "sandbox", "space"],
    ["a backup taken past damage", { markedDamaged: true }, "backup", "verify-only"],
  ])("%s", async (_, changes, fault, name) => {
    await using world = await openWorld({}, { bytesMax: 2 ** 40 });
    world.put(aBackup(changes));
    const report = await world.verify();
    expect(report.steps.at(-1)).toMatchObject({ name, fault });
    expect(report.steps[0]).toMatchObject({ name: "structure", fault });
    expect(report.sound?.verdict).toBe(fault === "backup" ? "fail" : "inconclusive");
    expect(world.state.ran.some(({ sql }) => sql.startsWith("RESTORE DATABASE"))).toBe(false);
  });

  test("a claim of more bytes than a sandbox may take", async () => {
    await using world = await openWorld({ freeBytes: 2 ** 50 });
    world.put(aBackup({ files: [big(100 * 1_024)] }));
    expect((await world.verify()).steps.at(-1)).toMatchObject({ name: "space", fault: "sandbox" });
  });
});

function big(gibibytes: number) {
  return { logicalName: "VisitorDb", type: "D", sizeBytes: gibibytes * 2 ** 30 } as const;
}

describe("the instance", () => {
  test.each<[string, Parameters<typeof openWorld>[0], RegExp]>([
    ["without the marker's database", { marker: null }, /carries no marker/],
    ["without a marker", { marker: "" }, /carries no marker/],
    ["with the marker of another", { marker: "OTHER" }, /names another instance/],
    ["in an availability group", { availability: true }, /availability groups/],
    ["that refuses the login", { password: "other" }, /refuses the login/],
  ])("%s is not used", async (_, changes, message) => {
    await using world = await openWorld(changes);
    await expect(world.verify()).rejects.toThrow(message);
    await expect(world.sweep()).rejects.toThrow(message);
    expect(world.state.ran.some(({ sql }) => /RESTORE|DROP/.test(sql))).toBe(false);
  });

  test("with a database of its own is taken for production", async () => {
    await using world = await openWorld();
    world.state.databases.set("VisitorDb", {
      ...{ state: "ONLINE", lastLsn: 0, files: [], tables: [], lastCheck: null },
    });
    await expect(world.verify()).rejects.toThrow(/databases of its own: VisitorDb/);
    await expect(world.sweep()).rejects.toThrow(/databases of its own/);
    expect([...world.state.databases.keys()]).toEqual(["VisitorDb"]);
  });

  test("whose login may not read the marker is said to be so", async () => {
    await using world = await openWorld();
    const does = { kind: "errors", numbers: [916] } as const;
    world.state.scripts.push({ at: "-- What: the name of the instance", does });
    await expect(world.verify()).rejects.toThrow(/refuses what is asked of it \(errors 916\)/);
  });

  test("that lets nobody into what was restored leaves the restore proven, and no more", async () => {
    await using world = await openWorld();
    const does = { kind: "errors", numbers: [262] } as const;
    world.state.scripts.push({ at: "CREATE USER", does });
    const report = await world.verify();
    expect(report).toMatchObject({ restored: { verdict: "pass" }, content: null });
    expect(report.steps.at(-1)).toMatchObject({ name: "rows", fault: "sandbox" });
  });

  test("that is not there is said to be so", async () => {
    const world = await openWorld();
    await world.server.stop();
    await expect(world.verify()).rejects.toThrow(/does not answer/);
  });
});

test("names of a header, however hostile, stay names", async () => {
  await using world = await openWorld();
  const logicalName = "a'; DROP DATABASE [master];--\n]]..\\..\\x'\u0000";
  const hostile = "'];DROP DATABASE x--";
  world.put(
    aBackup({
      database: hostile,
      files: [{ logicalName, type: "D", sizeBytes: 1 }],
      tables: [{ schema: "a]b", name: "c'; DROP TABLE d;--", rows: 3 }],
    }),
  );
  const report = await world.verify();
  expect(report.content?.rowCounts).toEqual({ "a]b.c'; DROP TABLE d;--": 3 });
  const restore = world.state.ran.find(({ sql }) => sql.startsWith("RESTORE DATABASE"))?.sql;
  expect(restore).toContain(`MOVE N'${logicalName.replaceAll("'", "''")}' TO N'/var/opt`);
  expect(restore).not.toContain(hostile);
});

test("the address of a copy stays one text", async () => {
  const name = "it's.bak";
  await using world = await openWorld({
    backups: new Map([[`/mnt/backups/${name}`, [aBackup()]]]),
  });
  const copies = [copyAt(BASE.replace("acme/visitor.bak", encodeURIComponent(name)))];
  expect((await world.verify({ copies })).restored?.verdict).toBe("pass");
});
