import { describe, expect, test } from "vitest";
import type { ScriptedBackup } from "../../services/tds/scripted-state.ts";
import { aBackup, copyAt, openWorld, remains } from "./sql-server-world.ts";

const HOUR_MS = 3_600_000;
const NIGHT = Date.UTC(2026, 10, 20);
const THUMBPRINT = "0123456789ABCDEF0123456789ABCDEF01234567";
const KEY = {
  thumbprint: THUMBPRINT.toLowerCase(),
  certificate: "/escrow/backup.cer",
  privateKey: "/escrow/backup.pvk",
  password: "it's a secret",
};
const HELD = { thumbprint: THUMBPRINT, password: KEY.password };

/** A full backup, a differential on it, and two logs, by a server two hours ahead of UTC. */
const CHAIN: readonly ScriptedBackup[] = [
  aBackup({ firstLsn: 100, lastLsn: 200 }),
  aBackup({ type: 5, firstLsn: 200, lastLsn: 300 }),
  aBackup({ type: 2, firstLsn: 300, lastLsn: 400, timeZone: 8, endsAtMs: NIGHT + 4 * HOUR_MS }),
  aBackup({ type: 2, firstLsn: 400, lastLsn: 500, timeZone: 8, endsAtMs: NIGHT + 5 * HOUR_MS }),
];

async function openChain(backups: readonly ScriptedBackup[] = CHAIN) {
  const paths = backups.map((_, at) => `/mnt/backups/${at}.bak`);
  const world = await openWorld({
    backups: new Map(backups.map((backup, at) => [paths[at] ?? "", [backup]])),
  });
  const copies = backups.map((_, at) => copyAt(`file:///backups/${at}.bak`));
  return { world, copies };
}

describe("a chain", () => {
  test("is restored to its end", async () => {
    const { world, copies } = await openChain();
    await using _ = world;
    const report = await world.verify({ copies });
    expect(report.restored?.verdict).toBe("pass");
    expect(report.steps.map(({ name }) => name).filter((name) => /^restore-/.test(name))).toEqual([
      ...["restore-full", "restore-differential", "restore-log", "restore-log"],
    ]);
    expect(world.state.ran.filter(({ sql }) => / RECOVERY/.test(sql))).toHaveLength(1);
  });

  test("is restored to an instant within, by the clock of the server it comes from", async () => {
    const { world, copies } = await openChain();
    await using _ = world;
    const report = await world.verify({ copies, targetMs: NIGHT + 1.5 * HOUR_MS });
    expect(report.restored?.verdict).toBe("pass");
    const logs = world.state.ran.filter(({ sql }) => sql.startsWith("RESTORE LOG"));
    expect(logs).toHaveLength(1);
    expect(logs[0]?.sql).toContain("STOPAT = N'2026-11-20T03:30:00.000'");
  });

  test("that ends before the instant fails as a chain, and says so", async () => {
    const { world, copies } = await openChain();
    await using _ = world;
    const report = await world.verify({ copies, targetMs: NIGHT + 3.5 * HOUR_MS });
    expect(report.restored).toMatchObject({ verdict: "fail", observed: { online: false } });
    expect(report.restored?.reason.en).toContain("end before the instant");
    expect(report.steps.at(-1)?.fault).toBe("chain");
    expect(report.cleanup).toBe("done");
    expect(remains(world.state)).toEqual([]);
  });

  test("that was backed up after the instant holds it, though nothing was written since", async () => {
    const quiet = (startedLocalMs: number) =>
      CHAIN.map((backup, at) => (at === 3 ? { ...backup, startedLocalMs } : backup));
    const targetMs = NIGHT + 3.5 * HOUR_MS;
    const after = await openChain(quiet(targetMs + 2 * HOUR_MS));
    await using _ = after.world;
    const report = await after.world.verify({ copies: after.copies, targetMs });
    expect(report.restored).toMatchObject({ verdict: "pass", observed: { quiet: true } });
    const before = await openChain(quiet(targetMs + 2 * HOUR_MS - 1_000));
    await using __ = before.world;
    const ended = await before.world.verify({ copies: before.copies, targetMs });
    expect(ended.restored?.verdict).toBe("fail");
  });

  test("without logs reaches no instant", async () => {
    const { world, copies } = await openChain(CHAIN.slice(0, 2));
    await using _ = world;
    const report = await world.verify({ copies, targetMs: NIGHT });
    expect(report.steps.at(-1)).toMatchObject({ name: "aim", verdict: "fail", fault: "chain" });
  });

  test("whose time zone is unknown is aimed at nothing", async () => {
    const { world, copies } = await openChain(
      CHAIN.map((backup) => ({ ...backup, timeZone: 127 })),
    );
    await using _ = world;
    const report = await world.verify({ copies, targetMs: NIGHT });
    expect(report.steps.at(-1)).toMatchObject({ name: "aim", fault: "policy" });
    expect(report.restored?.verdict).toBe("inconclusive");
  });

  test.each<[string, number, number, number]>([
    ["a differential of another full", 1, 150, 3136],
    ["a log that comes too late", 2, 350, 4305],
  ])("with %s is refused by its number", async (_, at, firstLsn, number) => {
    const broken = CHAIN.map((backup, nth) => (nth === at ? { ...backup, firstLsn } : backup));
    const { world, copies } = await openChain(broken);
    await using __ = world;
    const report = await world.verify({ copies });
    expect(report.steps.at(-1)).toMatchObject({ verdict: "fail", fault: "chain" });
    expect(report.steps.at(-1)?.observed["errors"]).toContainEqual(
      expect.objectContaining({ number }),
    );
  });
});

