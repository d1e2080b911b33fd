import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { fitBaseline, type Points } from "../../analyzers/baselines/fit-baseline.ts";
import { keepBaselines } from "../../analyzers/baselines/keep-baselines.ts";
import { placeAt } from "../../analyzers/baselines/place-at.ts";
import { createPointHistory } from "../../analyzers/baselines/point-history.ts";
import { refreshBaselines } from "../../analyzers/baselines/refresh-baselines.ts";
import { type RunToScore, scoreRuns } from "../../analyzers/baselines/score-runs.ts";
import { judgeSize } from "../../analyzers/sizes/judge-size.ts";
import { logSize, measureSize } from "../../analyzers/sizes/measure-size.ts";
import { SIZE_LIMITS } from "../../analyzers/sizes/size-limits.ts";
import { openZone } from "../../platform/calendar/open-zone.ts";
import { createSimulatedClock } from "../../platform/clock/simulated-clock.ts";
import { createLogger } from "../../platform/logger/create-logger.ts";
import { policySchema } from "../../schemas/policy.ts";
import { BACKUP_TYPES } from "../../schemas/series.ts";
import { createDice } from "../bench/detection/create-dice.ts";
import { openServedStore, type ServedStore } from "../platform/open-served-store.ts";

const TOLERANCE = 1e-12;
const FROM_MS = Date.UTC(2025, 8, 1, 1);
/** Of the run before: on both sides, near and far. */
const Z_BEFORE = [0, -8, 8, -2, 2];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = FROM_MS + 3_000 * DAY_MS;
const ZONES = { paris: "Europe/Paris", howe: "Australia/Lord_Howe" } as const;
const POLICIES = Object.entries(ZONES).map(([name, zone]) =>
  policySchema.parse({ name, match: {}, schedule: { cron: "0 1 * * *", zone } }),
);

const numbers = z.array(z.number());
const rowSchema = z.object({
  series_id: z.string(),
  points: z.number(),
  ...{ center: z.number(), slope_per_day: z.number(), level: z.number(), scale: z.number() },
  ...{ first_days: z.number(), origin_days: z.number(), runs_per_day: z.number() },
  ...{ season_offsets: numbers, day_part_offsets: numbers, cell_offsets: numbers },
});
type Row = z.infer<typeof rowSchema>;

type History = {
  readonly seriesId: string;
  readonly policy: keyof typeof ZONES | "";
  readonly backupType: RunToScore["backupType"];
  readonly runs: readonly { readonly atMs: number; readonly bytes: number }[];
};

let served: ServedStore;
beforeAll(async () => {
  served = await openServedStore();
}, 60_000);
afterAll(() => served.close());

test("the stored baseline of a series is what fitBaseline() makes of its point history", async () => {
  const histories = makeHistories("a");
  await write(histories);
  await refreshBaselines(served.store.verdicts, { policies: POLICIES, nowMs: NOW_MS, sinceMs: 0 });
  const rows = await readBaselines();
  for (const history of histories) expectSame(rows.get(history.seriesId), pointsOf(history));
});

test("runs score as judgeSize() judges them", async () => {
  const histories = makeHistories("b");
  await write(histories);
  await refreshBaselines(served.store.verdicts, { policies: POLICIES, nowMs: NOW_MS, sinceMs: 0 });
  const factors = [0, 0.001, 0.3, 0.5, 0.6, 0.8, 0.9, 0.95, 1, 1.05, 1.2, 1.5, 3, 20];
  const cases = histories.flatMap((history) => factors.map((factor) => caseOf(history, factor)));
  const scores = await scoreRuns(
    served.store.verdicts,
    cases.map(({ run }) => run),
  );
  const verdicts = new Set(scores.map(({ verdict }) => verdict));
  expect([...verdicts].sort()).toEqual(["odd", "out", "unknown", "usual"]);
  for (const [index, { run, points }] of cases.entries()) {
    const limits = SIZE_LIMITS[run.backupType];
    const measure = measureSize(logSize(run.bytes), { place: run.place, points, limits });
    const verdict = judgeSize({ ...run, measure, limits });
    const score = scores[index];
    expect(score).toMatchObject(
      verdict.verdict === "out"
        ? { verdict: "out", kind: verdict.kind, rule: verdict.rule }
        : { ...verdict, kind: "", rule: "" },
    );
    expectClose(score?.expectedLog, measure?.expectedLog);
    expectClose(score?.scale, measure?.scale);
    expectClose(score?.change, measure?.change);
  }
});

