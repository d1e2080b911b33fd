import { expect, test } from "vitest";
import type { VigieEvent } from "../../schemas/events.ts";
import { speakOfAsset } from "./speak-of-asset.ts";
import { heartbeat, tellStory } from "./tell-story.ts";

const { full, differential, fulls, differentials } = speakOfAsset();
const VAULTS = ["primary-vault", "duplicate-vault"];
const beat = (at: number) => heartbeat("eyes", at, { sources: ["/sql/"], vaults: VAULTS });
const day = (days: number) => 24 * days;

type Keeps = { readonly full: string; readonly differential: string };

/** Weekly fulls, and a differential on each other day, purged as `goneAt` says. */
function tellWeeks(
  weeks: number,
  keeps: Keeps,
  goneAt: (madeAt: number, isFull: boolean) => number,
  locks: object = {},
) {
  const policies = (["full", "differential"] as const).map((backupType) => ({
    name: backupType,
    match: { backupType },
    schedule: { every: backupType === "full" ? "7d" : "1d" },
    retention: { keep: keeps[backupType], purgeWithin: "2d" },
  }));
  const story = tellStory(policies);
  const purges: { at: number; event: VigieEvent }[] = [];
  for (let at = 0; at < weeks * 7; at += 1) {
    const [hour, isFull, run] = [day(at) + 1, at % 7 === 0, `r${at}`];
    const base = { set: `set-r${at - (at % 7)}` };
    const due = purges.filter((purge) => purge.at <= hour);
    const made = isFull
      ? full(run, [hour - 0.5, hour], 100 * at)
      : differential(run, [hour - 0.5, hour], base);
    const { observed, removed } = isFull ? fulls : differentials;
    const gone = goneAt(at, isFull);
    purges.push({ at: day(gone) + 1, event: removed(run, "primary", day(gone) + 1) });
    const copy = observed(run, "primary", hour, isFull ? locks : {});
    story.at(hour, ...due.splice(0).map(({ event }) => event), made, copy, beat(hour));
  }
  return story;
}

const told = (story: ReturnType<typeof tellStory>) => story.find("purge-foretold");

test("a full that must go before its differentials may is told once, days ahead", () => {
  const story = tellWeeks(5, { full: "7d", differential: "21d" }, (at, isFull) =>
    isFull ? at + 7 : at + 21,
  );
  expect(told(story)).toMatchObject([
    {
      severity: "warning",
      runId: "r0",
      resolvedAt: null,
      openedAt: "2026-11-24T01:00:00Z",
      series: { backupType: "full" },
      evidence: { purgeAt: "2026-11-27T01:00:00Z", orphanType: "differential" },
    },
  ]);
});

test("a lock that keeps it long enough makes it harmless", () => {
  const story = tellWeeks(2, { full: "7d", differential: "14d" }, (at) => at + 60, {
    lockedUntil: "2026-12-31T00:00:00Z",
  });
  expect(told(story)).toEqual([]);
});

test("fulls kept as long as their differentials are not told of beforehand", () => {
  const story = tellWeeks(4, { full: "14d", differential: "14d" }, (at) => at - (at % 7) + 21);
  expect(told(story)).toEqual([]);
});

test("but once one went and left its differentials behind the next will too", () => {
  const story = tellWeeks(5, { full: "14d", differential: "14d" }, (at) => at + 14);
  expect(told(story)).toMatchObject([{ resolvedAt: null, runId: "r7" }]);
});

test("a purge that takes a chain as a whole leaves nothing behind", () => {
  const story = tellWeeks(5, { full: "14d", differential: "14d" }, (at) => at - (at % 7) + 15);
  expect(told(story)).toEqual([]);
});
