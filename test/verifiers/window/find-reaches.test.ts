import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instantToJson } from "../../../schemas/instant.ts";
import type { Backup } from "../../../verifiers/chains/backup.ts";
import { findChain } from "../../../verifiers/chains/find-chain.ts";
import { findReaches } from "../../../verifiers/window/find-reaches.ts";
import { aDifferential, aFull, aLink, aLog, NIGHT_MS } from "../chains/a-link.ts";
import { expectBothLanguages } from "../expect-both-languages.ts";

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

/** Each in a line: what is reached, what is broken, and why an interval ends. */
function say(backups: readonly Backup[]): readonly string[] {
  return findReaches(backups).map((reach) => {
    if (reach.kind === "point") return `point ${reach.backup.runId}`;
    if (reach.kind === "broken") {
      expectBothLanguages(reach.reason);
      return `broken ${reach.backups.map(({ runId }) => runId).join(" ")}`;
    }
    const { fromMs, untilMs, logs, ends } = reach;
    const minute = (ms: number) => Math.floor((ms - NIGHT_MS) / MINUTE_MS);
    const names = logs.map(({ runId }) => runId).join(" ");
    if (ends) expectBothLanguages(ends);
    return `${minute(fromMs)}-${minute(untilMs)} by ${names}${ends ? `: ${ends.en}` : ""}`;
  });
}

const without = (...runIds: readonly string[]) =>
  NIGHT.filter(({ runId }) => !runIds.includes(runId));
const gone = (runId: string) =>
  NIGHT.map((backup) => (backup.runId === runId ? { ...backup, copies: [] } : backup));

test("an unbroken night is one interval, and a point for each full and differential", () => {
  expect(say(NIGHT)).toEqual([
    "0-50 by l1 l2 l3 l4 l5",
    ...["point E", "point G", "point D", "point F"],
  ]);
});

describe("what is missing ends the interval", () => {
  test.each([
    ["that nobody has heard of", without("l2")],
    ["that has no copy any more", gone("l2")],
  ])("a log %s", (_why, backups) => {
    const [after, before] = [/^35-50 by l4 l5$/, /^15-10 by|^0-10 by l1: .*/];
    const said = say(backups);
    expect(said[0]).toMatch(after);
    expect(said.find((line) => line.startsWith("0-10 by l1: "))).toMatch(before);
    expect(said).toContain("broken l3");
    expect(said).toContain("point D");
  });

  test("the first full: what rests on it alone is broken, until the next one", () => {
    const said = say(gone("F"));
    expect(said).toContain("35-50 by l4 l5");
    expect(said).toContain("broken D");
    expect(said).toContain("broken l1 l2 l3");
    expect(said).not.toContain("point F");
  });

  test("a recovery fork in between", () => {
    const forked = NIGHT.map((backup) =>
      ["l4", "l5"].includes(backup.runId) && backup.chain
        ? { ...backup, chain: { ...backup.chain, recoveryForkId: "other" } }
        : backup,
    );
    expect(say(forked)).toContain("broken l4 l5");
    expect(say(forked)).toContain("0-30 by l1 l2 l3");
  });
});

test("parents that go round in a circle are broken, not followed for ever", () => {
  const ring = [
    aLink("a", 0, { type: "incremental", chain: null, parentRunId: "b" }),
    aLink("b", 10, { type: "incremental", chain: null, parentRunId: "a" }),
  ];
  expect(say(ring).join()).toMatch(/^broken/);
});

test("the window holds an instant exactly where findChain() finds a chain to it", () => {
  const fates = fc.tuple(...NIGHT.map(() => fc.constantFrom("kept", "kept", "gone", "unheard")));
  const damaged = fates.map((fate) =>
    NIGHT.flatMap((backup, at) =>
      fate[at] === "unheard" ? [] : [fate[at] === "gone" ? { ...backup, copies: [] } : backup],
    ),
  );
  const instant = fc.integer({ min: 0, max: 55 * 60 });
  fc.assert(
    fc.property(damaged, instant, (backups, second) => {
      const atMs = NIGHT_MS + second * 1_000;
      const isHeld = findReaches(backups).some(
        (reach) => reach.kind === "interval" && reach.fromMs <= atMs && atMs <= reach.untilMs,
      );
      const leads = backups.some((log) => {
        const isThere = log.series.backupType === "log" && log.copies.length > 0;
        const wanted = { runId: log.runId, backupType: "log" } as const;
        if (!isThere || log.startedAtMs < atMs) return false;
        return findChain(backups, wanted, atMs - 1_000)?.state === "found";
      });
      expect(isHeld, instantToJson(atMs)).toBe(leads);
    }),
    { numRuns: 500 },
  );
});

test("ten thousand backups are looked at in a moment", () => {
  const logs = Array.from({ length: 9_000 }, (_, at) =>
    aLog(`l${at}`, at, [at * 10, at * 10 + 10]),
  );
  const increments = Array.from({ length: 999 }, (_, at) => {
    const parentRunId = at === 0 ? "F" : `i${at - 1}`;
    return aLink(`i${at}`, at + 1, { type: "incremental", parentRunId, chain: null });
  });
  const reaches = findReaches([...logs, aFull("F", 0, 0), ...increments]);
  expect(reaches.filter(({ kind }) => kind === "interval")).toMatchObject([{ ends: null }]);
  expect(reaches.filter(({ kind }) => kind === "point")).toHaveLength(1_000);
}, 10_000);
