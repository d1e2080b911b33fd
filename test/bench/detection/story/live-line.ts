import type { BenchParameters } from "../bench-parameters.ts";
import type { Dice } from "../create-dice.ts";
import type { Line } from "../estate/line.ts";
import type { Circumstance } from "../label.ts";
import { bendSlot, type SlotPlan, SOUND } from "./bend-slot.ts";
import type { AssetChain } from "./create-chain.ts";
import { createRunTruth } from "./create-run-truth.ts";
import type { Speaker } from "./create-speaker.ts";
import { liveSlot } from "./live-slot.ts";
import type { Hardships } from "./plan-hardships.ts";
import { type Incident, usualS } from "./plan-incidents.ts";
import type { SlotStory, StoredCopy, TruthRun } from "./truth-run.ts";

const MINUTE_MS = 60_000;
/** Of the time within which a run may start. */
const QUEUE = { median: 0.05, sigma: 0.8, most: 0.5 };
/** Where starts are not told, a run that takes so much longer than usual may be taken for late. */
const SLOW_SHARE = 0.5;
const RETRIED_LEAST_MS = 60 * MINUTE_MS;
const HALF_DAY_MS = 12 * 60 * MINUTE_MS;
const HELD_BACK_MS = [30 * MINUTE_MS, 6 * 60 * MINUTE_MS] as const;

export type LivedLine = {
  readonly runs: readonly TruthRun[];
  readonly told: ReadonlyMap<Incident, readonly SlotStory[]>;
  readonly circumstances: readonly Circumstance[];
};

export type Living = {
  readonly parameters: BenchParameters;
  readonly dice: Dice;
  readonly siteDice: Dice;
  readonly speaker: Speaker;
  readonly hardships: Hardships;
  readonly incidents: readonly Incident[];
  readonly chain: AssetChain;
  readonly stored: StoredCopy[];
};

/** Lets a line live from its first slot to its last, and says all that it would say. */
export function liveLine(line: Line, living: Living): LivedLine {
  const { dice, siteDice, parameters, hardships, incidents } = living;
  const drawing = { dice: dice.fork("sizes"), siteDice, hardships };
  const truth = createRunTruth(line, parameters, drawing);
  const circumstances: Circumstance[] = [...hardships.circumstances];
  const told = new Map<Incident, SlotStory[]>();
  const runs: TruthRun[] = [];
  announce(line, living);

  line.dues.forEach((writtenMs, index) => {
    const incident = incidents.find(
      (other) => other.index <= index && index < other.index + other.slots,
    );
    const usual = usualPlan(line, living, incident === undefined);
    const plan = incident
      ? bendSlot(usual, incident, { line, dice: dice.fork(incident.group) })
      : usual;
    const dueMs = hardships.dueOf(writtenMs, index);
    if (dueMs === null) return;
    const story = liveSlot({ ...living, line, truth }, { dueMs, index, plan });
    runs.push(...[story.run, story.again, story.aside].flatMap((run) => run ?? []));
    if (incident) told.set(incident, [...(told.get(incident) ?? []), story]);
    else circumstances.push(...circumstancesOf(line, story, plan));
  });
  return { runs, told, circumstances };
}

/** What is true by all that the collector vouched for, although the run had ended. */
const HELD_BACK_KINDS: Circumstance["dontCare"] = [
  ...["late", "missing", "stuck", "too-slow", "rpo-breach", "chain-broken"],
] as const;

/** What a slot without damage may be taken for. */
function circumstancesOf(line: Line, story: SlotStory, plan: SlotPlan): readonly Circumstance[] {
  const { dueMs, run } = story;
  const { startWithin, finishWithin } = line.bounds;
  const heardAtMs = Math.max(run?.heardAtMs ?? 0, story.aside?.heardAtMs ?? 0);
  const toMs = Math.max(dueMs + finishWithin, heardAtMs);
  const about = { bearsOn: "presence", subject: line.subject, fromMs: dueMs, toMs } as const;
  const slowMs = dueMs + startWithin + SLOW_SHARE * usualS(line) * 1_000;
  const isSlow = !line.reportsStarts && run !== null && run.finishedAtMs > slowMs;
  const all: readonly (readonly [boolean, string, Circumstance["dontCare"]])[] = [
    [plan.failures > 0, "retry", ["failed"]],
    [isSlow, "slow, and its start not told", ["late"]],
    [story.aside !== null, "copy-only full", ["extra-run"]],
    [plan.heldBackMs > 0, "held back", HELD_BACK_KINDS],
  ];
  return all.flatMap(([is, cause, dontCare]) => (is ? [{ ...about, cause, dontCare }] : []));
}

function announce(line: Line, { speaker, hardships }: Living): void {
  const [firstMs] = line.dues;
  if (firstMs !== undefined && line.retiredAtMs !== null) {
    speaker.expected(firstMs, null, firstMs);
    speaker.expected(firstMs, line.retiredAtMs, line.retiredAtMs - 86_400_000);
  }
  for (const { fromMs: from, toMs: to, atMs } of hardships.announcements)
    speaker.announced({ from, to, kind: "migration", reason: "moved" }, atMs);
}

function usualPlan(line: Line, { parameters, dice }: Living, isFree: boolean): SlotPlan {
  const { shares } = parameters;
  const { startWithin } = line.bounds;
  const queuedMs = QUEUE.median * startWithin * Math.exp(dice.normal(0, QUEUE.sigma));
  // A retry of what comes every few minutes would begin in the next slot.
  const isRetried = isFree && dice.chance(shares.retries) && line.cadenceMs >= RETRIED_LEAST_MS;
  const isFull = line.series.backupType === "full" && line.cadenceMs >= HALF_DAY_MS;
  return {
    ...SOUND,
    startDelayMs: Math.min(QUEUE.most * startWithin, queuedMs),
    failures: isRetried ? dice.whole(1, 2) : 0,
    copyOnlyAside: isFree && isFull && dice.chance(shares.copyOnlyFulls),
    heldBackMs:
      isFree && dice.chance(shares.heldBackRuns) ? Math.round(dice.within(...HELD_BACK_MS)) : 0,
  };
}