describe("an encrypted backup", () => {
  test("is restored with the key in escrow, which is gone afterwards", async () => {
    await using world = await openWorld(
      { escrow: new Map([[KEY.certificate, HELD]]) },
      { escrow: [KEY] },
    );
    world.put(aBackup({ thumbprint: THUMBPRINT }));
    const report = await world.verify();
    expect(report.restored?.verdict).toBe("pass");
    expect(report.steps.find(({ name }) => name === "keys")?.verdict).toBe("pass");
    expect(remains(world.state)).toEqual([]);
    expect(JSON.stringify(report)).not.toContain("secret");
  });

  test("whose database is encrypted too needs both keys", async () => {
    const other = "FE".repeat(20);
    await using world = await openWorld(
      {
        escrow: new Map([
          [KEY.certificate, HELD],
          ["/escrow/tde.cer", { ...HELD, thumbprint: other }],
        ]),
      },
      { escrow: [KEY, { ...KEY, thumbprint: other, certificate: "/escrow/tde.cer" }] },
    );
    const [data, log] = aBackup().files;
    if (!data || !log) throw new Error("a backup has two files");
    world.put(aBackup({ thumbprint: THUMBPRINT, files: [{ ...data, thumbprint: other }, log] }));
    const report = await world.verify();
    expect(report.restored?.verdict).toBe("pass");
    expect(report.steps.filter(({ name }) => name === "keys")).toHaveLength(2);
    expect(remains(world.state)).toEqual([]);
  });

  test.each<[string, object, object[], string]>([
    ["whose key is not in escrow", {}, [], "fail"],
    ["whose key's file is gone", {}, [KEY], "fail"],
    [
      "whose key's password is wrong",
      { escrow: new Map([[KEY.certificate, { ...HELD, password: "other" }]]) },
      [KEY],
      "fail",
    ],
    [
      "whose file in escrow is another key",
      { escrow: new Map([[KEY.certificate, { ...HELD, thumbprint: "00".repeat(20) }]]) },
      [KEY],
      "fail",
    ],
    [
      "whose key the sandbox shares already",
      { keys: new Map([["production", THUMBPRINT]]) },
      [KEY],
      "inconclusive",
    ],
  ])("%s is a fault of the key", async (_, changes, escrow, verdict) => {
    await using world = await openWorld(changes, { escrow: escrow.map(() => KEY) });
    world.put(aBackup({ thumbprint: THUMBPRINT }));
    const report = await world.verify();
    expect(report.steps.at(-1)).toMatchObject({ name: "keys", verdict, fault: "key" });
    expect(report.sound?.verdict).toBe("inconclusive");
    expect(report.cleanup).toBe("done");
    expect(remains(world.state).filter((name) => name.startsWith("vigie_"))).toEqual([]);
  });
});
