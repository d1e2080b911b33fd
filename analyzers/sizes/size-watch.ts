import assert from "node:assert";
import { openZone } from "../../platform/calendar/open-zone.ts";
import type { Series } from "../../schemas/series.ts";
import type { Place } from "../baselines/fit-baseline.ts";
import { placeAt } from "../baselines/place-at.ts";
import type { Memory } from "../detection/memory.ts";
import type { World } from "../detection/world.ts";
import { compareRuns, type Run, successOf } from "../runs/run.ts";
import { ageSeason } from "./age-season.ts";
import { detectSize, isTold } from "./detect-size.ts";
import type { FullNotes } from "./full-notes.ts";
import { historySince } from "./history-since.ts";
import { RUNS_SURE } from "./measure-size.ts";
import { SIZE_LIMITS } from "./size-limits.ts";
import { createSizeLine, type JudgedSize } from "./size-line.ts";
import { stepSize } from "./step-size.ts";

/** So many runs in a row whose size is told are remembered as open. */
const OPEN_MAX = 400;
const KINDS = ["undersized", "oversized"] as const;
/** What makes sizes change; a new policy does not. */
const RESIZING = ["migration", "purge", "upgrade", "resize"];

type Subject = {
  readonly world: World;
  readonly series: Series;
  readonly subject: string;
  /** Of its policy: where its days begin. */
  readonly zone: string;
  readonly minBytes: number | null;
  /** Of its asset. */
  readonly fulls: FullNotes;
  readonly memory: Memory;
};

/** The sizes of one series' runs, kept judged; `note` takes each successful run once. */
export function createSizeWatch({ world, series, subject, fulls, ...policy }: Subject) {
  const memory = policy.memory.part("sizes");
  const { ledger } = world;
  const zone = openZone(policy.zone);
  const rules = { limits: SIZE_LIMITS[series.backupType], minBytes: policy.minBytes };
  const line = createSizeLine((history, { runId, success }) => {
    assert(success, "only successful runs have a size");
    const { startedAtMs, finishedAtMs, sizeBytes } = success;
    const isAnnounced = (sinceMs: number) =>
      world.announcements
        .during(series, sinceMs, finishedAtMs)
        .some(({ kind }) => RESIZING.includes(kind));
    const { rightAtMs, widening, restartMs } = world.decisions.of(series, subject);
    const restartedMs = restartMs(startedAtMs);
    const since =
      restartedMs === null ? history : historySince(history, placeAt(zone, restartedMs).days);
    const run = {
      bytes: Number(sizeBytes),
      beganAtMs: startedAtMs,
      place: placeOf(startedAtMs),
      isAnnounced,
      isRight: KINDS.some((kind) => rightAtMs(kind, runId) !== null),
      widening: {
        undersized: widening("undersized", startedAtMs),
        oversized: widening("oversized", startedAtMs),
      },
    };
    return stepSize(since, run, rules);
  }, memory);
  const told = memory.of("told", (): { open: readonly Run[] } => ({ open: [] }));

  if (series.backupType === "differential")
    fulls.listen((fullAtMs, nowMs) => tell(line.judgeFrom(fullAtMs), nowMs));

  function placeOf(atMs: number): Place {
    const place = placeAt(zone, atMs);
    if (series.backupType !== "differential") return place;
    const fullAtMs = fulls.before(atMs);
    if (fullAtMs === null) return place;
    return { ...place, season: ageSeason(place, placeAt(zone, fullAtMs).days) };
  }

  function note(run: Run, nowMs: number) {
    const success = successOf(run);
    if (success && series.backupType === "full" && !success.copyOnly)
      fulls.note(success.startedAtMs, nowMs);
    tell(line.add(run), nowMs);
  }

  function tell(judged: readonly JudgedSize[], nowMs: number) {
    for (const { run, step } of judged) {
      const success = successOf(run);
      if (!success) continue;
      const before = told.open.filter((other) => compareRuns(other, run) < 0);
      const openRunIds = before.map(({ runId }) => runId);
      const about = { series, subject, minBytes: policy.minBytes, slotMs: run.slotMs };
      for (const judgement of detectSize({ ...about, run, success, step, openRunIds }))
        ledger.settle(judgement, nowMs);
      const later = told.open.filter((other) => compareRuns(other, run) > 0);
      const open = isTold(step) && !step.adopted ? [...before, run, ...later] : later;
      told.open = keepLast(open, (times) => world.passOver("sizes-told", subject, times));
    }
  }

  return {
    note,
    learning: () => countRuns(line.last()),
    judgeAgain: (nowMs: number) => tell(line.judgeFrom(Number.NEGATIVE_INFINITY), nowMs),
  };
}

function keepLast(open: readonly Run[], passOver: (times: number) => void): readonly Run[] {
  passOver(Math.max(0, open.length - OPEN_MAX));
  return open.slice(-OPEN_MAX);
}

/** How many runs are known of those that a sure judgement needs; null once they are. */
function countRuns(last: JudgedSize | null) {
  const runs = (last?.step.measure?.runs ?? 0) + (last?.step.learned.length ?? 0);
  return runs < RUNS_SURE ? { runs, needed: RUNS_SURE } : null;
}