test("first runs score as judgeSize() judges them: a whole that is empty is told", async () => {
  const cases = BACKUP_TYPES.flatMap((backupType) =>
    [0, 1, 5_000].map((bytes) => ({ backupType, bytes })),
  );
  const place = placeAt(openZone("UTC"), FROM_MS);
  const runs = cases.map((one) => ({ ...one, seriesId: "new", place, minBytes: null, zBefore: 0 }));
  const scores = await scoreRuns(served.store.verdicts, runs);
  for (const [index, run] of runs.entries()) {
    const limits = SIZE_LIMITS[run.backupType];
    const { verdict } = judgeSize({ ...run, measure: null, limits });
    expect(scores[index]).toMatchObject({ verdict, expectedLog: null, z: null });
    expect(verdict).toBe(limits.isWhole && run.bytes === 0 ? "out" : "unknown");
  }
});

test("a run whose size was told teaches nothing, and a repeated delivery is one point", async () => {
  const [history] = makeHistories("c");
  if (!history) throw new Error("no history");
  const odd = { atMs: FROM_MS + 7 * DAY_MS + 1, bytes: 5 };
  await write([history, history, { ...history, runs: [odd] }]);
  await served.store.writer.insert("finding_rows", [
    {
      ...{ id: "f", version: 1, kind: "undersized", severity: "critical", tenant: "t" },
      ...{ series_id: history.seriesId, run_id: String(odd.atMs), opened_at: odd.atMs },
    },
  ]);
  await refreshBaselines(served.store.verdicts, { policies: POLICIES, nowMs: NOW_MS, sinceMs: 0 });
  expectSame((await readBaselines()).get(history.seriesId), pointsOf(history));
});

test("only series heard of since are worked out again where so much is asked", async () => {
  const [history, other] = makeHistories("d");
  if (!history || !other) throw new Error("no history");
  await write([history, other]);
  await refreshBaselines(served.store.verdicts, { policies: POLICIES, nowMs: NOW_MS, sinceMs: 0 });
  const before = await readBaselines();
  const runs = [{ atMs: FROM_MS + 399 * DAY_MS, bytes: 1e9 }];
  await write([{ ...history, runs }], NOW_MS + 2);
  const since = { nowMs: NOW_MS + 3, sinceMs: NOW_MS + 1 };
  await refreshBaselines(served.store.verdicts, { policies: POLICIES, ...since });
  const rows = await readBaselines();
  expectSame(
    rows.get(history.seriesId),
    pointsOf({ ...history, runs: [...history.runs, ...runs] }),
  );
  expect(rows.get(other.seriesId)).toEqual(before.get(other.seriesId));
});

test("what is stored is kept fresh: all after an hour, then hourly what was heard of", async () => {
  const [history, other] = makeHistories("e");
  if (!history || !other) throw new Error("no history");
  await write([history]);
  const clock = createSimulatedClock(NOW_MS);
  const logger = createLogger({ level: "fatal", destination: process.stderr });
  const { verdicts } = served.store;
  const keeping = keepBaselines({ store: verdicts, clock, logger, policies: POLICIES });
  await clock.advanceTo(NOW_MS + HOUR_MS);
  expectSame((await readBaselines()).get(history.seriesId), pointsOf(history));
  expect((await readBaselines()).has(other.seriesId)).toBe(false);
  await write([other], NOW_MS + HOUR_MS + 1);
  await clock.advanceTo(NOW_MS + 2 * HOUR_MS);
  expectSame((await readBaselines()).get(other.seriesId), pointsOf(other));
  await keeping.stop();
});

