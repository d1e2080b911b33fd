import { describe, expect, test } from "vitest";
import type { Backup } from "../../../verifiers/chains/backup.ts";
import { findChain } from "../../../verifiers/chains/find-chain.ts";
import { expectBothLanguages } from "../expect-both-languages.ts";
import { aDifferential, aFull, aLink, aLog, NIGHT_MS } from "./a-link.ts";

const MINUTE_MS = 60_000;

/** Fulls F and G, a differential on each, and logs every ten minutes throughout. */
const NIGHT = [
  aFull("F", 0, 100),
  aLog("l1", 10, [90, 200]),
  aDifferential("D", 15, 210, "set-F"),
  aLog("l2", 20, [200, 300]),
  aLog("l3", 30, [300, 400]),
  aFull("G", 35, 410),
  aLog("l4", 40, [400, 500]),
  aDifferential("E", 45, 510, "set-G"),
  aLog("l5", 50, [500, 600]),
];

function chainOf(
  runId: string,
  backups: readonly Backup[] = NIGHT,
  targetMs: number | null = null,
) {
  const own = backups.find((backup) => backup.runId === runId);
  const { backupType } = own?.series ?? expect.fail();
  const found = findChain([...backups].reverse(), { runId, backupType }, targetMs);
  if (!found) return null;
  if (found.state === "found") return found.links.map(({ runId }) => runId).join(" ");
  expectBothLanguages(found.reason);
  return { state: found.state, ...found.observed };
}

const without = (...runIds: readonly string[]) =>
  NIGHT.filter(({ runId }) => !runIds.includes(runId));
const change = (runId: string, changes: (backup: Backup) => Partial<Backup>) =>
  NIGHT.map((backup) => (backup.runId === runId ? { ...backup, ...changes(backup) } : backup));
const gone = (runId: string) => change(runId, () => ({ copies: [] }));
const fork = (...runIds: readonly string[]) =>
  NIGHT.map((backup) =>
    runIds.includes(backup.runId) && backup.chain
      ? { ...backup, chain: { ...backup.chain, recoveryForkId: "other" } }
      : backup,
  );

describe("the least chain", () => {
  test.each([
    ["F", "F"],
    ["D", "F D"],
    ["E", "G E"],
    ["l1", "F l1"],
    ["l2", "F D l2"],
    ["l3", "F D l2 l3"],
    ["l4", "G l4"],
    ["l5", "G E l5"],
  ])("of %s is %s", (runId, chain) => {
    expect(chainOf(runId)).toBe(chain);
  });

  test("goes around a differential that is not there, or is on another full", () => {
    expect(chainOf("l3", without("D"))).toBe("F l1 l2 l3");
    expect(chainOf("l3", gone("D"))).toBe("F l1 l2 l3");
    const foreign = change("D", ({ chain }) => ({
      chain: chain && { ...chain, differentialBaseId: "set-of-another" },
    }));
    expect(chainOf("l3", foreign)).toBe("F l1 l2 l3");
    expect(chainOf("D", foreign)).toMatchObject({ state: "broken", missing: "set set-of-another" });
  });

  test("begins before the instant that is asked for", () => {
    const atMs = NIGHT_MS + 34 * MINUTE_MS;
    expect(chainOf("l4", NIGHT, atMs)).toBe("F D l2 l3 l4");
    expect(chainOf("l4", NIGHT, atMs + 2 * MINUTE_MS)).toBe("G l4");
  });

  test("takes a copy-only full for a log, and not for a differential", () => {
    const copyOnly = change("G", () => ({ copyOnly: true }));
    expect(chainOf("l4", copyOnly)).toBe("G l4");
    expect(chainOf("E", copyOnly)).toMatchObject({ state: "broken", copyOnly: true });
    expect(chainOf("l5", copyOnly)).toBe("G l4 l5");
  });

  test("names a base by its checkpoint where its set is not named", () => {
    const named = (lsn: bigint) =>
      change("E", ({ chain }) => ({
        chain: chain && { ...chain, differentialBaseId: null, databaseBackupLsn: lsn },
      }));
    expect(chainOf("E", named(410n))).toBe("G E");
    expect(chainOf("E", named(411n))).toMatchObject({ state: "broken", missing: "LSN 411" });
  });
});

describe("a chain is broken", () => {
  test("by a log that is missing, and says after which", () => {
    expect(chainOf("l3", without("D", "l2"))).toMatchObject({
      state: "broken",
      missing: { afterLsn: "200" },
      before: { runId: "l1" },
    });
  });

  test("by a link without a copy, and says which", () => {
    expect(chainOf("D", gone("F"))).toMatchObject({ state: "broken", missing: { runId: "F" } });
    const lost = gone("l2").filter(({ runId }) => runId !== "D");
    expect(chainOf("l3", lost)).toMatchObject({ state: "broken", missing: { runId: "l2" } });
    expect(chainOf("l1", gone("F"))).toMatchObject({ state: "broken", missing: { runId: "F" } });
  });

  test("by a recovery fork without a full of its own", () => {
    expect(chainOf("l5", fork("l5"))).toMatchObject({ state: "broken", of: { runId: "l5" } });
    expect(chainOf("l5", fork("G", "l5"))).toMatchObject({
      state: "broken",
      missing: { afterLsn: "415" },
    });
    expect(chainOf("l5", fork("G", "l4", "l5"))).toBe("G l4 l5");
  });

  test("where parents go round in a circle", () => {
    const circle = ["a", "b"].map((runId, at) =>
      aLink(runId, at, { type: "incremental", chain: null, parentRunId: at === 0 ? "b" : "a" }),
    );
    expect(chainOf("a", circle)).toMatchObject({ state: "broken" });
  });
});

describe("nothing is held against a backup", () => {
  test("whose base may be from before our time", () => {
    const [, , differential, log] = NIGHT;
    if (!differential || !log) throw new Error("the night has more than three backups");
    expect(chainOf("D", [differential])).toMatchObject({ state: "unknown" });
    expect(chainOf("l2", [log])).toMatchObject({ state: "unknown" });
    expect(chainOf("D", without("F"))).toMatchObject({ state: "unknown" });
  });

  test("whose source says nothing of its base, or nothing at all", () => {
    const silent = change("D", () => ({ chain: null }));
    expect(chainOf("D", silent)).toMatchObject({ state: "unknown" });
    expect(findChain(NIGHT, { runId: "x", backupType: "log" }, null)?.state).toBe("unknown");
    expect(findChain(NIGHT, { runId: "x", backupType: "image" }, null)).toBeNull();
  });
});

test("an image that names its parents rests on all of them", () => {
  const images = [
    aLink("i0", 0, { type: "image", chain: null }),
    aLink("i1", 10, { type: "incremental", chain: null, parentRunId: "i0" }),
    aLink("i2", 20, { type: "incremental", chain: null, parentRunId: "i1" }),
  ];
  expect(chainOf("i2", images)).toBe("i0 i1 i2");
  expect(chainOf("i0", images)).toBe("i0");
  expect(
    chainOf(
      "i2",
      images.filter(({ runId }) => runId !== "i1"),
    ),
  ).toMatchObject({
    state: "broken",
    missing: "run i1",
  });
});
