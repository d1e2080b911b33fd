import { parseCron } from "../../platform/calendar/parse-cron.ts";
import type { Draw } from "./draw.ts";
import { type DemoSeries, ESTATE } from "./estate.ts";
import { NIGHTS, type PlantedFault } from "./faults.ts";
import { DUMP_CRON, IMAGE_CRON, ZONE } from "./make-config.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The evening before the first night. Clocks go back within the 21 nights after it. */
export const STORY_STARTS_AT_MS = Date.parse("2026-10-04T20:00:00Z");

/** A late backup starts this long after it is due; the policy allows an hour. */
const LATE_BY_MS = 2 * HOUR_MS;

/** One backup of one night as its job will carry it out. */
export type PlannedRun = {
  readonly target: DemoSeries;
  readonly night: number;
  readonly runId: string;
  readonly dueMs: number;
  readonly startMs: number;
  readonly finishMs: number;
  /** When the copy to the second vault is done; null when it is never made. */
  readonly duplicateMs: number | null;
  /** Below a vault. */
  readonly path: string;
  readonly fault: PlantedFault | null;
};

/** Every run of the story in order of its start; a night without backup has none. */
export function planNights(planted: readonly PlantedFault[], draw: Draw): readonly PlannedRun[] {
  const runs = ESTATE.flatMap((target) =>
    dueInstants(target).map((dueMs, at) =>
      planRun({ target, dueMs, night: at + 1 }, planted, draw),
    ),
  );
  return runs
    .filter((run) => run.fault?.fault !== "no-backup")
    .sort((a, b) => a.startMs - b.startMs);
}

/** When the slot of a night is due. */
export function dueInstants(target: DemoSeries): readonly number[] {
  const occurrences = parseCron(target.kind === "dump" ? DUMP_CRON : IMAGE_CRON, ZONE);
  const instants: number[] = [];
  for (let atMs = STORY_STARTS_AT_MS; instants.length < NIGHTS; ) {
    const next = occurrences.next(atMs);
    if (next === null) break;
    instants.push(next);
    atMs = next;
  }
  return instants;
}

/** The end of the story: the last night's rounds and deadlines are past. */
export function storyEndsAtMs(): number {
  return STORY_STARTS_AT_MS + NIGHTS * DAY_MS + 16 * HOUR_MS - DAY_MS;
}

type Slot = Pick<PlannedRun, "target" | "dueMs" | "night">;

function planRun(slot: Slot, planted: readonly PlantedFault[], draw: Draw): PlannedRun {
  const { target, dueMs, night } = slot;
  const fault = planted.find((one) => one.target === target && one.night === night) ?? null;
  const waitMs =
    draw.between(0, 10) * MINUTE_MS + (fault?.fault === "late-backup" ? LATE_BY_MS : 0);
  const startMs = dueMs + waitMs;
  const finishMs = startMs + draw.between(90, 300) * 1_000;
  const copiedMs = finishMs + draw.between(20, 60) * MINUTE_MS;
  const runId = `${new Date(dueMs).toISOString().slice(0, 10)}-${target.product}-${target.kind}`;
  return {
    ...slot,
    runId,
    startMs,
    finishMs,
    duplicateMs: fault?.fault === "no-duplicate" ? null : copiedMs,
    path: target.path(runId),
    fault,
  };
}
