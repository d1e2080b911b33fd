import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { placeAt } from "../../analyzers/baselines/place-at.ts";
import { createPointHistory } from "../../analyzers/baselines/point-history.ts";
import { refreshBaselines } from "../../analyzers/baselines/refresh-baselines.ts";
import { thresholdsOf } from "../../analyzers/sizes/judge-size.ts";
import { logSize, measureSize } from "../../analyzers/sizes/measure-size.ts";
import { SIZE_LIMITS } from "../../analyzers/sizes/size-limits.ts";
import { PANELS } from "../../dashboards/panels/panels.ts";
import { readPanel } from "../../dashboards/panels/read-panel.ts";
import { openZone } from "../../platform/calendar/open-zone.ts";
import { instantToJson } from "../../schemas/instant.ts";
import { policySchema } from "../../schemas/policy.ts";
import { BACKUP_TYPES, type Series } from "../../schemas/series.ts";
import { createDice } from "../bench/detection/create-dice.ts";
import { openServedStore, type ServedStore } from "../platform/open-served-store.ts";

const TOLERANCE = 1e-9;
const DAY_MS = 86_400_000;
/** Half an hour of daylight saving, and a change of it within the history. */
const ZONES = { paris: "Europe/Paris", howe: "Australia/Lord_Howe" } as const;
const FROM_MS = Date.UTC(2026, 2, 1, 13, 20);
const POLICIES = Object.entries(ZONES).map(([name, zone]) =>
  policySchema.parse({ name, match: {}, schedule: { cron: "0 1 * * *", zone } }),
);

const rowSchema = z.object({
  runId: z.string(),
  size: z.number(),
  ...{ expected: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() },
  ...{ change: z.number().nullable(), scale: z.number().nullable() },
});

type History = {
  readonly seriesId: string;
  readonly policy: keyof typeof ZONES | "";
  readonly backupType: Series["backupType"];
  readonly runs: readonly { readonly atMs: number; readonly bytes: number }[];
};

let served: ServedStore;
beforeAll(async () => {
  served = await openServedStore();
}, 60_000);
afterAll(() => served.close());

test("a run that its baseline doesn't know yet lies in the band by which the detection tells it", async () => {
  const histories = BACKUP_TYPES.flatMap((backupType, type) =>
    [2, 3, 6, 12, 40].flatMap((count, index) =>
      ([1, 4] as const).map((perDay) =>
        historyOf({ backupType, count, perDay, seed: 100 * type + index }),
      ),
    ),
  );
  await insertRuns(histories);
  const lastMs = FROM_MS + 200 * DAY_MS;
  await refreshBaselines(served.store.verdicts, { policies: POLICIES, nowMs: lastMs, sinceMs: 0 });
  const next = histories.map((history) => ({
    ...history,
    runs: [
      { atMs: (history.runs.at(-1)?.atMs ?? FROM_MS) + DAY_MS, bytes: 1e6 + history.runs.length },
    ],
  }));
  await insertRuns(next);
  let known = 0;
  for (const [index, history] of histories.entries()) {
    const [run] = next[index]?.runs ?? [];
    if (!run) throw new Error("no run");
    const [row] = await sizesOf(history.seriesId, run.atMs);
    expect(row?.runId).toBe(String(run.atMs));
    const limits = SIZE_LIMITS[history.backupType];
    const place = placeAt(zoneOf(history), run.atMs);
    const measure = measureSize(logSize(run.bytes), { place, points: pointsOf(history), limits });
    const isDifferential = history.backupType === "differential";
    if (isDifferential || !measure?.isKnown) {
      expect(row).toMatchObject({ expected: null, low: null, high: null, scale: null });
      continue;
    }
    known += 1;
    const { scales, fall, rise } = thresholdsOf(measure, limits, 0);
    expectClose(row?.scale, measure.scale);
    expectClose(row?.change, measure.change);
    expectBytes(row?.expected, measure.expectedLog);
    expectBytes(row?.low, measure.expectedLog - Math.max(scales * measure.scale, fall));
    expectBytes(row?.high, measure.expectedLog + Math.max(scales * measure.scale, rise));
  }
  expect(known).toBeGreaterThan(15);
});

function historyOf(of: {
  readonly backupType: Series["backupType"];
  readonly count: number;
  readonly perDay: number;
  readonly seed: number;
}): History {
  const { backupType, count, perDay, seed } = of;
  const dice = createDice(seed);
  const policies = ["paris", "", "howe"] as const;
  return {
    seriesId: `a-${backupType}-${count}-${perDay}`,
    policy: policies[(seed + perDay) % 3] ?? "",
    backupType,
    runs: Array.from({ length: count }, (_, run) => ({
      atMs: FROM_MS + Math.round((run * DAY_MS) / perDay + 900_000 * dice.uniform()),
      bytes: Math.round(
        Math.exp(15 + 0.004 * run + 0.05 * dice.normal(0, 1) + (run % 7 ? 0 : 0.3)),
      ),
    })),
  };
}

async function insertRuns(histories: readonly History[]) {
  const { writer } = served.store;
  await writer.insert(
    "event_rows",
    histories.flatMap(({ seriesId, backupType, runs }) =>
      runs.map(({ atMs, bytes }) => ({
        ...{ source: "/test", id: `${atMs}`, type: "vigie.backup.succeeded.v1", tenant: "acme" },
        ...{ series_id: seriesId, backup_type: backupType, run_id: `${atMs}`, size_bytes: bytes },
        ...{ time: instantToJson(atMs + 1), received_time: instantToJson(atMs + 1) },
        ...{ started_at: instantToJson(atMs), finished_at: instantToJson(atMs + 1) },
      })),
    ),
  );
  await writer.insert(
    "series_state_rows",
    histories.map(({ seriesId, policy }) => ({ series_id: seriesId, version: 1, policy })),
  );
}

async function sizesOf(seriesId: string, atMs: number) {
  const panel = PANELS.find(({ name }) => name === "series/sizes");
  if (!panel) throw new Error("no panel");
  const asked = { seriesId, fromMs: FROM_MS, toMs: atMs + DAY_MS };
  const { rows } = await readPanel(served.store.people, panel, asked, { nowMs: atMs, zone: "UTC" });
  return rows.map((row) => rowSchema.parse(row));
}

function zoneOf({ policy }: History) {
  return openZone(policy === "" ? "UTC" : ZONES[policy]);
}

function pointsOf(history: History) {
  const points = createPointHistory();
  for (const { atMs, bytes } of history.runs)
    points.push({ value: logSize(bytes), place: placeAt(zoneOf(history), atMs) });
  return points.copy();
}

function expectClose(theirs: number | null | undefined, ours: number) {
  expect(Math.abs((theirs ?? Number.NaN) - ours)).toBeLessThanOrEqual(
    TOLERANCE * Math.max(1, Math.abs(ours)),
  );
}

function expectBytes(theirs: number | null | undefined, log: number) {
  expect(Math.abs((theirs ?? Number.NaN) - Math.exp(log))).toBeLessThanOrEqual(
    0.5 + TOLERANCE * Math.exp(log),
  );
}