/** Series of many lengths, rhythms, zones and habits; ids begin with the letter. */
function makeHistories(letter: string): readonly History[] {
  const perDays = [1, 1 / 7, 1, 4, 1, 24];
  const counts = [1, 2, 4, 5, 9, 10, 20, 21, 63, 64, 69, 72, 73, 90, 189, 250, 400];
  const types = ["full", "incremental", "image", "log"] as const;
  const policies = ["paris", "", "howe"] as const;
  return perDays.flatMap((perDay, rhythm) =>
    counts.map((count, index) => {
      const dice = createDice(1_000 * rhythm + index);
      const [spread, weekend] = [index % 5 === 4 ? 0 : 0.2 * dice.uniform(), dice.uniform()];
      const runs = Array.from({ length: count }, (_, run) => {
        const atMs = FROM_MS + Math.round((run * DAY_MS) / perDay + 600_000 * dice.uniform());
        const isWeekend = new Date(atMs).getUTCDay() % 6 === 0;
        const log = 18 + 0.002 * run + spread * dice.normal(0, 1) - (isWeekend ? weekend : 0);
        return { atMs, bytes: Math.round(Math.exp(log)) };
      });
      return {
        seriesId: `${letter}-${rhythm}-${index}`,
        policy: policies[index % 3] ?? "",
        backupType: types[(index + rhythm) % 4] ?? "full",
        runs,
      };
    }),
  );
}

function zoneOf({ policy }: History) {
  return openZone(policy === "" ? "UTC" : ZONES[policy]);
}

function pointsOf(history: History): Points {
  const points = createPointHistory();
  for (const { atMs, bytes } of history.runs)
    points.push({ value: logSize(bytes), place: placeAt(zoneOf(history), atMs) });
  return points.copy();
}

function caseOf(history: History, factor: number) {
  const last = history.runs.at(-1) ?? { atMs: FROM_MS, bytes: 0 };
  const run: RunToScore = {
    seriesId: history.seriesId,
    backupType: history.backupType,
    bytes: Math.round(last.bytes * factor),
    place: placeAt(zoneOf(history), last.atMs + DAY_MS),
    minBytes: factor === 0.3 ? Math.round(last.bytes / 2) : null,
    zBefore: Z_BEFORE[Math.round(factor * 1_000) % Z_BEFORE.length] ?? 0,
  };
  return { run, points: pointsOf(history) };
}

async function write(histories: readonly History[], receivedMs = NOW_MS) {
  const { writer } = served.store;
  await writer.insert(
    "event_rows",
    histories.flatMap(({ seriesId, backupType, runs }) =>
      runs.map(({ atMs, bytes }) => ({
        ...{ source: "/test", id: `${atMs}`, type: "vigie.backup.succeeded.v1", tenant: "t" },
        ...{ series_id: seriesId, backup_type: backupType, run_id: `${atMs}`, size_bytes: bytes },
        ...{ time: iso(atMs + 60_000), received_time: iso(receivedMs) },
        ...{ started_at: iso(atMs), finished_at: iso(atMs + 60_000) },
      })),
    ),
  );
  await writer.insert(
    "series_state_rows",
    histories.map(({ seriesId, policy }) => ({ series_id: seriesId, version: 1, policy })),
  );
}

function iso(atMs: number) {
  return new Date(atMs).toISOString();
}

async function readBaselines(): Promise<ReadonlyMap<string, Row>> {
  const rows = await served.store.verdicts.query("SELECT * FROM baselines", {}, rowSchema);
  return new Map(rows.map((row) => [row.series_id, row]));
}

function expectSame(row: Row | undefined, points: Points) {
  const baseline = fitBaseline(points);
  expect(row?.points).toBe(baseline.points);
  expect(row?.first_days).toBe(points.days[0]);
  expect(row?.origin_days).toBe(baseline.originDays);
  expectClose(row?.center, baseline.center);
  expectClose(row?.slope_per_day, baseline.slopePerDay);
  expectClose(row?.level, baseline.level);
  expectClose(row?.scale, baseline.scale);
  for (let group = 0; group < 56; group += 1) {
    expectClose(row?.season_offsets[group] ?? 0, baseline.seasonOffsets[group] ?? 0);
    expectClose(row?.day_part_offsets[group] ?? 0, baseline.dayPartOffsets[group] ?? 0);
    expectClose(row?.cell_offsets[group] ?? 0, baseline.cellOffsets[group] ?? 0);
  }
}

/** What is a difference of logs of sizes is as exact as these are: some 20. */
function expectClose(theirs: number | null | undefined, ours = Number.NaN) {
  expect(Math.abs((theirs ?? Number.NaN) - ours)).toBeLessThanOrEqual(
    TOLERANCE * Math.max(20, Math.abs(ours)),
  );
}
